/**
 * Time, injected so that tests need not wait. Intervals use `monotonic`, which a changed system
 * clock cannot bend; moments that are stored or shown use `wall`.
 */
export interface Clock {
  /** Milliseconds since an arbitrary start, never going back. Stands still while the computer sleeps. */
  monotonic(): number;
  /** Milliseconds since the epoch. */
  wall(): number;
  /** Calls `run` once after `ms` milliseconds; the function returned cancels it. */
  after(ms: number, run: () => void): () => void;
}

/** The computer's own clock. */
export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** Resolves after `ms` milliseconds, at once when `signal` aborts; never rejects. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal?.addEventListener('abort', done);
  });
}
