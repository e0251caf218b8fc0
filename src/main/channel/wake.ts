import type { Clock } from '../clock.ts';

/** Milliseconds between two looks at both clocks. */
const LOOK_EVERY = 5_000;
/** Milliseconds that a look must be late for a sleep; less is a busy computer. */
const SLEPT = 10_000;

/**
 * Calls `onWake` after the computer slept, or this process stood still: the wall clock went on
 * without it. The function returned ends the watch.
 */
export function watchWake(clock: Clock, onWake: () => void): () => void {
  let last = clock.wall();
  let cancel = () => {};
  const look = (): void => {
    const now = clock.wall();
    const slept = now - last > LOOK_EVERY + SLEPT;
    last = now;
    cancel = clock.after(LOOK_EVERY, look);
    if (slept) onWake();
  };
  cancel = clock.after(LOOK_EVERY, look);
  return () => cancel();
}
