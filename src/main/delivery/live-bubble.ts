import type { Words } from '../agent/words.ts';
import type { Bubble, Outcome } from '../channel/channel.ts';
import type { Clock } from '../clock.ts';
import { cutShort, type Draft, growing } from './compose.ts';
import { visible } from './text.ts';

/**
 * Milliseconds that a bubble may live. WeCom stops taking its frames at 6 minutes
 * (docs/protocol.md § Streams); the promise is five and a half, and the last frame may have to
 * wait for the acknowledgement of the one before.
 */
export const BUBBLE_LIFETIME = 325_000;

/** How a bubble that grew too old was ended. */
export interface EarlyEnd {
  readonly outcome: Promise<Outcome>;
  /** Where in the text the part starts that it does not show. */
  readonly next: number;
}

/** The bubble of a turn while the answer grows. It is ended by `finish`, or by its age. */
export interface LiveBubble {
  readonly streamId: string;
  /** The draft so far; shown as soon as the bubble's pace allows. */
  show(draft: Draft): void;
  /** Whether its age has ended it. */
  readonly aged: boolean;
  /** The answer is complete: age ends it no more. How it was ended already, if it was. */
  complete(): EarlyEnd | undefined;
  /** Ends it with `text`; once, and only where `complete` found no end. */
  finish(text: string): Promise<Outcome>;
}

/**
 * Watches over `bubble`, which was opened just now. `abandon` writes its end where frames before it
 * are in doubt.
 */
export function createLiveBubble(
  bubble: Bubble,
  words: Words,
  clock: Clock,
  abandon: (text: string) => boolean,
): LiveBubble {
  let draft: Draft = { text: '', reasoning: '' };
  let early: EarlyEnd | undefined;
  const cancelTimer = clock.after(BUBBLE_LIFETIME, () => {
    const { shown, next } = cutShort(draft, words.continued);
    const finished = bubble.finish(shown).then((outcome): Outcome => {
      if (outcome.kind !== 'unsent' || !abandon(shown)) return outcome;
      return { kind: 'unknown', cause: 'timeout', late: Promise.resolve(undefined) };
    });
    early = { outcome: finished, next };
  });
  return {
    streamId: bubble.streamId,
    show(newer) {
      draft = newer;
      const blank = !visible(draft.text) && !visible(draft.reasoning);
      if (!early && !blank) bubble.update(() => growing(draft));
    },
    get aged() {
      return early !== undefined;
    },
    complete() {
      cancelTimer();
      return early;
    },
    finish: (text) => bubble.finish(text),
  };
}
