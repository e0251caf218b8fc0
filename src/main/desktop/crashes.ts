import type { Clock } from '../clock.ts';

/** A page that dies again within this many milliseconds is not simply loaded once more. */
const AGAIN_WITHIN = 30_000;

/** Decides what to do about a page that died: load it again, or ask a person first. */
export function createCrashCount(clock: Clock): () => 'reload' | 'ask' {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    const now = clock.monotonic();
    const verdict = now - last < AGAIN_WITHIN ? 'ask' : 'reload';
    last = now;
    return verdict;
  };
}
