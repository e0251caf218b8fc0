import type { Clock } from '../clock.ts';

/** Milliseconds between two looks at both clocks. */
const LOOK_EVERY = 5_000;
/** Milliseconds that the wall clock must have run ahead for a sleep; less is a clock being set. */
const SLEPT = 10_000;

/**
 * Calls `onWake` after the computer slept: the monotonic clock stood still meanwhile, the wall
 * clock did not. The function returned ends the watch.
 */
export function watchWake(clock: Clock, onWake: () => void): () => void {
  let offset = clock.wall() - clock.monotonic();
  let cancel = () => {};
  const look = (): void => {
    const now = clock.wall() - clock.monotonic();
    const slept = now - offset > SLEPT;
    offset = now;
    cancel = clock.after(LOOK_EVERY, look);
    if (slept) onWake();
  };
  cancel = clock.after(LOOK_EVERY, look);
  return () => cancel();
}
