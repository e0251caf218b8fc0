import type { Database } from 'better-sqlite3';
import type { ChatKey, ChatSummary } from '../../shared/api.ts';
import type { ChannelName, ChatType } from '../../shared/chat.ts';
import type { MessageState } from '../../shared/message.ts';
import { beginning, unmarked } from './excerpt.ts';

/** The list of conversations. */
export interface Summaries {
  /** Every chat that ever wrote, the one with the newest message first. */
  summaries(): ChatSummary[];
  summary(chat: ChatKey): ChatSummary | undefined;
  /** Everything of a chat up to `seq` has been seen; false where it had been before. */
  markRead(chat: ChatKey, seq: number): boolean;
}

interface SummaryRow {
  readonly channel: ChannelName;
  readonly id: string;
  readonly type: ChatType;
  readonly last_seen: number;
  readonly unreachable: number | null;
  readonly unread: number;
  /** Null, as all that follows, where the chat has no messages. */
  readonly seq: number | null;
  readonly direction: 'in' | 'out';
  readonly kind: string;
  readonly sender: string | null;
  readonly text: string;
  readonly state: MessageState;
  readonly at: number;
}

/** Enough of a text for its beginning, though much of it may be white space. */
const BEGINNING = 500;

const SELECT = `SELECT c.channel, c.id, c.type, c.last_seen, c.unreachable,
    (SELECT count(*) FROM messages n WHERE n.channel = c.channel AND n.chat_id = c.id
       AND n.seq > c.read_seq AND n.direction = 'in') AS unread,
    m.seq, m.direction, m.kind, m.sender, substr(m.text, 1, ${BEGINNING}) AS text, m.state, m.at
  FROM chats c LEFT JOIN messages m ON m.seq =
    (SELECT max(seq) FROM messages n WHERE n.channel = c.channel AND n.chat_id = c.id)`;

/** Prepares the list of conversations. */
export function createSummaries(database: Database): Summaries {
  const all = database.prepare<[], SummaryRow>(
    `${SELECT} ORDER BY m.seq DESC NULLS LAST, c.last_seen DESC`,
  );
  const one = database.prepare<[object], SummaryRow>(
    `${SELECT} WHERE c.channel = @channel AND c.id = @id`,
  );
  // A number that no message has yet would hide those to come.
  const markRead = database.prepare<[object]>(
    `UPDATE chats SET read_seq = min(@seq, (SELECT coalesce(max(seq), 0) FROM messages))
     WHERE channel = @channel AND id = @id
       AND read_seq < min(@seq, (SELECT coalesce(max(seq), 0) FROM messages))`,
  );
  return {
    summaries: () => all.all().map(summaryOf),
    summary({ channel, id }) {
      const row = one.get({ channel, id });
      return row && summaryOf(row);
    },
    markRead: ({ channel, id }, seq) => markRead.run({ channel, id, seq }).changes > 0,
  };
}

function summaryOf(row: SummaryRow): ChatSummary {
  const { channel, id, type, last_seen, unreachable, unread, ...last } = row;
  const { seq, direction, kind, sender, text, state, at } = last;
  return {
    channel,
    id,
    type,
    last_seen,
    unreachable,
    unread,
    last:
      seq === null
        ? null
        : {
            seq,
            direction,
            sender,
            excerpt: beginning(direction === 'out' ? unmarked(text) : text, kind),
            state,
            at,
          },
  };
}
