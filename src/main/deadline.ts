import type { Clock } from './clock.ts';

/** The time one answer may take. */
export interface Deadline {
  /** Aborts when the time is up, the answer is cancelled, or `end` is called. */
  readonly signal: AbortSignal;
  /** True once the time was up before anything else ended the answer. */
  readonly expired: boolean;
  /** Stops the clock and aborts what still listens to `signal`. */
  end(): void;
}

/** Gives an answer `timeoutMs` milliseconds from now, fewer where `cancelled` aborts. */
export function startDeadline(clock: Clock, timeoutMs: number, cancelled: AbortSignal): Deadline {
  const own = new AbortController();
  const signal = AbortSignal.any([cancelled, own.signal]);
  let expired = false;
  const stopClock = clock.after(timeoutMs, () => {
    expired = !signal.aborted;
    own.abort();
  });
  return {
    signal,
    get expired() {
      return expired;
    },
    end() {
      stopClock();
      own.abort();
    },
  };
}
