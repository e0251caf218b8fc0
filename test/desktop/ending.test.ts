import { describe, expect, it, onTestFinished } from 'vitest';
import { createCrashCount } from '../../src/main/desktop/crashes.ts';
import { catchSignals, createEnding } from '../../src/main/desktop/ending.ts';
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

describe('a signal', () => {
  /** Catches signals until the test is over. */
  const caught = () => {
    const before = process.listeners('SIGINT');
    onTestFinished(() => {
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name);
      for (const listener of before) process.on('SIGINT', listener);
    });
    const clock = createTestClock();
    const told: (string | number)[] = [];
    const onFirst = () => void told.push('first');
    catchSignals({ clock, onFirst, exit: (code) => void told.push(code) });
    return { clock, told };
  };

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('is told, if it is %s', (name) => {
    const { told } = caught();
    process.emit(name);
    expect(told).toEqual(['first']);
  });

  it('is the same one where it comes twice within a moment', () => {
    const { clock, told } = caught();
    process.emit('SIGINT');
    clock.advance(300);
    process.emit('SIGTERM');
    expect(told).toEqual(['first']);
  });

  it('ends the process where it follows the first', () => {
    const { clock, told } = caught();
    process.emit('SIGINT');
    clock.advance(301);
    process.emit('SIGINT');
    expect(told).toEqual(['first', 130]);
  });

  it('is heard by nobody else, who might raise it once more', () => {
    let heard = false;
    process.on('SIGINT', () => {
      heard = true;
    });
    caught();
    process.emit('SIGINT');
    expect(heard).toBe(false);
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
