import type { Api, BotView, ChatSummary } from '../../shared/api.ts';
import type { Clock } from '../clock.ts';
import { follow } from './follow.ts';

/** What a tray shows that comes from the bot. */
export interface TrayNews {
  readonly bot: BotView | undefined;
  /** The one with the newest message first. */
  readonly chats: readonly ChatSummary[];
}

/** What {@link followTrayNews} needs. */
export interface TrayNewsOptions {
  readonly api: Pick<Api, 'bot' | 'chats'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onNews: (news: TrayNews) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Keeps what the tray shows up to date, until `signal` aborts. */
export function followTrayNews(options: TrayNewsOptions): void {
  const { api, clock, signal, onNews, onFailure } = options;
  const chats = new Map<string, ChatSummary>();
  let bot: BotView | undefined;

  const tell = (): void => {
    if (!signal.aborted) onNews({ bot, chats: newestFirst([...chats.values()]) });
  };
  const readChats = async (): Promise<void> => {
    const all = await api.chats.list();
    chats.clear();
    for (const chat of all) chats.set(keyOf(chat), chat);
    tell();
  };

  void follow(api.bot.follow, {
    clock,
    signal,
    onFailure,
    onNews(view) {
      bot = view;
      tell();
    },
  });
  void follow(api.chats.follow, {
    clock,
    signal,
    onFailure,
    // What happens while the list is read is in the list, or comes after it.
    onOpen: () => void readChats().catch(onFailure),
    onNews(news) {
      if (news.type !== 'chat') return;
      chats.set(keyOf(news.chat), news.chat);
      tell();
    },
  });
}

const keyOf = ({ channel, id }: ChatSummary): string => JSON.stringify([channel, id]);

function newestFirst(chats: ChatSummary[]): ChatSummary[] {
  const at = ({ last, last_seen }: ChatSummary) => last?.at ?? last_seen;
  return chats.sort((a, b) => at(b) - at(a));
}
