import type { Database } from 'better-sqlite3';
import type { ChatKey, Page, PagePosition } from '../../shared/api.ts';
import type { Message } from '../../shared/message.ts';
import { CUT, WHOLE } from './columns.ts';

/** Messages of a chat that an export reads in one go. */
const EXPORT_BATCH = 200;

/** The messages of one chat, page by page. */
export interface Pages {
  /**
   * At most `limit` messages; without a position the newest. Texts over 20,000 characters are cut.
   * A time that nothing came after is the end of the chat.
   */
  page(chat: ChatKey, position: PagePosition | undefined, limit: number): Page;
  /** One message as a page shows it. */
  shown(seq: number): Message | undefined;
  /**
   * All messages of a chat, whole, oldest first, some hundred at a time. Between two of them the
   * journal may change.
   */
  exportChat(chat: ChatKey): Generator<readonly Message[], void, void>;
}

/** Prepares reading a chat. */
export function createPages(database: Database): Pages {
  const inChat = 'channel = @channel AND chat_id = @id';
  const before = database.prepare<[object], Message>(
    `SELECT * FROM (SELECT ${CUT} FROM messages WHERE ${inChat} AND seq < @from
       ORDER BY seq DESC LIMIT @limit) ORDER BY seq`,
  );
  const since = database.prepare<[object], Message>(
    `SELECT ${CUT} FROM messages WHERE ${inChat} AND seq >= @from ORDER BY seq LIMIT @limit`,
  );
  const shown = database.prepare<[number], Message>(`SELECT ${CUT} FROM messages WHERE seq = ?`);
  const sinceWhole = database.prepare<[object], Message>(
    `SELECT ${WHOLE} FROM messages WHERE ${inChat} AND seq >= @from ORDER BY seq LIMIT @limit`,
  );
  // By all messages: those of one chat are in the order of their numbers, not of their times.
  const firstAt = database
    .prepare<[number], number>('SELECT seq FROM messages WHERE at >= ? ORDER BY at LIMIT 1')
    .pluck();

  /** Where a page is cut in two, and how many messages it wants on each side. */
  const split = (position: PagePosition | undefined, limit: number): [number, number, number] => {
    const half = Math.floor(limit / 2);
    if (position === undefined) return [END, limit, 0];
    if ('before' in position) return [position.before, limit, 0];
    if ('after' in position) return [position.after + 1, 0, limit];
    if ('around' in position) return [position.around, half, limit - half];
    const seq = firstAt.get(position.at);
    return seq === undefined ? [END, limit, 0] : [seq, half, limit - half];
  };

  return {
    page({ channel, id }, position, limit) {
      const [from, early, late] = split(position, limit);
      // One more on each side tells whether there are more.
      const older = before.all({ channel, id, from, limit: early + 1 });
      const newer = since.all({ channel, id, from, limit: late + 1 });
      return {
        messages: [...older.slice(early === 0 ? older.length : -early), ...newer.slice(0, late)],
        hasBefore: older.length > early,
        hasAfter: newer.length > late,
      };
    },
    shown: (seq) => shown.get(seq),
    *exportChat({ channel, id }) {
      let from = 0;
      for (;;) {
        const messages = sinceWhole.all({ channel, id, from, limit: EXPORT_BATCH });
        const last = messages.at(-1);
        if (!last) return;
        yield messages;
        from = last.seq + 1;
      }
    },
  };
}

/** After every message. */
const END = Number.MAX_SAFE_INTEGER;
