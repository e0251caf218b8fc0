import type { Database } from 'better-sqlite3';
import type { ChannelName } from '../../shared/chat.ts';
import type { HistoryEntry } from '../agent/agent.ts';
import type { ChatRow, MessageRow } from './rows.ts';

/** Which messages to read, newest last. */
export interface MessagesQuery {
  readonly channel?: ChannelName;
  readonly chatId?: string;
  /** Only messages before, or after, this number. */
  readonly before?: number;
  readonly after?: number;
  readonly limit: number;
}

/** What was said, for reading. */
export interface Conversations {
  /** The address book, the chat that spoke last first. */
  chats(): ChatRow[];
  chat(channel: ChannelName, id: string): ChatRow | undefined;
  /** User ids seen in a chat, the one that spoke last first. */
  people(channel: ChannelName, chatId: string): string[];
  messages(query: MessagesQuery): MessageRow[];
  message(seq: number): MessageRow | undefined;
  /** Messages that hold every word of `words`, the newest last. Finds Chinese without spaces. */
  search(words: string, query: MessagesQuery): MessageRow[];
  /** The last `limit` messages of a chat's present session before `seq`, oldest first. */
  history(channel: ChannelName, chatId: string, seq: number, limit: number): HistoryEntry[];
  /** How many parts wait in the outbox, and how many messages failed since `since`. */
  counts(since: number): { waiting: number; failed: number; turns: number };
}

const COLUMNS =
  'seq, channel, chat_id, direction, kind, text, reasoning, quote, sender, reply_to, state, note, at';
const WITHIN = `(@channel IS NULL OR channel = @channel) AND (@chatId IS NULL OR chat_id = @chatId)
  AND seq < @before AND seq > @after`;
/** The trigram index knows nothing shorter. */
const SHORTEST_INDEXED = 3;

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
  const newest = database.prepare<[object], MessageRow>(
    `SELECT * FROM (SELECT ${COLUMNS} FROM messages WHERE ${WITHIN}
       ORDER BY seq DESC LIMIT @limit) ORDER BY seq`,
  );
  const following = database.prepare<[object], MessageRow>(
    `SELECT ${COLUMNS} FROM messages WHERE ${WITHIN} ORDER BY seq LIMIT @limit`,
  );
  const one = database.prepare<[number], MessageRow>(
    `SELECT ${COLUMNS} FROM messages WHERE seq = ?`,
  );
  const history = database.prepare<[object], HistoryEntry>(
    `SELECT role, text FROM (
       SELECT seq, CASE direction WHEN 'in' THEN 'user' ELSE 'assistant' END AS role, text
       FROM messages
       WHERE channel = @channel AND chat_id = @chatId AND seq < @seq AND text <> ''
         AND seq > (SELECT session_start FROM chats WHERE channel = @channel AND id = @chatId)
         AND (direction = 'in' AND state = 'answered' AND text NOT LIKE '/%'
           OR direction = 'out' AND kind IN ('answer', 'send'))
       ORDER BY seq DESC LIMIT @limit) ORDER BY seq`,
  );
  const counts = database.prepare<[number, number], { waiting: number; failed: number; turns: number }>(
    `SELECT (SELECT count(*) FROM deliveries WHERE state IN ('queued', 'sending')) AS waiting,
       (SELECT count(*) FROM messages WHERE state = 'failed' AND at >= ?) AS failed,
       (SELECT count(*) FROM messages WHERE direction = 'in' AND at >= ?) AS turns`,
  );

  const bind = (query: MessagesQuery) => ({
    channel: query.channel ?? null,
    chatId: query.chatId ?? null,
    before: query.before ?? Number.MAX_SAFE_INTEGER,
    after: query.after ?? 0,
    limit: query.limit,
  });

  const search = (words: string, query: MessagesQuery): MessageRow[] => {
    const terms = words.split(/\s+/).filter((word) => word !== '');
    if (terms.length === 0) return [];
    const indexed = terms.filter((term) => [...term].length >= SHORTEST_INDEXED);
    const short = terms.filter((term) => !indexed.includes(term));
    const conditions = [
      ...(indexed.length > 0
        ? ['seq IN (SELECT rowid FROM messages_fts WHERE messages_fts MATCH @match)']
        : []),
      ...short.map((_, index) => `text LIKE @short${index} ESCAPE '\\'`),
    ];
    const values: Record<string, unknown> = { ...bind(query) };
    if (indexed.length > 0) values.match = indexed.map(quote).join(' ');
    short.forEach((term, index) => {
      values[`short${index}`] = `%${term.replace(/[\\%_]/g, '\\$&')}%`;
    });
    return database
      .prepare<[object], MessageRow>(
        `SELECT * FROM (SELECT ${COLUMNS} FROM messages
           WHERE ${WITHIN} AND ${conditions.join(' AND ')}
           ORDER BY seq DESC LIMIT @limit) ORDER BY seq`,
      )
      .all(values);
  };

  return {
    chats: () => chats.all(),
    chat: (channel, id) => chat.get(channel, id),
    people: (channel, chatId) => people.all(channel, chatId).map((row) => row.user_id),
    messages: (query) => (query.after === undefined ? newest : following).all(bind(query)),
    message: (seq) => one.get(seq),
    search,
    history: (channel, chatId, seq, limit) => history.all({ channel, chatId, seq, limit }),
    counts: (since) => counts.get(since, since) ?? { waiting: 0, failed: 0, turns: 0 },
  };
}

function quote(term: string): string {
  return `"${term.replaceAll('"', '""')}"`;
}
