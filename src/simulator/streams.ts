import type { z } from 'zod';
import type { streamSchema } from './content.ts';
import { refuse } from './frame.ts';
import type { Rates } from './rates.ts';
import type { IssuedRequest } from './requests.ts';
import type { Screen, ShownBubble } from './screen.ts';

/** The bubbles that streams show (docs/protocol.md, Streams). */
export interface Streams {
  /** Applies one stream frame that answers `request`; refuses when the bubble is too old. */
  write(request: IssuedRequest, stream: z.infer<typeof streamSchema>): void;
}

export function createStreams(parts: {
  readonly screen: Screen;
  readonly rates: Rates;
  readonly now: () => number;
  /** Milliseconds from the first frame after which a bubble cannot change, not even finish. */
  readonly lifetimeMs: number;
}): Streams {
  const { screen, rates, now } = parts;
  const streams = new Map<string, { readonly bubble: ShownBubble; readonly openedAt: number }>();

  function open(request: IssuedRequest, id: string): ShownBubble {
    rates.count(`${request.chat.type} ${request.chat.id}`);
    const bubble: ShownBubble = {
      who: 'bot',
      kind: 'bubble',
      streamId: id,
      reqId: request.id,
      content: '',
      spinning: true,
      finished: false,
      expired: false,
      history: [],
    };
    streams.set(`${request.id} ${id}`, { bubble, openedAt: now() });
    return bubble;
  }

  return {
    write(request, { id, content, finish }) {
      const known = streams.get(`${request.id} ${id}`);
      if (known && now() - known.openedAt > parts.lifetimeMs) {
        known.bubble.expired = true;
        screen.changed(request.chat, known.bubble);
        refuse(846608);
      }
      // Frames after the finish are acknowledged without effect.
      if (known?.bubble.finished) return;
      const bubble = known?.bubble ?? open(request, id);
      if (content !== undefined) fill(bubble, content, now());
      bubble.finished = finish === true;
      if (known) screen.changed(request.chat, bubble);
      else screen.show(request.chat, bubble);
    },
  };
}

/** Replaces what `bubble` shows; `content` is cumulative. */
function fill(bubble: ShownBubble, content: string, at: number): void {
  const [tagged, thinking] = /^\s*<think>([\s\S]*?)(?:<\/think>|$)/.exec(content) ?? [''];
  bubble.content = content.slice(tagged.length);
  if (thinking === undefined) delete bubble.thinking;
  else bubble.thinking = thinking;
  bubble.spinning = !isVisible(bubble.content);
  bubble.history.push({ content, at });
}

/** Whether a text has any character that leaves ink. */
function isVisible(text: string): boolean {
  return /[^\s\p{Cc}\p{Cf}\p{Z}]/u.test(text);
}
