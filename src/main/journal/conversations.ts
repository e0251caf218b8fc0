import type { Database } from 'better-sqlite3';
import type { ChannelName } from '../../shared/chat.ts';
import type { HistoryEntry } from '../agent/agent.ts';
import type { ChatRow, MessageRow } from './rows.ts';

/** Which messages to read, newest last: the last ones, or the first ones after `after`. */
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
  /**
   * The last `limit` messages of a chat's present session before `seq`, oldest first, each answer
   * behind its question. Commands, failed turns and what is not answered yet are left out.
   */
  history(channel: ChannelName, chatId: string, seq: number, limit: number): HistoryEntry[];
  /** How many parts wait in the outbox, and how many messages failed since `since`. */
  counts(since: number): { waiting: number; failed: number; turns: number };
}

/** Why parts of an outbound message are not delivered says more than what came before. */
const NOTE = `coalesce(
  (SELECT error || iif(code > 0 AND instr(error, code) = 0, ' (' || code || ')', '')
   FROM deliveries WHERE message = messages.seq AND error IS NOT NULL ORDER BY part LIMIT 1),
  note) AS note`;
const COLUMNS = `seq, channel, chat_id, direction, kind, text, reasoning, quote, sender, reply_to,
  state, ${NOTE}, at`;
/** The trigram index knows nothing shorter. */
const SHORTEST_INDEXED = 3;
/** Words of a search that count; SQLite takes no condition of more than a thousand. */
const MOST_WORDS = 100;

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
  const one = database.prepare<[number], MessageRow>(
    `SELECT ${COLUMNS} FROM messages WHERE seq = ?`,
  );
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
  const counts = database.prepare<
    { since: number },
    { waiting: number; failed: number; turns: number }
  >(
    `SELECT (SELECT count(*) FROM deliveries WHERE state = 'queued')
         + (SELECT count(*) FROM deliveries WHERE state = 'sending') AS waiting,
       (SELECT count(DISTINCT coalesce(reply_to, seq)) FROM messages
         WHERE state = 'failed' AND at >= @since) AS failed,
       (SELECT count(*) FROM messages WHERE direction = 'in' AND at >= @since) AS turns`,
  );

  /** The newest or the oldest messages within `query` that also meet `conditions`. */
  const select = (
    which: 'newest' | 'oldest',
    { channel, chatId, before, after, limit }: MessagesQuery,
    conditions: readonly string[] = [],
    values: Record<string, string> = {},
  ): MessageRow[] => {
    // Only what is asked for: behind an `OR … IS NULL` SQLite would not see its index.
    const within = [
      ...(channel === undefined ? [] : ['channel = @channel']),
      ...(chatId === undefined ? [] : ['chat_id = @chatId']),
      ...(before === undefined ? [] : ['seq < @before']),
      ...(after === undefined ? [] : ['seq > @after']),
      ...conditions,
    ];
    return database
      .prepare<[object], MessageRow>(
        `SELECT * FROM (SELECT ${COLUMNS} FROM messages
           ${within.length > 0 ? `WHERE ${within.join(' AND ')}` : ''}
           ORDER BY seq ${which === 'newest' ? 'DESC' : ''} LIMIT @limit) ORDER BY seq`,
      )
      .all({ channel, chatId, before, after, limit, ...values });
  };

  const search = (words: string, query: MessagesQuery): MessageRow[] => {
    // A NUL would end the expression that the index is asked.
    const terms = [...new Set(words.split(/[\s\0]+/))].filter(Boolean).slice(0, MOST_WORDS);
    if (terms.length === 0) return [];
    const isLong = (term: string) => [...term].length >= SHORTEST_INDEXED;
    const long = terms.filter(isLong);
    const values = Object.fromEntries(terms.map((term, index) => [`term${index}`, like(term)]));
    const holds = (term: string) => `text LIKE @term${terms.indexOf(term)} ESCAPE '\\'`;
    const conditions = terms.filter((term) => !isLong(term)).map(holds);
    if (long.length === 0) return select('newest', query, conditions, values);
    const match = long.map(phrase).join(' ');
    const found = `seq IN (SELECT rowid FROM messages_fts WHERE messages_fts MATCH @match
      UNION ALL SELECT seq FROM messages
        WHERE seq > (SELECT up_to FROM indexed) AND ${long.map(holds).join(' AND ')})`;
    return select('newest', query, [found, ...conditions], { ...values, match });
  };

  return {
    chats: () => chats.all(),
    chat: (channel, id) => chat.get(channel, id),
    people: (channel, chatId) => people.all(channel, chatId).map((row) => row.user_id),
    messages: (query) => select(query.after === undefined ? 'newest' : 'oldest', query),
    message: (seq) => one.get(seq),
    search,
    history: (channel, chatId, seq, limit) => history.all({ channel, chatId, seq, limit }),
    counts: (since) => counts.get({ since }) ?? { waiting: 0, failed: 0, turns: 0 },
  };
}

/** A word for the index, whatever it means there. */
function phrase(term: string): string {
  return `"${term.replaceAll('"', '""')}"`;
}

/** A pattern of everything that holds `term`. */
function like(term: string): string {
  return `%${term.replace(/[\\%_]/g, '\\$&')}%`;
}
