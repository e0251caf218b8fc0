import type { Waiting } from '../../shared/api.ts';
import type { ChannelName, Chat } from '../../shared/chat.ts';
import type { Clock } from '../clock.ts';
import { createChanges } from './changes.ts';
import { type ConnectionLog, createConnectionLog } from './connections.ts';
import { type Conversations, createConversations } from './conversations.ts';
import { createDeletion, type Deletion } from './deletion.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { createFigures, type Figures } from './figures.ts';
import { createGroup } from './group.ts';
import { createInbound, type Inbound } from './inbound.ts';
import { openDatabase } from './open.ts';
import { createPages, type Pages } from './pages.ts';
import { prepareIndex } from './search.ts';
import { createSummaries, type Summaries } from './summaries.ts';
import { prepareOutbox } from './waiting.ts';

export type { NewDelivery, NewOutbound, Settlement } from './deliveries.ts';

/**
 * The record of everything said, and of what is still to be said. Every method is synchronous and
 * one step, whole or not at all. Steps of one turn of the event loop share a commit: `flush` makes
 * it happen now, and belongs before every frame that relies on a step.
 */
export interface Journal
  extends Conversations,
    Pages,
    Summaries,
    Figures,
    Inbound,
    Deliveries,
    Deletion,
    Omit<ConnectionLog, 'logAlive'> {
  /** Set where an unusable journal was put aside. */
  readonly notice: string | undefined;
  /**
   * Tells, once a turn of the event loop, of messages that are new or changed; those that were
   * deleted are not told of. The function returned ends that.
   */
  onChange(listener: (seqs: readonly number[]) => void): () => void;
  /** Goes up, at once, with every change of a message. */
  readonly revision: number;
  /** Parts that are queued or on the wire, the oldest first. */
  outbox(limit: number): Waiting[];
  /** When messages were sent into chats since `since`: bubbles and pushes. */
  sentSince(since: number): { channel: ChannelName; chat_id: string; at: number }[];
  /** WeCom refused a push into a chat for good. */
  markUnreachable(channel: ChannelName, chatId: string, code: number): void;
  /** A chat is written to; one that never spoke comes into the address book like this. */
  meet(channel: ChannelName, chat: Chat): void;
  /** The agent's memory of a chat starts anew here. */
  startSession(channel: ChannelName, chat: Chat): void;
  /**
   * Does what need not be done with each message, to be called every few seconds: makes new ones
   * findable quickly (the search finds them anyway), keeps the database's log short and notes
   * that the connection's state lasts.
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
  const index = step(prepareIndex(database));
  const changes = createChanges();
  const inbound = createInbound(database, clock, changes);
  const deliveries = createDeliveries(database, clock, changes);
  const summaries = createSummaries(database);
  const deletion = createDeletion(database, clock);
  const connections = createConnectionLog(database, clock);
  const logAlive = step(connections.logAlive);
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
  const meet = database.prepare<[string, string, string, number]>(
    'INSERT OR IGNORE INTO chats (channel, id, type, last_seen) VALUES (?, ?, ?, ?)',
  );
  const startSession = database.prepare<[string, string]>(
    `UPDATE chats SET session_start = (SELECT coalesce(max(seq), 0) FROM messages)
     WHERE channel = ? AND id = ?`,
  );
  return {
    ...createConversations(database),
    ...createPages(database),
    ...createFigures(database),
    ...summaries,
    markRead: step(summaries.markRead),
    outbox: prepareOutbox(database),
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
    dropRest: step(deliveries.dropRest),
    takeAsArrived: step(deliveries.takeAsArrived),
    purge: step(deletion.purge),
    clearChat: step(deletion.clearChat),
    logConnection: step(connections.logConnection),
    connections: connections.connections,
    notice,
    onChange: changes.listen,
    get revision() {
      return changes.revision;
    },
    sentSince: (since) => sentSince.all(since, since),
    markUnreachable: step((channel, chatId, code) => {
      setUnreachable.run(code, channel, chatId);
    }),
    meet: step((channel, chat) => {
      meet.run(channel, chat.id, chat.type, clock.wall());
    }),
    startSession: step((channel, chat) => {
      startSession.run(channel, chat.id);
    }),
    tidy() {
      index();
      logAlive();
      commit();
      database.pragma('wal_checkpoint(PASSIVE)');
    },
    flush,
    close() {
      commit();
      changes.close();
      database.close();
    },
  };
}
