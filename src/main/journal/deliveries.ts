import type { Database } from 'better-sqlite3';
import type { ChannelName } from '../../shared/chat.ts';
import type { InboundState } from '../../shared/message.ts';
import type { OutboundBody, Route } from '../channel/channel.ts';
import type { Clock } from '../clock.ts';
import { type ByHand, prepareByHand } from './by-hand.ts';
import type { Changes } from './changes.ts';
import {
  DELIVERY_LIFETIME,
  type DeliveryRow,
  type DeliveryRung,
  type OutboundKind,
} from './rows.ts';
import { transactional } from './transaction.ts';

/** One part of an outbound message, to be delivered to `route`. */
export interface NewDelivery {
  readonly route: Route;
  readonly body: OutboundBody;
  /** `sending` where the caller sends it at once, `queued` for the outbox. */
  readonly state: 'sending' | 'queued';
  /** The bubble that this part may end. */
  readonly bubble?: {
    readonly requestId: string;
    readonly streamId: string;
    readonly openedAt: number;
  };
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
  /** Milliseconds from the first reasoning to the first text. */
  readonly thoughtMs?: number;
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

/** What goes out, until it is settled. The state of a message is the sum of its parts. */
export interface Deliveries extends ByHand {
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
}

/** Says that parts of message `seq` have changed. */
export type SumUp = (seq: number) => void;

/** Prepares what a journal does with what goes out. */
export function createDeliveries(database: Database, clock: Clock, changes: Changes): Deliveries {
  const sumUp = prepareSumUp(database, changes);
  const begin = database.prepare<[number], { message: number }>(
    `UPDATE deliveries SET state = 'sending', attempts = attempts + 1 WHERE id = ?
     RETURNING message`,
  );
  const settle = prepareSettle(database, clock, sumUp);
  return {
    record: prepareRecord(database, clock, sumUp, changes),
    beginDelivery: transactional(database, (id: number) => {
      const row = begin.get(id);
      if (row) sumUp(row.message);
    }),
    settle,
    ...prepareQueue(database, clock),
    ...prepareRounds(database, clock, settle),
    ...prepareByHand(database, clock, settle, sumUp),
  };
}

function prepareSumUp(database: Database, changes: Changes): SumUp {
  const sumUp = database.prepare<[{ seq: number }]>(
    `UPDATE messages SET state = (
       SELECT CASE
         WHEN sum(state = 'failed') THEN 'failed'
         WHEN sum(state = 'sending') THEN 'sending'
         WHEN sum(state = 'queued') THEN 'queued'
         WHEN sum(state = 'unconfirmed') THEN 'unconfirmed'
         ELSE 'delivered' END
       FROM deliveries WHERE message = @seq) WHERE seq = @seq`,
  );
  return (seq) => {
    sumUp.run({ seq });
    changes.touch(seq);
  };
}

function prepareRecord(
  database: Database,
  clock: Clock,
  sumUp: SumUp,
  changes: Changes,
): Deliveries['record'] {
  const addMessage = database.prepare<[object]>(
    `INSERT INTO messages (channel, chat_id, direction, kind, text, reasoning, thought_ms,
       note, reply_to, state, at)
     VALUES (@channel, @chatId, 'out', @kind, @text, @reasoning, @thoughtMs,
       @note, @replyTo, 'queued', @now)`,
  );
  const addPart = database.prepare<[object]>(
    `INSERT INTO deliveries (message, part, channel, chat_id, chat_type, body, request_id,
       stream_id, opened_at, response_url, response_until, state, attempts, not_before, expires_at)
     VALUES (@seq, @part, @channel, @chatId, @chatType, @body, @requestId,
       @streamId, @openedAt, @responseUrl, @responseUntil, @state, @attempts, @now, @expiresAt)`,
  );
  const answered = database.prepare<[string, number]>(
    'UPDATE messages SET state = ?, response_url = NULL WHERE seq = ?',
  );
  return transactional(database, (outbound: NewOutbound) => {
    const { channel, chatId, kind, text, reasoning, thoughtMs, note, answers } = outbound;
    const now = clock.wall();
    const { lastInsertRowid } = addMessage.run({
      channel,
      chatId,
      kind,
      text,
      reasoning: reasoning || null,
      thoughtMs: thoughtMs ?? null,
      note: note ?? null,
      replyTo: answers?.seq ?? null,
      now,
    });
    const seq = Number(lastInsertRowid);
    const deliveries = outbound.deliveries.map(({ route, body, state, bubble, response }, part) => {
      const added = addPart.run({
        seq,
        part,
        channel,
        chatId: route.id,
        chatType: route.type ?? null,
        body: JSON.stringify(body),
        requestId: bubble?.requestId ?? null,
        streamId: bubble?.streamId ?? null,
        openedAt: bubble?.openedAt ?? null,
        responseUrl: response?.url ?? null,
        responseUntil: response?.until ?? null,
        state,
        attempts: state === 'sending' ? 1 : 0,
        now,
        expiresAt: now + DELIVERY_LIFETIME,
      });
      return Number(added.lastInsertRowid);
    });
    sumUp(seq);
    if (answers) {
      answered.run(answers.state, answers.seq);
      changes.touch(answers.seq);
    }
    return { seq, deliveries };
  });
}

function prepareSettle(database: Database, clock: Clock, sumUp: SumUp): Deliveries['settle'] {
  const end = database.prepare<[object], { message: number }>(
    `UPDATE deliveries SET state = @state, via = @via, code = @code, error = @error,
       response_url = NULL, sent_at = coalesce(@sentAt, sent_at)
     WHERE id = @id RETURNING message`,
  );
  const again = database.prepare<[object], { message: number }>(
    `UPDATE deliveries SET state = 'queued', not_before = @notBefore, error = @error,
       stream_id = iif(@push, NULL, stream_id),
       response_url = iif(@spentUrl, NULL, response_url),
       doubt = iif(@doubt, 1, doubt)
     WHERE id = @id RETURNING message`,
  );
  const endWith = (id: number, settlement: Exclude<Settlement, { state: 'queued' }>) => {
    const via = settlement.state === 'failed' ? null : settlement.via;
    return end.get({
      id,
      state: settlement.state,
      via,
      code: settlement.state === 'failed' ? settlement.code : null,
      error: settlement.state === 'delivered' ? null : settlement.error,
      // The end of a bubble is no message of its own.
      sentAt: via === 'push' || via === 'url' ? clock.wall() : null,
    });
  };
  const endBubble = database.prepare<[number]>(
    `UPDATE messages SET bubble = 'ended'
     WHERE seq = (SELECT reply_to FROM messages WHERE seq = ?) AND bubble = 'open'`,
  );
  return transactional(database, (id: number, settlement: Settlement) => {
    const row =
      settlement.state === 'queued'
        ? again.get({
            id,
            notBefore: settlement.notBefore,
            error: settlement.error,
            push: settlement.push ? 1 : 0,
            spentUrl: settlement.spentUrl ? 1 : 0,
            doubt: settlement.doubt ? 1 : 0,
          })
        : endWith(id, settlement);
    if (!row) return;
    sumUp(row.message);
    const wasFinish = settlement.state === 'delivered' || settlement.state === 'unconfirmed';
    if (wasFinish && settlement.via === 'finish') endBubble.run(row.message);
  });
}

// Not a join: SQLite takes ten times as long to set one up as to read these few rows.
const WITH_QUESTION = `SELECT d.*,
    (SELECT reply_to FROM messages WHERE seq = d.message) AS reply_to,
    (SELECT text FROM messages WHERE seq =
      (SELECT reply_to FROM messages WHERE seq = d.message)) AS question
  FROM deliveries d`;

function prepareQueue(database: Database, clock: Clock) {
  const byId = database.prepare<[number], DeliveryRow>(`${WITH_QUESTION} WHERE d.id = ?`);
  // Bubbles first: they change a message that already stands in the chat. The rest in order.
  const next = database.prepare<[string, string], DeliveryRow>(
    `${WITH_QUESTION} WHERE d.channel = ? AND d.chat_id = ? AND d.state = 'queued'
       AND NOT EXISTS (SELECT 1 FROM deliveries e WHERE e.message = d.message
         AND e.part < d.part AND e.state IN ('queued', 'sending'))
     ORDER BY d.stream_id IS NULL, d.id LIMIT 1`,
  );
  const queuedChats = database.prepare<[string], { chat_id: string }>(
    `SELECT DISTINCT chat_id FROM deliveries WHERE channel = ? AND state = 'queued'`,
  );
  return {
    delivery: (id) => byId.get(id),
    nextDelivery(channel, chatId) {
      const row = next.get(channel, chatId);
      return row && row.not_before <= clock.wall() ? row : undefined;
    },
    dueChats: (channel) =>
      queuedChats.all(channel).map(({ chat_id }) => ({
        chat_id,
        due: next.get(channel, chat_id)?.not_before ?? Number.POSITIVE_INFINITY,
      })),
  } satisfies Partial<Deliveries>;
}

function prepareRounds(database: Database, clock: Clock, settle: Deliveries['settle']) {
  const expired = database.prepare<[number], { id: number }>(
    `SELECT id FROM deliveries WHERE state = 'queued' AND expires_at <= ?`,
  );
  const interrupted = database.prepare<[], { id: number }>(
    `SELECT id FROM deliveries WHERE state = 'sending'`,
  );
  return {
    expireDeliveries: transactional(database, () => {
      const rows = expired.all(clock.wall());
      const error = 'not delivered within a day';
      for (const { id } of rows) settle(id, { state: 'failed', code: null, error });
      return rows.length;
    }),
    requeueInterrupted: transactional(database, () => {
      const rows = interrupted.all();
      const error = 'interrupted before WeCom answered';
      for (const { id } of rows) settle(id, { state: 'queued', notBefore: clock.wall(), error });
      return rows.length;
    }),
  } satisfies Partial<Deliveries>;
}
