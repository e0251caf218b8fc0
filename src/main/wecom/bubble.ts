import type { Bubble, Outcome } from '../channel/channel.ts';
import type { Clock } from '../clock.ts';
import { streamBody } from './protocol.ts';

/** Least milliseconds between two frames of a bubble; the finish may follow at once. */
export const UPDATE_EVERY = 500;
/** What an opening shows where `send_thinking_message` is on. */
const THINKING_TEXT = 'Processing...';
/** Makes WeCom show its own thinking animation (docs/protocol.md § Streams). */
const THINKING_ANIMATION = '<think></think>';

/** What a bubble needs to live. */
export interface BubbleOptions {
  readonly streamId: string;
  readonly sendThinkingMessage: boolean;
  readonly clock: Clock;
  /** Sends one frame of this bubble after the earlier ones. */
  readonly send: (body: Record<string, unknown>) => Promise<Outcome>;
}

/** Opens a bubble: its first frame leaves before this returns. */
export function openBubble(options: BubbleOptions): Bubble {
  const { streamId, clock, send } = options;
  const opening = options.sendThinkingMessage ? THINKING_TEXT : THINKING_ANIMATION;
  let render = (): string => opening;
  let shown: string = opening;
  let stale = false;
  let lastSent = clock.monotonic();
  let inFlight = true;
  let finished = false;
  /** Set by a refusal: what WeCom refuses once it refuses again. The finish is tried all the same. */
  let mute = false;
  let cancelTimer = () => {};

  const schedule = (): void => {
    if (finished || mute || inFlight || !stale) return;
    cancelTimer();
    const pause = lastSent + UPDATE_EVERY - clock.monotonic();
    cancelTimer = clock.after(Math.max(0, pause), update);
  };

  const update = (): void => {
    if (finished || inFlight) return;
    stale = false;
    const text = render();
    if (text === shown) return;
    shown = text;
    inFlight = true;
    void send(streamBody(streamId, shown, false)).then(settled);
  };

  const settled = (outcome: Outcome): void => {
    inFlight = false;
    // Counted from the acknowledgement: when a frame really left, only the connection knows.
    lastSent = clock.monotonic();
    if (outcome.kind === 'refused') {
      mute = true;
    } else if (outcome.kind === 'unknown') {
      // The lane is quarantined until the late acknowledgement came; updates go on after it.
      inFlight = true;
      void outcome.late.then((late) => {
        if (typeof late === 'object') return settled(late);
        inFlight = false;
        schedule();
      });
    }
    schedule();
  };

  const opened = send(streamBody(streamId, opening, false));
  void opened.then(settled);

  return {
    streamId,
    opened,
    update(newest) {
      render = newest;
      stale = true;
      schedule();
    },
    finish(text) {
      finished = true;
      cancelTimer();
      return send(streamBody(streamId, text, true));
    },
  };
}
