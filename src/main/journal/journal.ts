import type { ChannelName, Chat } from '../../shared/chat.ts';
import type { InboundMessage, OutboundBody, Route } from '../channel/channel.ts';
import type { Clock } from '../clock.ts';
import { type Conversations, createConversations } from './conversations.ts';
import { openDatabase } from './open.ts';
import type {
  DeliveryRow,
  DeliveryRung,
  InboundState,
  OpenBubbleRow,
  OutboundKind,
  UnansweredRow,
} from './rows.ts';

/** How many message ids duplicates are known by. */
export const SEEN_LIMIT = 1000;
const HOUR = 3_600_000;
/** Milliseconds after which an undelivered part has failed. */
export const DELIVERY_LIFETIME = 24 * HOUR;

/** One part of an outbound message, to be delivered to `route`. */
export interface NewDelivery {
  readonly route: Route;
  readonly body: OutboundBody;
  /** `sending` where the caller sends it at once, `queued` for the outbox. */
  readonly state: 'sending' | 'queued';
  /** The bubble that this part may end. */
  readonly bubble?: { readonly requestId: string; readonly streamId: string; readonly openedAt: number };
  /** A one-use address beside the socket, good until `until` (wall-clock milliseconds). */
  readonly response?: { readonly url: string; readonly until: number };
}

/** An outbound message with its parts. */
export interface NewOutbound {
  readonly channel: ChannelName;
  readonly chatId: string;
  readonly kind: OutboundKind;
  readonly text: string;
  readonly reasoning?: string;
  readonly note?: string;
  /** The message it answers, and how that one ends by it. */
  readonly answers?: { readonly seq: number; readonly state: InboundState };
  readonly deliveries: readonly NewDelivery[];
}

/** What became of one try of a part. */
export type Settlement =
  | { readonly state: 'delivered'; readonly via: DeliveryRung }
  | { readonly state: 'unconfirmed'; readonly via: DeliveryRung; readonly error: string }
  | { readonly state: 'failed'; readonly code: number | null; readonly error: string }
  /** Try again at `notBefore`, without the bubble where `push` is set. */
  | {
      readonly state: 'queued';
      readonly notBefore: number;
      readonly error: string;
      readonly push?: boolean;
      /** The one-use address was used up. */
      readonly spentUrl?: boolean;
      /** This try left the computer and was not answered. */
      readonly doubt?: boolean;
    };

/**
 * The record of everything said, and of what is still to be said. Every method is one
 * transaction; all are synchronous, so a caller that goes on has its step on disk.
 */
export interface Journal extends Conversations {
  /** Set where an unusable journal was put aside. */
  readonly notice: string | undefined;
  /** Whether a message id is among the last {@link SEEN_LIMIT} taken. */
  isSeen(channel: ChannelName, messageId: string): boolean;
  /** Records a message that passed the gate; undefined where its id was taken before. */
  receive(message: InboundMessage, streamId: string, opens: boolean): number | undefined;
  /** The agent starts on a message; returns which try this is, from 1. */
  beginAnswering(seq: number): number;
  /** A turn ended without an answer and is to be answered on the next start. */
  postpone(seq: number): void;
  /** The bubble of a message shows nothing growing any more. */
  endBubble(seq: number): void;
  hasOpenBubble(seq: number): boolean;
  /** Records an outbound message and its parts; returns its number and theirs. */
  record(outbound: NewOutbound): { seq: number; deliveries: number[] };
  /** A part is about to be written to the wire. */
  beginDelivery(id: number): void;
  settle(id: number, settlement: Settlement): void;
  /** The part of a chat whose turn it is, where it is due. Later parts never overtake it. */
  nextDelivery(channel: ChannelName, chatId: string): DeliveryRow | undefined;
  delivery(id: number): DeliveryRow | undefined;
  /** Chats with something queued, and when the part whose turn it is becomes due. */
  dueChats(channel: ChannelName): { chat_id: string; due: number }[];
  /** Fails what waited longer than a day; returns how many parts. */
  expireDeliveries(): number;
  /** A crash left these parts between writing and acknowledgement; they are queued again. */
  requeueInterrupted(): number;
  /** Sends a failed or unconfirmed message's parts again, by push; false where there is none. */
  retry(seq: number): boolean;
  /** Gives up what is left of a message; false where nothing was left. */
  drop(seq: number): boolean;
  /** Messages that nobody answered, oldest first, at most a day old; older ones are failed. */
  unanswered(channel: ChannelName): UnansweredRow[];
  /** Bubbles opened since `since` that were not ended and that no part waits to end. */
  openBubbles(channel: ChannelName, since: number): OpenBubbleRow[];
  /** When messages were sent into chats since `since`: bubbles and pushes. */
  sentSince(since: number): { channel: ChannelName; chat_id: string; at: number }[];
  /** WeCom refused a push into a chat for good. */
  markUnreachable(channel: ChannelName, chatId: string, code: number): void;
  /** The agent's memory of a chat starts anew here. */
  startSession(channel: ChannelName, chat: Chat): void;
  /** Deletes what is older than `days` days; 0 keeps all. Returns how many messages went. */
  purge(days: number): number;
  close(): void;
}

const DELIVERY = `SELECT d.*, m.reply_to, q.text AS question FROM deliveries d
  JOIN messages m ON m.seq = d.message LEFT JOIN messages q ON q.seq = m.reply_to`;

/** Opens the journal at `path`; see {@link openDatabase} for what can go wrong. */
export function openJournal(path: string, clock: Clock): Journal {
  const { database, notice } = openDatabase(path, new Date(clock.wall()));
  const sql = <P extends unknown[], R = unknown>(source: string) => database.prepare<P, R>(source);

  const isSeen = sql<[string, string], { found: 1 }>(
    'SELECT 1 AS found FROM seen WHERE channel = ? AND message_id = ?',
  );
  const addSeen = sql<[string, string]>('INSERT INTO seen (channel, message_id) VALUES (?, ?)');
  const trimSeen = sql<[number]>('DELETE FROM seen WHERE position <= ?');
  const upsertChat = sql<[string, string, string, number]>(
    `INSERT INTO chats (channel, id, type, last_seen) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET
       type = excluded.type, last_seen = excluded.last_seen, unreachable = NULL`,
  );
  const upsertPerson = sql<[string, string, string, number]>(
    `INSERT INTO people (channel, chat_id, user_id, last_seen) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET last_seen = excluded.last_seen`,
  );
  const addInbound = sql<unknown[]>(
    `INSERT INTO messages (channel, chat_id, direction, kind, text, quote, sender, state, at,
       message_id, request_id, stream_id, opened_at, bubble, response_url)
     VALUES (?, ?, 'in', ?, ?, ?, ?, 'received', ?, ?, ?, ?, ?, ?, ?)`,
  );
  const receive = database.transaction(
    (message: InboundMessage, streamId: string, opens: boolean): number | undefined => {
      const { channel, chat, messageId, receivedAt } = message;
      if (isSeen.get(channel, messageId)) return undefined;
      const { lastInsertRowid } = addSeen.run(channel, messageId);
      trimSeen.run(Number(lastInsertRowid) - SEEN_LIMIT);
      upsertChat.run(channel, chat.id, chat.type, receivedAt);
      upsertPerson.run(channel, chat.id, message.sender, receivedAt);
      const added = addInbound.run(
        channel,
        chat.id,
        message.kind,
        message.text,
        message.quote ?? null,
        message.sender,
        receivedAt,
        messageId,
        message.requestId,
        streamId,
        opens ? receivedAt : null,
        opens ? 'open' : null,
        message.responseUrl ?? null,
      );
      return Number(added.lastInsertRowid);
    },
  );

  const beginAnswering = sql<[number], { attempts: number }>(
    `UPDATE messages SET state = 'answering', attempts = attempts + 1 WHERE seq = ?
     RETURNING attempts`,
  );
  const setState = sql<[string, number]>('UPDATE messages SET state = ? WHERE seq = ?');
  const endBubble = sql<[number]>(`UPDATE messages SET bubble = 'ended' WHERE seq = ?`);

  const openBubble = sql<[number], { found: 1 }>(
    `SELECT 1 AS found FROM messages WHERE seq = ? AND bubble = 'open'`,
  );

  const addOutbound = sql<unknown[]>(
    `INSERT INTO messages (channel, chat_id, direction, kind, text, reasoning, note, reply_to,
       state, at) VALUES (?, ?, 'out', ?, ?, ?, ?, ?, ?, ?)`,
  );
  const addDelivery = sql<unknown[]>(
    `INSERT INTO deliveries (message, part, channel, chat_id, chat_type, body, request_id,
       stream_id, opened_at, response_url, response_until, state, attempts, not_before, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const record = database.transaction((outbound: NewOutbound) => {
    const now = clock.wall();
    const added = addOutbound.run(
      outbound.channel,
      outbound.chatId,
      outbound.kind,
      outbound.text,
      outbound.reasoning || null,
      outbound.note ?? null,
      outbound.answers?.seq ?? null,
      outbound.deliveries.length === 0 ? 'delivered' : (outbound.deliveries[0]?.state ?? 'queued'),
      now,
    );
    const seq = Number(added.lastInsertRowid);
    const deliveries = outbound.deliveries.map(({ route, body, state, bubble, response }, part) =>
      Number(
        addDelivery.run(
          seq,
          part,
          outbound.channel,
          route.id,
          route.type ?? null,
          JSON.stringify(body),
          bubble?.requestId ?? null,
          bubble?.streamId ?? null,
          bubble?.openedAt ?? null,
          response?.url ?? null,
          response?.until ?? null,
          state,
          state === 'sending' ? 1 : 0,
          now,
          now + DELIVERY_LIFETIME,
        ).lastInsertRowid,
      ),
    );
    if (outbound.answers) setState.run(outbound.answers.state, outbound.answers.seq);
    return { seq, deliveries };
  });

  const beginDelivery = sql<[number]>(
    `UPDATE deliveries SET state = 'sending', attempts = attempts + 1 WHERE id = ?`,
  );
  const ended = sql<unknown[], { message: number }>(
    `UPDATE deliveries SET state = ?, via = ?, code = ?, error = ?, response_url = NULL,
       sent_at = CASE WHEN ? THEN ? ELSE sent_at END
     WHERE id = ? RETURNING message`,
  );
  const again = sql<unknown[], { message: number }>(
    `UPDATE deliveries SET state = 'queued', not_before = ?, error = ?,
       stream_id = CASE WHEN ? THEN NULL ELSE stream_id END,
       response_url = CASE WHEN ? THEN NULL ELSE response_url END,
       doubt = CASE WHEN ? THEN 1 ELSE doubt END
     WHERE id = ? RETURNING message`,
  );
  const sumUp = sql<[number, number]>(
    `UPDATE messages SET state = (
       SELECT CASE
         WHEN sum(state = 'failed') THEN 'failed'
         WHEN sum(state = 'sending') THEN 'sending'
         WHEN sum(state = 'queued') THEN 'queued'
         WHEN sum(state = 'unconfirmed') THEN 'unconfirmed'
         ELSE 'delivered' END
       FROM deliveries WHERE message = ?) WHERE seq = ?`,
  );
  const settle = database.transaction((id: number, settlement: Settlement) => {
    const row =
      settlement.state === 'queued'
        ? again.get(
            settlement.notBefore,
            settlement.error,
            settlement.push ? 1 : 0,
            settlement.spentUrl ? 1 : 0,
            settlement.doubt ? 1 : 0,
            id,
          )
        : ended.get(
            settlement.state,
            settlement.state === 'failed' ? null : settlement.via,
            settlement.state === 'failed' ? settlement.code : null,
            settlement.state === 'delivered' ? null : settlement.error,
            settlement.state !== 'failed' && settlement.via !== 'finish' ? 1 : 0,
            clock.wall(),
            id,
          );
    if (row) sumUp.run(row.message, row.message);
  });

  // Bubbles first: they change a message that already stands in the chat. The rest in order.
  const next = sql<[string, string], DeliveryRow>(
    `${DELIVERY} WHERE d.channel = ? AND d.chat_id = ? AND d.state = 'queued'
       AND NOT EXISTS (SELECT 1 FROM deliveries e WHERE e.message = d.message
         AND e.part < d.part AND e.state IN ('queued', 'sending'))
     ORDER BY d.stream_id IS NULL, d.id LIMIT 1`,
  );
  const byId = sql<[number], DeliveryRow>(`${DELIVERY} WHERE d.id = ?`);
  const queuedChats = sql<[string], { chat_id: string }>(
    `SELECT DISTINCT chat_id FROM deliveries WHERE channel = ? AND state = 'queued'`,
  );
  const nextDelivery = (channel: ChannelName, chatId: string) => next.get(channel, chatId);
  const expired = sql<[number], { id: number }>(
    `SELECT id FROM deliveries WHERE state = 'queued' AND expires_at <= ?`,
  );
  const interrupted = sql<[], { id: number }>(`SELECT id FROM deliveries WHERE state = 'sending'`);
  const partsOf = sql<[number], DeliveryRow>(
    'SELECT * FROM deliveries WHERE message = ? ORDER BY part',
  );
  const revive = sql<[number, number, number]>(
    `UPDATE deliveries SET state = 'queued', stream_id = NULL, response_url = NULL, attempts = 0,
       not_before = ?, expires_at = ? WHERE id = ?`,
  );
  const retry = database.transaction((seq: number): boolean => {
    const parts = partsOf.all(seq).filter(({ state }) => state === 'failed' || state === 'unconfirmed');
    const now = clock.wall();
    for (const part of parts) revive.run(now, now + DELIVERY_LIFETIME, part.id);
    if (parts.length > 0) sumUp.run(seq, seq);
    return parts.length > 0;
  });
  const drop = database.transaction((seq: number): boolean => {
    const parts = partsOf.all(seq).filter(({ state }) => state === 'queued');
    for (const { id } of parts) settle(id, { state: 'failed', code: null, error: 'given up by hand' });
    return parts.length > 0;
  });

  const tooOld = sql<[number]>(
    `UPDATE messages SET state = 'failed', note = 'nobody answered it for a day'
     WHERE state IN ('received', 'answering') AND at < ?`,
  );
  const unanswered = sql<[string], UnansweredRow>(
    `SELECT m.*, c.type AS chat_type FROM messages m
     JOIN chats c ON c.channel = m.channel AND c.id = m.chat_id
     WHERE m.state IN ('received', 'answering') AND m.channel = ? ORDER BY m.seq`,
  );
  const openBubbles = sql<[string, number], OpenBubbleRow>(
    `SELECT seq, channel, request_id, stream_id, text, state FROM messages m
     WHERE bubble = 'open' AND channel = ? AND opened_at >= ?
       AND NOT EXISTS (SELECT 1 FROM deliveries d JOIN messages a ON a.seq = d.message
         WHERE a.reply_to = m.seq AND d.stream_id = m.stream_id
           AND d.state IN ('queued', 'sending'))`,
  );
  const sentSince = sql<[number, number], { channel: ChannelName; chat_id: string; at: number }>(
    `SELECT channel, chat_id, opened_at AS at FROM messages WHERE opened_at >= ?
     UNION ALL
     SELECT channel, chat_id, sent_at AS at FROM deliveries WHERE sent_at >= ?
     ORDER BY at`,
  );
  const setUnreachable = sql<[number, string, string]>(
    'UPDATE chats SET unreachable = ? WHERE channel = ? AND id = ?',
  );
  const startSession = sql<[string, string]>(
    `UPDATE chats SET session_start = (SELECT coalesce(max(seq), 0) FROM messages)
     WHERE channel = ? AND id = ?`,
  );
  const purgeMessages = sql<[number]>(
    `DELETE FROM messages WHERE at < ? AND state NOT IN ('received', 'answering', 'queued', 'sending')`,
  );

  return {
    ...createConversations(database),
    notice,
    isSeen: (channel, messageId) => isSeen.get(channel, messageId) !== undefined,
    receive,
    beginAnswering: (seq) => beginAnswering.get(seq)?.attempts ?? 0,
    postpone: (seq) => void setState.run('received', seq),
    endBubble: (seq) => void endBubble.run(seq),
    hasOpenBubble: (seq) => openBubble.get(seq) !== undefined,
    record,
    beginDelivery: (id) => void beginDelivery.run(id),
    settle,
    nextDelivery(channel, chatId) {
      const row = nextDelivery(channel, chatId);
      return row && row.not_before <= clock.wall() ? row : undefined;
    },
    delivery: (id) => byId.get(id),
    dueChats: (channel) =>
      queuedChats.all(channel).map(({ chat_id }) => ({
        chat_id,
        due: nextDelivery(channel, chat_id)?.not_before ?? Number.POSITIVE_INFINITY,
      })),
    expireDeliveries() {
      const rows = expired.all(clock.wall());
      const error = 'not delivered within a day';
      for (const { id } of rows) settle(id, { state: 'failed', code: null, error });
      return rows.length;
    },
    requeueInterrupted() {
      const rows = interrupted.all();
      const error = 'interrupted before WeCom answered';
      for (const { id } of rows) settle(id, { state: 'queued', notBefore: clock.wall(), error });
      return rows.length;
    },
    retry,
    drop,
    unanswered(channel) {
      tooOld.run(clock.wall() - 24 * HOUR);
      return unanswered.all(channel);
    },
    openBubbles: (channel, since) => openBubbles.all(channel, since),
    sentSince: (since) => sentSince.all(since, since),
    markUnreachable: (channel, chatId, code) => void setUnreachable.run(code, channel, chatId),
    startSession: (channel, chat) => void startSession.run(channel, chat.id),
    purge: (days) => (days > 0 ? purgeMessages.run(clock.wall() - days * 24 * HOUR).changes : 0),
    close: () => void database.close(),
  };
}
