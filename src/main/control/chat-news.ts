import { AsyncIteratorClass } from '@orpc/server';
import type { ChatKey, ChatNews } from '../../shared/api.ts';
import type { Bot } from '../bot.ts';
import type { Clock } from '../clock.ts';
import { openStream, type Writer } from './stream.ts';

/** Milliseconds between two growths of one answer. */
const GROW_EVERY = 120;

/** What {@link followChats} needs. */
export interface FollowChatsOptions {
  readonly bot: Bot;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  readonly onSwap: (listener: () => void) => () => void;
}

type Growing = Extract<ChatNews, { type: 'growing' }>;
/** News as they are when they are read; undefined where there are none any more. */
type Look = () => ChatNews | undefined;

/** What happens in the conversations of a bot, for one reader. */
export function followChats({ bot, clock, signal, onSwap }: FollowChatsOptions) {
  const news = openStream<Look>({
    signal,
    listen(writer) {
      const growth = createGrowth(clock, writer);
      const stopEvents = listen(bot, writer, growth);
      const stopSwap = onSwap(writer.end);
      return () => {
        stopEvents();
        stopSwap();
        growth.stop();
      };
    },
  });
  return new AsyncIteratorClass<ChatNews, void, void>(
    async () => {
      for (;;) {
        const next = await news.next();
        if (next.done) return { done: true, value: undefined };
        const value = next.value();
        if (value) return { done: false, value };
      }
    },
    async () => void (await news.return()),
  );
}

function listen(bot: Bot, { push }: Writer<Look>, growth: Growth): () => void {
  const { journal } = bot;
  const tellChat = (chat: ChatKey) =>
    push(() => {
      const summary = journal.summary(chat);
      return summary && { type: 'chat', chat: summary };
    }, `chat ${chat.channel} ${chat.id}`);

  return bot.onEvent((event) => {
    switch (event.type) {
      case 'message': {
        const message = journal.shown(event.seq);
        if (!message) return;
        push(() => ({ type: 'message', message }), `message ${event.seq}`);
        return tellChat({ channel: message.channel, id: message.chat_id });
      }
      case 'growing':
        return growth.grow(event);
      case 'grown':
        return growth.end(event.reply_to);
      case 'read':
        return tellChat(event.chat);
      case 'cleared':
        push(() => ({ type: 'cleared', chat: event.chat }));
        return tellChat(event.chat);
      default:
    }
  });
}

/** Lets every answer grow at most once in a while; what is newest is told. */
interface Growth {
  grow(growing: Growing): void;
  /** It grows no more: its message says it all. */
  end(replyTo: number): void;
  stop(): void;
}

function createGrowth(clock: Clock, { push }: Writer<Look>): Growth {
  const held = new Map<number, { latest: Growing | undefined; cancel: () => void }>();

  const tell = (growing: Growing): void => {
    const replyTo = growing.reply_to;
    push(() => growing, `growing ${replyTo}`);
    const cancel = clock.after(GROW_EVERY, () => {
      const latest = held.get(replyTo)?.latest;
      held.delete(replyTo);
      if (latest) tell(latest);
    });
    held.set(replyTo, { latest: undefined, cancel });
  };

  return {
    grow(growing) {
      const waiting = held.get(growing.reply_to);
      if (waiting) waiting.latest = growing;
      else tell(growing);
    },
    end(replyTo) {
      held.get(replyTo)?.cancel();
      held.delete(replyTo);
    },
    stop() {
      for (const { cancel } of held.values()) cancel();
      held.clear();
    },
  };
}
