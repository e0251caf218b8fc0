import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRateLimits } from '../../src/main/delivery/rate.ts';
import { createTestClock } from '../fixtures/clock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Takes until refused; how many were allowed, and for how long to wait then. */
function exhaust(limits: ReturnType<typeof createRateLimits>, chat = 'chat') {
  for (let taken = 0; ; taken++) {
    const permission = limits.take(chat);
    if (!permission.ok) return { taken, retryAfterMs: permission.retryAfterMs };
  }
}

it('allows 30 messages a minute, then says when the first of them is a minute old', () => {
  const clock = createTestClock();
  const limits = createRateLimits(clock);
  limits.take('chat');
  clock.advance(10_000);
  expect(exhaust(limits)).toEqual({ taken: 29, retryAfterMs: 50_000 });
  clock.advance(50_000);
  expect(exhaust(limits)).toEqual({ taken: 1, retryAfterMs: 10_000 });
});

it('allows 1000 messages an hour', () => {
  const clock = createTestClock();
  const limits = createRateLimits(clock);
  let taken = 0;
  for (let minute = 0; minute < 40; minute++) {
    taken += exhaust(limits).taken;
    clock.advance(MINUTE);
  }
  expect(taken).toBe(1000);
  expect(exhaust(limits)).toEqual({ taken: 0, retryAfterMs: HOUR - 40 * MINUTE });
});

it('counts each conversation for itself', () => {
  const limits = createRateLimits(createTestClock());
  exhaust(limits, 'one');
  expect(exhaust(limits, 'other').taken).toBe(30);
});

it('counts what was sent before the start, in whatever order it is read', () => {
  const clock = createTestClock();
  const limits = createRateLimits(clock, { perMinute: 3, perHour: 1000 });
  for (const age of [50_000, 10_000, 30_000, 70_000]) limits.record('chat', clock.wall() - age);
  expect(exhaust(limits)).toEqual({ taken: 0, retryAfterMs: 10_000 });
});

it('takes a message from the future for one of now: the wall clock was set back', () => {
  const clock = createTestClock();
  const limits = createRateLimits(clock, { perMinute: 1, perHour: 1000 });
  limits.record('chat', clock.wall() + 5 * HOUR);
  expect(exhaust(limits)).toEqual({ taken: 0, retryAfterMs: MINUTE });
});

it('is not bent by a wall clock that jumps', () => {
  const clock = createTestClock();
  const limits = createRateLimits(clock);
  exhaust(limits);
  clock.jumpWall(5 * HOUR);
  expect(exhaust(limits)).toEqual({ taken: 0, retryAfterMs: MINUTE });
});

it('forgets conversations that were idle for an hour', () => {
  const clock = createTestClock();
  const limits = createRateLimits(clock);
  limits.take('idle');
  clock.advance(HOUR / 2);
  limits.take('busy');
  limits.record('old', clock.wall() - 2 * HOUR);
  expect(limits.size).toBe(2);
  clock.advance(HOUR / 2);
  expect(limits.size).toBe(1);
});

it('agrees with counting every message anew', () => {
  const options = { perMinute: 3, perHour: 5 };
  const length = fc.oneof(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 0, max: HOUR }));
  const chat = fc.constantFrom('one', 'other');
  const step = fc.record({ wait: length, chat, age: fc.option(length) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const clock = createTestClock();
      const limits = createRateLimits(clock, options);
      const sent: { chat: string; at: number }[] = [];
      const within = (chat: string, window: number, now: number) =>
        sent.filter((message) => message.chat === chat && message.at > now - window).length;
      const allowed = (chat: string, now: number) =>
        within(chat, MINUTE, now) < options.perMinute && within(chat, HOUR, now) < options.perHour;

      for (const { wait, chat, age } of steps) {
        clock.advance(wait);
        const now = clock.monotonic();
        if (age !== null) {
          limits.record(chat, clock.wall() - age);
          sent.push({ chat, at: now - age });
          continue;
        }
        const permission = limits.take(chat);
        expect(permission.ok).toBe(allowed(chat, now));
        if (permission.ok) sent.push({ chat, at: now });
        else {
          expect(allowed(chat, now + permission.retryAfterMs - 1)).toBe(false);
          expect(allowed(chat, now + permission.retryAfterMs)).toBe(true);
        }
      }
    }),
  );
});
