import type { ChatKey, ChatNews } from '../../shared/api.ts';
import type { Clock } from '../clock.ts';
import type { Draft } from './compose.ts';

/** An answer as far as it has come. */
export type Growing = Extract<ChatNews, { type: 'growing' }>;

/** What is told of answers while they grow. */
export interface GrowthListener {
  readonly onGrowing: (growing: Growing) => void;
  /** It grows no more: it is recorded, or there is none. */
  readonly onGrown: (seq: number) => void;
}

/** The answers that agents are at work on. */
export interface Growth {
  /** The agent was asked message `seq`, or has said more to it. */
  grow(seq: number, chat: ChatKey, draft: Draft): void;
  /** The answer to message `seq` grows no more; may be said twice. */
  end(seq: number): void;
  list(): Growing[];
}

/** Makes the list of growing answers; drafts are passed on as they are, never copied. */
export function createGrowth(clock: Clock, { onGrowing, onGrown }: GrowthListener): Growth {
  const growing = new Map<number, Growing>();
  return {
    grow(seq, chat, { text, reasoning }) {
      const since = growing.get(seq)?.since ?? clock.wall();
      const news: Growing = { type: 'growing', chat, reply_to: seq, text, reasoning, since };
      growing.set(seq, news);
      onGrowing(news);
    },
    end(seq) {
      if (growing.delete(seq)) onGrown(seq);
    },
    list: () => [...growing.values()],
  };
}
