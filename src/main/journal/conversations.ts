import type { Database } from 'better-sqlite3';
import type { ChatKey, Hit } from '../../shared/api.ts';
import type { ChannelName } from '../../shared/chat.ts';
import type { Message } from '../../shared/message.ts';
import type { HistoryEntry } from '../agent/agent.ts';
import { WHOLE } from './columns.ts';
import { around } from './excerpt.ts';
import { holding, type Wanted, wordsOf } from './find.ts';
import type { ChatRow } from './rows.ts';

/** Which messages to read, newest last: the last ones, or the first ones after `after`. */
export interface MessagesQuery {
  readonly channel?: ChannelName;
  readonly chatId?: string;
  /** Only messages before, or after, this number. */
  readonly before?: number;
  readonly after?: number;
  readonly limit: number;
}

/** In which messages to look for words: those of one chat, those before a number. */
export interface HitsQuery {
  readonly chat?: ChatKey | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
}

type HitRow = Omit<Hit, 'chat' | 'excerpt'> & {
  readonly channel: ChannelName;
  readonly chat_id: string;
  readonly text: string;
};

/** What was said, for reading. */
export interface Conversations {
  /** The address book, the chat that spoke last first. */
  chats(): ChatRow[];
  chat(channel: ChannelName, id: string): ChatRow | undefined;
  /** User ids seen in a chat, the one that spoke last first. */
  people(channel: ChannelName, chatId: string): string[];
  /** User ids seen anywhere, the one that spoke last first. */
  allPeople(): string[];
  /** Whole messages, as long as they are. */
  messages(query: MessagesQuery): Message[];
  message(seq: number): Message | undefined;
  /** Messages that hold every word of `words`, the newest last. Finds Chinese without spaces. */
  search(words: string, query: MessagesQuery): Message[];
  /** The same, the newest first, with what stands around the first word that is found. */
  hits(words: string, query: HitsQuery): Hit[];
  /**
   * The last `limit` messages of a chat's present session before `seq`, oldest first, each answer
   * behind its question. Commands, failed turns and what is not answered yet are left out.
   */
  history(channel: ChannelName, chatId: string, seq: number, limit: number): HistoryEntry[];
}

/** Prepares the reading side of a journal. */
export function createConversations(database: Database): Conversations {
  const chats = database.prepare<[], ChatRow>(
    'SELECT channel, id, type, last_seen, unreachable FROM chats ORDER BY last_seen DESC',
  );
  const chat = database.prepare<[string, string], ChatRow>(
    'SELECT channel, id, type, last_seen, unreachable FROM chats WHERE channel = ? AND id = ?',
  );
  const people = database.prepare<[string, string], { user_id: string }>(
    'SELECT user_id FROM people WHERE channel = ? AND chat_id = ? ORDER BY last_seen DESC',
  );
  const allPeople = database
    .prepare<[], string>('SELECT user_id FROM people GROUP BY user_id ORDER BY max(last_seen) DESC')
    .pluck();
  const one = database.prepare<[number], Message>(`SELECT ${WHOLE} FROM messages WHERE seq = ?`);
  // A turn stands where its question stands: its answer may come after the next questions.
  const history = database.prepare<[object], HistoryEntry>(
    `WITH turns AS (
       SELECT seq FROM messages m
       WHERE channel = @channel AND chat_id = @chatId AND seq < @seq AND seq >
           (SELECT session_start FROM chats WHERE channel = @channel AND id = @chatId)
         AND (kind = 'send' OR direction = 'in' AND EXISTS
           (SELECT 1 FROM messages a WHERE a.reply_to = m.seq AND a.kind = 'answer'))
       ORDER BY seq DESC LIMIT @limit)
     SELECT role, text FROM (
       SELECT turns.seq AS turn, m.seq, iif(direction = 'in', 'user', 'assistant') AS role, text
       FROM turns JOIN messages m ON m.seq = turns.seq OR m.reply_to = turns.seq
       WHERE text <> '' ORDER BY turn DESC, m.seq DESC LIMIT @limit)
     ORDER BY turn, seq`,
  );

  /** The newest or the oldest messages within `query` that also are `wanted`. */
  const select = (
    which: 'newest' | 'oldest',
    query: MessagesQuery,
    { conditions, values }: Wanted = { conditions: [], values: {} },
  ): Message[] => {
    const { channel, chatId, before, after, limit } = query;
    const within = [...conditionsOf({ channel, chatId, before, after }), ...conditions];
    return database
      .prepare<[object], Message>(
        `SELECT * FROM (SELECT ${WHOLE} FROM messages
           ${within.length > 0 ? `WHERE ${within.join(' AND ')}` : ''}
           ORDER BY seq ${which === 'newest' ? 'DESC' : ''} LIMIT @limit) ORDER BY seq`,
      )
      .all({ channel, chatId, before, after, limit, ...values });
  };

  const search = (text: string, query: MessagesQuery): Message[] => {
    const words = wordsOf(text);
    return words.length === 0 ? [] : select('newest', query, holding(words));
  };

  const hits = (text: string, { chat, before, limit }: HitsQuery): Hit[] => {
    const words = wordsOf(text);
    if (words.length === 0) return [];
    const { channel, id: chatId } = chat ?? {};
    const within = conditionsOf({ channel, chatId, before, after: undefined });
    const { conditions, values } = holding(words);
    return database
      .prepare<[object], HitRow>(
        `SELECT seq, channel, chat_id, direction, sender, at, text,
           coalesce((SELECT type FROM chats c WHERE c.channel = m.channel AND c.id = m.chat_id),
             'single') AS chat_type
         FROM messages m WHERE ${[...within, ...conditions].join(' AND ')}
         ORDER BY seq DESC LIMIT @limit`,
      )
      .all({ channel, chatId, before, limit, ...values })
      .map(({ channel: name, chat_id, text: whole, ...hit }) => ({
        ...hit,
        chat: { channel: name, id: chat_id },
        excerpt: around(whole, words),
      }));
  };

  return {
    chats: () => chats.all(),
    chat: (channel, id) => chat.get(channel, id),
    people: (channel, chatId) => people.all(channel, chatId).map((row) => row.user_id),
    allPeople: () => allPeople.all(),
    messages: (query) => select(query.after === undefined ? 'newest' : 'oldest', query),
    message: (seq) => one.get(seq),
    search,
    hits,
    history: (channel, chatId, seq, limit) => history.all({ channel, chatId, seq, limit }),
  };
}

/** Only what is asked for: behind an `OR … IS NULL` SQLite would not see its index. */
function conditionsOf(query: {
  readonly channel: ChannelName | undefined;
  readonly chatId: string | undefined;
  readonly before: number | undefined;
  readonly after: number | undefined;
}): string[] {
  return [
    ...(query.channel === undefined ? [] : ['channel = @channel']),
    ...(query.chatId === undefined ? [] : ['chat_id = @chatId']),
    ...(query.before === undefined ? [] : ['seq < @before']),
    ...(query.after === undefined ? [] : ['seq > @after']),
  ];
}
