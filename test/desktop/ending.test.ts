import { describe, expect, it } from 'vitest';
import { createCrashCount } from '../../src/main/desktop/crashes.ts';
import { createEnding } from '../../src/main/desktop/ending.ts';
import { createTestClock } from '../fixtures/clock.ts';

/** Lets everything that waits for nothing happen. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** An ending that closes when the test says so. */
function endingOf(close: () => Promise<void>) {
  const clock = createTestClock();
  const exits: number[] = [];
  const ending = createEnding({ clock, close, exit: (code) => void exits.push(code) });
  return { clock, exits, ending };
}

describe('the program ends', () => {
  it('when everything is closed', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { clock, exits, ending } = endingOf(() => promise);
    ending.begin();
    clock.advance(0);
    await settle();
    expect(exits).toEqual([]);
    resolve();
    await settle();
    expect(exits).toEqual([0]);
  });

  it('after five seconds, whatever hangs', async () => {
    const { clock, exits, ending } = endingOf(() => new Promise(() => {}));
    ending.begin();
    clock.advance(4999);
    await settle();
    expect(exits).toEqual([]);
    clock.advance(1);
    await settle();
    expect(exits).toEqual([0]);
  });

  it('also where closing fails', async () => {
    const { clock, exits, ending } = endingOf(() => Promise.reject(new Error('the disk is gone')));
    ending.begin();
    clock.advance(0);
    await settle();
    expect(exits).toEqual([0]);
  });

  it('once, however often it is asked for', async () => {
    let closed = 0;
    const { clock, exits, ending } = endingOf(async () => {
      closed += 1;
    });
    expect(ending.begun).toBe(false);
    ending.begin();
    ending.begin();
    expect(ending.begun).toBe(true);
    clock.advance(0);
    await settle();
    clock.advance(10_000);
    await settle();
    expect({ closed, exits }).toEqual({ closed: 1, exits: [0] });
  });

  it('after whoever asked is done', () => {
    let closed = false;
    const { ending } = endingOf(async () => {
      closed = true;
    });
    ending.begin();
    expect(closed).toBe(false);
  });
});

describe('a page that dies', () => {
  it('is loaded again once, and asked about where it dies again within half a minute', () => {
    const clock = createTestClock();
    const next = createCrashCount(clock);
    expect(next()).toBe('reload');
    clock.advance(29_999);
    expect(next()).toBe('ask');
    clock.advance(30_000);
    expect(next()).toBe('reload');
  });
});
