import type { Database } from 'better-sqlite3';
import type { ChannelName } from '../../shared/chat.ts';
import type { InboundMessage } from '../channel/channel.ts';
import type { Clock } from '../clock.ts';
import type { Changes } from './changes.ts';
import type { OpenBubbleRow, UnansweredRow } from './rows.ts';
import { transactional } from './transaction.ts';

/** What came in, until it is answered. */
export interface Inbound {
  /** Whether a message with this id was taken before: one that is kept, or of the last deleted. */
  isSeen(channel: ChannelName, messageId: string): boolean;
  /** Records a message that passed the gate; undefined where one with its id is kept. */
  receive(message: InboundMessage, streamId: string, opens: boolean): number | undefined;
  /** The bubble of a message shows nothing growing any more. */
  endBubble(seq: number): void;
  hasOpenBubble(seq: number): boolean;
  /** Messages that nobody answered, oldest first; those over `within` milliseconds old are failed. */
  unanswered(channel: ChannelName, within: number): UnansweredRow[];
  /** Bubbles opened since `since` that were not ended and that no part waits to end. */
  openBubbles(channel: ChannelName, since: number): OpenBubbleRow[];
}

/** Prepares what a journal does with what comes in. */
export function createInbound(database: Database, clock: Clock, changes: Changes): Inbound {
  const isSeen = database.prepare<[object], { found: 1 }>(
    `SELECT 1 AS found FROM messages WHERE channel = @channel AND message_id = @messageId
     UNION ALL SELECT 1 FROM deleted_ids WHERE channel = @channel
       AND message_id = @messageId LIMIT 1`,
  );
  const hasOpenBubble = database.prepare<[number], { found: 1 }>(
    `SELECT 1 AS found FROM messages WHERE seq = ? AND bubble = 'open'`,
  );
  const endBubble = database.prepare<[number]>(
    `UPDATE messages SET bubble = 'ended' WHERE seq = ? AND bubble = 'open'`,
  );
  const openBubbles = database.prepare<[string, number], OpenBubbleRow>(
    `SELECT seq, channel, request_id, stream_id, text, state
     FROM messages m INDEXED BY messages_by_time
     WHERE bubble = 'open' AND channel = ? AND at >= ?
       AND NOT EXISTS (SELECT 1 FROM deliveries d JOIN messages a ON a.seq = d.message
         WHERE a.reply_to = m.seq AND d.stream_id = m.stream_id
           AND d.state IN ('queued', 'sending'))
     ORDER BY at`,
  );
  return {
    isSeen: (channel, messageId) => isSeen.get({ channel, messageId }) !== undefined,
    receive: prepareReceive(database, changes),
    endBubble: (seq) => void endBubble.run(seq),
    hasOpenBubble: (seq) => hasOpenBubble.get(seq) !== undefined,
    unanswered: prepareUnanswered(database, clock, changes),
    openBubbles: (channel, since) => openBubbles.all(channel, since),
  };
}

function prepareReceive(database: Database, changes: Changes): Inbound['receive'] {
  const upsertChat = database.prepare<[string, string, string, number]>(
    `INSERT INTO chats (channel, id, type, last_seen) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET
       type = excluded.type, last_seen = excluded.last_seen, unreachable = NULL`,
  );
  const upsertPerson = database.prepare<[string, string, string, number]>(
    `INSERT INTO people (channel, chat_id, user_id, last_seen) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET last_seen = excluded.last_seen`,
  );
  const add = database.prepare<[object]>(
    `INSERT INTO messages (channel, chat_id, direction, kind, text, quote, sender, state, at,
       message_id, request_id, stream_id, opened_at, bubble, response_url)
     VALUES (@channel, @chatId, 'in', @kind, @text, @quote, @sender, 'received', @receivedAt,
       @messageId, @requestId, @streamId, @openedAt, @bubble, @responseUrl)
     ON CONFLICT (message_id, channel) WHERE message_id IS NOT NULL DO NOTHING`,
  );
  return transactional(database, (message: InboundMessage, streamId: string, opens: boolean) => {
    const { channel, chat, messageId, sender, receivedAt } = message;
    const added = add.run({
      channel,
      chatId: chat.id,
      kind: message.kind,
      text: message.text,
      quote: message.quote ?? null,
      sender,
      receivedAt,
      messageId,
      requestId: message.requestId,
      streamId,
      openedAt: opens ? receivedAt : null,
      bubble: opens ? 'open' : null,
      responseUrl: message.responseUrl ?? null,
    });
    if (added.changes === 0) return undefined;
    const seq = Number(added.lastInsertRowid);
    upsertChat.run(channel, chat.id, chat.type, receivedAt);
    upsertPerson.run(channel, chat.id, sender, receivedAt);
    changes.touch(seq);
    return seq;
  });
}

function prepareUnanswered(
  database: Database,
  clock: Clock,
  changes: Changes,
): Inbound['unanswered'] {
  // Left to itself SQLite reads every message by time or by chat to find the few.
  const giveUp = database
    .prepare<[number], number>(
      `UPDATE messages INDEXED BY messages_unanswered
     SET state = 'failed', response_url = NULL, note = 'nobody answered it for a day'
     WHERE state = 'received' AND at < ? RETURNING seq`,
    )
    .pluck();
  const find = database.prepare<[string], UnansweredRow>(
    `SELECT m.*, c.type AS chat_type FROM messages m INDEXED BY messages_unanswered
     JOIN chats c ON c.channel = m.channel AND c.id = m.chat_id
     WHERE m.state = 'received' AND m.channel = ? ORDER BY m.seq`,
  );
  return transactional(database, (channel: ChannelName, within: number) => {
    for (const seq of giveUp.all(clock.wall() - within)) changes.touch(seq);
    return find.all(channel);
  });
}
