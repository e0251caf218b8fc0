import type { ChannelName, Chat } from '../../shared/chat.ts';
import type { Clock } from '../clock.ts';
import { type Conversations, createConversations } from './conversations.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { createInbound, type Inbound } from './inbound.ts';
import { openDatabase } from './open.ts';

export type { NewDelivery, NewOutbound, Settlement } from './deliveries.ts';

const DAY = 86_400_000;

/**
 * The record of everything said, and of what is still to be said. Every method is one
 * transaction; all are synchronous, so a caller that goes on has its step on disk.
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
  /** Deletes what is older than `days` days; 0 keeps all. Returns how many messages went. */
  purge(days: number): number;
  close(): void;
}

/** Opens the journal at `path`; see {@link openDatabase} for what can go wrong. */
export function openJournal(path: string, clock: Clock): Journal {
  const { database, notice } = openDatabase(path, new Date(clock.wall()));
  const sentSince = database.prepare<
    [number, number],
    { channel: ChannelName; chat_id: string; at: number }
  >(
    `SELECT channel, chat_id, opened_at AS at FROM messages WHERE opened_at >= ?
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
    `DELETE FROM messages WHERE at < ? AND state NOT IN ('received', 'answering')
       AND NOT EXISTS (SELECT 1 FROM deliveries WHERE message = seq
         AND deliveries.state IN ('queued', 'sending'))`,
  );
  return {
    ...createConversations(database),
    ...createInbound(database, clock),
    ...createDeliveries(database, clock),
    notice,
    sentSince: (since) => sentSince.all(since, since),
    markUnreachable: (channel, chatId, code) => void setUnreachable.run(code, channel, chatId),
    startSession: (channel, chat) => void startSession.run(channel, chat.id),
    purge: (days) => (days > 0 ? purge.run(clock.wall() - days * DAY).changes : 0),
    close: () => void database.close(),
  };
}
