import type { ChatKey, ChatNews, ChatsApi, Page, PagePosition } from '../../shared/api.ts';
import type { Message } from '../../shared/message.ts';
import { EMPTY_PAGE, joinAfter, joinBefore, MOST_MESSAGES, upsert } from './page.ts';

/** The answer that is being written. */
export type Growing = Extract<ChatNews, { type: 'growing' }>;

/** Where the log should be: what somebody asked for, a new object each time. */
export interface Place {
  /** A message; or the end, or the beginning of the chat. */
  readonly at: number | 'end' | 'beginning';
}

/** The messages of one chat, as far as they are held. */
export interface TranscriptState {
  /** Undefined until the first were read. */
  readonly page: Page | undefined;
  readonly place: Place;
  readonly growing: Growing | undefined;
  /** What kept the last reading from being done. */
  readonly failure: unknown;
  /** Messages that came while somebody was reading further up. */
  readonly missed: number;
}

/** Reads a chat page by page and follows what happens in it. */
export interface Transcript {
  readonly chat: ChatKey;
  state(): TranscriptState;
  subscribe(listener: () => void): () => void;
  /** Goes to the newest messages, or elsewhere. */
  open(position?: PagePosition): Promise<void>;
  /** Reads what stands before, or after, what is held; nothing while it is being read. */
  more(where: 'before' | 'after'): Promise<void>;
  /** Reads again what is held, after news may have been lost. */
  refresh(): Promise<void>;
  /** Whether the end of what is held is on screen. */
  lookAtEnd(isSeen: boolean): void;
  onNews(news: ChatNews): void;
}

/** Messages read in one go. */
const PAGE = 50;

/** A transcript of `chat`; nothing is read before it is opened. */
export function createTranscript(api: ChatsApi, chat: ChatKey): Transcript {
  let state: TranscriptState = {
    page: undefined,
    place: { at: 'end' },
    growing: undefined,
    failure: undefined,
    missed: 0,
  };
  const listeners = new Set<() => void>();
  // News that come while a page is being read may be newer than the page.
  let early: Message[] = [];
  let pending = 0;
  let opened = 0;
  let newest = 0;
  let seesEnd = true;
  let position: PagePosition | undefined;
  const reading = new Set<'before' | 'after'>();

  const change = (part: Partial<TranscriptState>): void => {
    state = { ...state, ...part };
    for (const listener of listeners) listener();
  };

  const read = (from: PagePosition | undefined): Promise<Page> =>
    api.messages(from ? { chat, position: from, limit: PAGE } : { chat, limit: PAGE });

  /** Reads and applies, unless something else was opened meanwhile. */
  const apply = async (
    round: number,
    reader: () => Promise<Page>,
    take: (read: Page) => Partial<TranscriptState>,
  ): Promise<void> => {
    pending += 1;
    try {
      const page = await reader();
      if (round !== opened) return;
      const taken = take(page);
      const joined = early.reduce(upsert, taken.page ?? page);
      newest = Math.max(newest, joined.messages.at(-1)?.seq ?? 0);
      change({ ...taken, page: joined, failure: undefined });
    } catch (failure) {
      if (round === opened) change({ failure });
    } finally {
      pending -= 1;
      if (pending === 0) early = [];
    }
  };

  const readGrowing = async (round: number): Promise<void> => {
    const all = await api.growing().catch(() => []);
    if (round !== opened) return;
    change({ growing: all.find((one) => isSame(one.chat, chat)) });
  };

  const open = async (wanted?: PagePosition): Promise<void> => {
    position = wanted;
    opened += 1;
    const round = opened;
    const growing = readGrowing(round);
    await apply(
      round,
      () => read(wanted),
      (page) => ({ page, place: placeOf(wanted, page) }),
    );
    await growing;
  };

  return {
    chat,
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    open,
    async more(where) {
      const { page } = state;
      const edge = where === 'before' ? page?.messages[0] : page?.messages.at(-1);
      const isThere = where === 'before' ? page?.hasBefore : page?.hasAfter;
      if (!edge || !isThere || reading.has(where)) return;
      reading.add(where);
      await apply(
        opened,
        () => read(where === 'before' ? { before: edge.seq } : { after: edge.seq }),
        (read) => {
          const held = state.page ?? EMPTY_PAGE;
          const joined = where === 'before' ? joinBefore(held, read) : joinAfter(held, read);
          return { page: joined };
        },
      );
      reading.delete(where);
    },
    async refresh() {
      const { page } = state;
      const first = page?.messages[0];
      if (!page || !first) return open(position);
      const round = opened;
      const readAll = async (): Promise<Page> => {
        let fresh = await read({ after: first.seq - 1 });
        while (fresh.hasAfter && fresh.messages.length < MOST_MESSAGES) {
          const last = fresh.messages.at(-1);
          if (!last) break;
          fresh = joinAfter(fresh, await read({ after: last.seq }));
        }
        return { ...fresh, hasBefore: page.hasBefore };
      };
      await Promise.all([apply(round, readAll, (fresh) => ({ page: fresh })), readGrowing(round)]);
    },
    onNews(news) {
      switch (news.type) {
        case 'growing':
          if (isSame(news.chat, chat)) change({ growing: news });
          return;
        case 'cleared':
          if (!isSame(news.chat, chat)) return;
          // What wants an answer or is on its way is still there.
          change({ page: EMPTY_PAGE, missed: 0 });
          void open();
          return;
        case 'message': {
          const { message } = news;
          if (message.channel !== chat.channel || message.chat_id !== chat.id) return;
          if (pending > 0) early.push(message);
          const { page, growing, missed } = state;
          if (!page) return;
          const isNew = message.seq > newest;
          newest = Math.max(newest, message.seq);
          const isMissed = isNew && message.kind !== 'send' && (page.hasAfter || !seesEnd);
          change({
            page: upsert(page, message),
            growing: growing && endsGrowing(message, growing) ? undefined : growing,
            missed: isMissed ? missed + 1 : missed,
          });
          return;
        }
        case 'chat':
      }
    },
    lookAtEnd(isSeen) {
      seesEnd = isSeen;
      if (isSeen && state.missed > 0 && state.page?.hasAfter === false) change({ missed: 0 });
    },
  };
}

/** Whether two keys name the same chat. */
export function isSame(one: ChatKey, other: ChatKey): boolean {
  return one.id === other.id && one.channel === other.channel;
}

/** Whether a message shows that an answer grows no more: it is there, or will not come. */
function endsGrowing(message: Message, { reply_to }: Growing): boolean {
  if (message.direction === 'out') return message.reply_to === reply_to;
  return message.seq === reply_to && message.state !== 'received';
}

function placeOf(position: PagePosition | undefined, page: Page): Place {
  if (!position) return { at: 'end' };
  if ('around' in position) return { at: position.around };
  if ('after' in position) return { at: 'beginning' };
  const at = 'at' in position ? position.at : 0;
  return { at: page.messages.find((message) => message.at >= at)?.seq ?? 'end' };
}
