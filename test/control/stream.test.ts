import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openStream, openView, type Writer } from '../../src/main/control/stream.ts';
import { createTestClock } from '../fixtures/clock.ts';
import { rest } from './windows.ts';

/** A stream, what fills it, and how many listen. */
function open<T>(signal?: AbortSignal) {
  let listening = 0;
  let writer: Writer<T> | undefined;
  const stream = openStream<T>({
    signal,
    listen(given) {
      writer = given;
      listening += 1;
      return () => {
        listening -= 1;
      };
    },
  });
  if (!writer) throw new Error('Nobody listens.');
  return { stream, writer, listening: () => listening };
}

describe('a stream', () => {
  it('brings everything since it was opened, in order', async () => {
    const { stream, writer } = open<number>();
    for (const item of [1, 2, 3]) writer.push(item);
    writer.end();
    expect(await rest(stream)).toEqual([1, 2, 3]);
  });

  it('brings only the newest of what has the same key', async () => {
    const { stream, writer } = open<string>();
    writer.push('a1', 'a');
    writer.push('b1', 'b');
    writer.push('a2', 'a');
    writer.end();
    expect(await rest(stream)).toEqual(['a2', 'b1']);
  });

  it('that waits for an item is woken by one, and by its end', async () => {
    const { stream, writer } = open<number>();
    const first = stream.next();
    writer.push(1);
    expect(await first).toEqual({ done: false, value: 1 });
    const last = stream.next();
    writer.end();
    expect(await last).toEqual({ done: true, value: undefined });
  });

  it.each(['its end', 'its reader’s leave', 'its signal', 'being too far behind'])(
    'listens no longer after %s',
    async (how) => {
      const left = new AbortController();
      const { stream, writer, listening } = open<number>(left.signal);
      expect(listening()).toBe(1);
      if (how === 'its end') writer.end();
      if (how === 'its reader’s leave') await stream.return();
      if (how === 'its signal') left.abort();
      if (how === 'being too far behind') for (let n = 0; n <= 1000; n += 1) writer.push(n);
      expect(listening()).toBe(0);
      writer.push(7);
      writer.end();
      expect(await rest(stream)).toEqual([]);
    },
  );

  it('that nobody wants any more does not begin', async () => {
    const { stream, listening } = open<number>(AbortSignal.abort());
    expect(listening()).toBe(0);
    expect(await rest(stream)).toEqual([]);
  });

  it('may end while it begins to listen', async () => {
    let listening = 0;
    const stream = openStream<number>({
      signal: undefined,
      listen({ push, end }) {
        listening += 1;
        push(1);
        end();
        return () => {
          listening -= 1;
        };
      },
    });
    expect(await rest(stream)).toEqual([1]);
    expect(listening).toBe(0);
  });

  it('ends while its reader waits', async () => {
    const { stream } = open<number>();
    const next = stream.next();
    await stream.return();
    expect(await next).toEqual({ done: true, value: undefined });
  });
});

describe('a view', () => {
  function view() {
    const clock = createTestClock();
    let value = 0;
    let tell = () => {};
    let end = () => {};
    const stream = openView<number>({
      signal: undefined,
      clock,
      everyMs: 100,
      listen(changed, ended) {
        tell = changed;
        end = ended;
        return () => {};
      },
      read: () => value,
    });
    const set = (to: number) => {
      value = to;
      tell();
    };
    return { clock, stream, set, end: () => end() };
  }

  it('shows at once how something is', async () => {
    const { stream } = view();
    expect(await stream.next()).toEqual({ done: false, value: 0 });
  });

  it('shows what came of several changes, and not too often', async () => {
    const { stream, set, clock } = view();
    await stream.next();
    const next = stream.next();
    for (const value of [1, 2, 3]) set(value);
    clock.advance(99);
    await nextTurn();
    set(4);
    clock.advance(1);
    expect((await next).value).toBe(4);
    const none = stream.next();
    clock.advance(100);
    set(5);
    expect((await none).value).toBe(5);
  });

  it('ends with its stream', async () => {
    const { stream, end, clock } = view();
    await stream.next();
    const next = stream.next();
    end();
    clock.advance(100);
    expect((await next).done).toBe(true);
  });
});
