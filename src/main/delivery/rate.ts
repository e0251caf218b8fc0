import type { Clock } from '../clock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How many messages a conversation may get. */
export interface RateOptions {
  readonly perMinute: number;
  readonly perHour: number;
}

/** May a message leave now? If not, asking again makes no sense before `retryAfterMs` is over. */
export type Permission =
  | { readonly ok: true }
  | { readonly ok: false; readonly retryAfterMs: number };

/** Counts what each conversation got within the last minute and the last hour. */
export interface RateLimits {
  /** Allows one message to `chatKey` and counts it, or says how long to wait. */
  take(chatKey: string): Permission;
  /** Counts a message of the past, sent at `wallTime` (milliseconds since the epoch). */
  record(chatKey: string, wallTime: number): void;
  /** How many conversations are remembered: those with a message within the last hour. */
  readonly size: number;
}

/**
 * Makes the limits of WeCom (docs/protocol.md, Limits): sliding windows, replies and pushes
 * together. Time is monotonic, so a computer that slept waits rather too long than too short.
 */
export function createRateLimits(
  clock: Clock,
  { perMinute, perHour }: RateOptions = { perMinute: 30, perHour: 1000 },
): RateLimits {
  /** Times of the last hour, oldest first; the conversations in the order of their last use. */
  const chats = new Map<string, number[]>();

  const forgetIdle = (now: number) => {
    for (const [key, times] of chats) {
      if ((times.at(-1) ?? -Infinity) + HOUR > now) return;
      chats.delete(key);
    }
  };

  const recent = (chatKey: string, now: number) =>
    (chats.get(chatKey) ?? []).filter((time) => time + HOUR > now);

  const store = (chatKey: string, times: number[]) => {
    chats.delete(chatKey);
    chats.set(chatKey, times);
  };

  return {
    take(chatKey) {
      const now = clock.monotonic();
      forgetIdle(now);
      const times = recent(chatKey, now);
      const retryAfterMs = Math.max(
        waitFor(times, perMinute, MINUTE, now),
        waitFor(times, perHour, HOUR, now),
      );
      if (retryAfterMs > 0) return { ok: false, retryAfterMs };
      store(chatKey, [...times, now]);
      return { ok: true };
    },
    record(chatKey, wallTime) {
      const now = clock.monotonic();
      forgetIdle(now);
      // A wall clock that was set back makes the past look like the future.
      const age = Math.max(0, clock.wall() - wallTime);
      if (age >= HOUR) return;
      store(
        chatKey,
        [...recent(chatKey, now), now - age].sort((a, b) => a - b),
      );
    },
    get size() {
      forgetIdle(clock.monotonic());
      return chats.size;
    },
  };
}

/** Milliseconds until fewer than `limit` of `times` are within `window`; 0 when it is so now. */
function waitFor(times: readonly number[], limit: number, window: number, now: number): number {
  const blocking = times.at(-limit);
  return blocking === undefined ? 0 : Math.max(0, blocking + window - now);
}
