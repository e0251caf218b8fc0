import type { Database } from 'better-sqlite3';
import type { ChannelName } from '../../shared/chat.ts';
import type { Clock } from '../clock.ts';
import type { Deliveries, SumUp } from './deliveries.ts';
import { DELIVERY_LIFETIME } from './rows.ts';
import { transactional } from './transaction.ts';

/** What a person does about messages that are not delivered. */
export interface ByHand {
  /** Sends a failed or unconfirmed message's parts again, by push; false where there is none. */
  retry(seq: number): boolean;
  /** Gives up what is left of a message; false where nothing was left. */
  drop(seq: number): boolean;
  /** Gives up the rest of answers whose beginning a chat has seen; returns how many parts. */
  dropRest(channel: ChannelName, chatId: string): number;
  /** Takes unconfirmed parts of a message as arrived; false where there is none. */
  takeAsArrived(seq: number): boolean;
}

/** Prepares what a person does. */
export function prepareByHand(
  database: Database,
  clock: Clock,
  settle: Deliveries['settle'],
  sumUp: SumUp,
): ByHand {
  const revive = database.prepare<[object]>(
    `UPDATE deliveries SET state = 'queued', via = NULL, code = NULL, error = NULL, doubt = 0,
       stream_id = NULL, response_url = NULL, attempts = 0, not_before = @now, expires_at = @expiresAt
     WHERE message = @seq AND state IN ('failed', 'unconfirmed')`,
  );
  const queued = database.prepare<[number], { id: number }>(
    `SELECT id FROM deliveries WHERE message = ? AND state = 'queued'`,
  );
  const rest = database.prepare<[string, string], { id: number }>(
    `SELECT id FROM deliveries d WHERE channel = ? AND chat_id = ? AND state = 'queued'
       AND part > 0 AND (SELECT kind FROM messages WHERE seq = d.message) = 'answer'`,
  );
  const confirm = database.prepare<[number]>(
    `UPDATE deliveries SET state = 'delivered', error = NULL
     WHERE message = ? AND state = 'unconfirmed'`,
  );
  return {
    retry: transactional(database, (seq: number): boolean => {
      const now = clock.wall();
      const revived = revive.run({ seq, now, expiresAt: now + DELIVERY_LIFETIME }).changes > 0;
      if (revived) sumUp(seq);
      return revived;
    }),
    drop: transactional(database, (seq: number): boolean => {
      const rows = queued.all(seq);
      const error = 'given up by hand';
      for (const { id } of rows) settle(id, { state: 'failed', code: null, error });
      return rows.length > 0;
    }),
    dropRest: transactional(database, (channel: ChannelName, chatId: string): number => {
      const rows = rest.all(channel, chatId);
      const error = 'stopped';
      for (const { id } of rows) settle(id, { state: 'failed', code: null, error });
      return rows.length;
    }),
    takeAsArrived: transactional(database, (seq: number): boolean => {
      const arrived = confirm.run(seq).changes > 0;
      if (arrived) sumUp(seq);
      return arrived;
    }),
  };
}
