import type { ChannelName, Chat } from '../../shared/chat.ts';
import type { Clock } from '../clock.ts';
import { type Conversations, createConversations } from './conversations.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { createGroup } from './group.ts';
import { createInbound, type Inbound } from './inbound.ts';
import { openDatabase } from './open.ts';
import { prepareIndex } from './search.ts';

export type { NewDelivery, NewOutbound, Settlement } from './deliveries.ts';

const DAY = 86_400_000;
/** Messages deleted in one go; more wait for the next, so that nothing stands still for long. */
const PURGE_BATCH = 500;
/** Ids of deleted messages that duplicates are still known by. */
const KNOWN_IDS = 1000;

/**
 * The record of everything said, and of what is still to be said. Every method is synchronous and
 * one step, whole or not at all. Steps of one turn of the event loop share a commit: `flush` makes
 * it happen now, and belongs before every frame that relies on a step.
 */
export interface Journal extends Conversations, Inbound, Deliveries {
  /** Set where an unusable journal was put aside. */
  readonly notice: string | undefined;
  /** When messages were sent into chats since `since`: bubbles and pushes. */
  sentSince(since: number): { channel: ChannelName; chat_id: string; at: number }[];
  /** WeCom refused a push into a chat for good. */
  markUnreachable(channel: ChannelName, chatId: string, code: number): void;
  /** The agent's memory of a chat starts anew here. */
  startSession(channel: ChannelName, chat: Chat): void;
  /**
   * Deletes what is older than `days` days, some hundred messages at a time; 0 keeps all. Returns
   * how many went.
   */
  purge(days: number): number;
  /**
   * Does what need not be done with each message, to be called every few seconds: makes new ones
   * findable quickly (the search finds them anyway) and keeps the database's log short.
   */
  tidy(): void;
  /** Commits every step so far; false where the disk did not take them and they were undone. */
  flush(): boolean;
  close(): void;
}

/**
 * Opens the journal at `path`; see {@link openDatabase} for what can go wrong. `onFailure` is told
 * when later steps could not be written, as on a full disk.
 */
export function openJournal(
  path: string,
  clock: Clock,
  onFailure: (error: Error) => void,
): Journal {
  const { database, notice } = openDatabase(path, new Date(clock.wall()));
  const { step, commit, flush } = createGroup(database, onFailure);
  const trimIds = database.prepare(
    `DELETE FROM deleted_ids
     WHERE position <= (SELECT max(position) FROM deleted_ids) - ${KNOWN_IDS}`,
  );
  const index = step(prepareIndex(database));
  const inbound = createInbound(database, clock);
  const deliveries = createDeliveries(database, clock);
  const sentSince = database.prepare<
    [number, number],
    { channel: ChannelName; chat_id: string; at: number }
  >(
    `SELECT channel, chat_id, at FROM messages WHERE at >= ? AND opened_at IS NOT NULL
     UNION ALL
     SELECT channel, chat_id, sent_at AS at FROM deliveries WHERE sent_at >= ?
     ORDER BY at`,
  );
  const setUnreachable = database.prepare<[number, string, string]>(
    'UPDATE chats SET unreachable = ? WHERE channel = ? AND id = ?',
  );
  const startSession = database.prepare<[string, string]>(
    `UPDATE chats SET session_start = (SELECT coalesce(max(seq), 0) FROM messages)
     WHERE channel = ? AND id = ?`,
  );
  const purge = database.prepare<[number]>(
    `DELETE FROM messages WHERE seq IN (
       SELECT seq FROM messages m INDEXED BY messages_by_time WHERE at < ? AND state <> 'received'
         AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.message = m.seq
           AND d.state IN ('queued', 'sending'))
       LIMIT ${PURGE_BATCH})`,
  );
  return {
    ...createConversations(database),
    ...inbound,
    receive: step(inbound.receive),
    endBubble: step(inbound.endBubble),
    unanswered: step(inbound.unanswered),
    ...deliveries,
    record: step(deliveries.record),
    beginDelivery: step(deliveries.beginDelivery),
    settle: step(deliveries.settle),
    expireDeliveries: step(deliveries.expireDeliveries),
    requeueInterrupted: step(deliveries.requeueInterrupted),
    retry: step(deliveries.retry),
    drop: step(deliveries.drop),
    notice,
    sentSince: (since) => sentSince.all(since, since),
    markUnreachable: step((channel, chatId, code) => {
      setUnreachable.run(code, channel, chatId);
    }),
    startSession: step((channel, chat) => {
      startSession.run(channel, chat.id);
    }),
    purge: step((days) => {
      if (days <= 0) return 0;
      const { changes } = purge.run(clock.wall() - days * DAY);
      trimIds.run();
      return changes;
    }),
    tidy() {
      index();
      commit();
      database.pragma('wal_checkpoint(PASSIVE)');
    },
    flush,
    close() {
      commit();
      database.close();
    },
  };
}
