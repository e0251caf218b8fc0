import type { Database } from 'better-sqlite3';
import type { ChatKey } from '../../shared/api.ts';
import type { Clock } from '../clock.ts';

const DAY = 86_400_000;
/** Messages deleted in one go; more wait for the next, so that nothing stands still for long. */
const BATCH = 500;
/** Ids of deleted messages that duplicates are still known by. */
const KNOWN_IDS = 1000;

/** What is forgotten. Never what still wants an answer or is on its way. */
export interface Deletion {
  /**
   * Deletes what is older than `days` days, some hundred messages at a time; 0 keeps all. Returns
   * how many went.
   */
  purge(days: number): number;
  /**
   * Deletes the messages of a chat up to `upTo`, some hundred at a time; returns how many went, 0
   * when it is done.
   */
  clearChat(chat: ChatKey, upTo: number): number;
}

/** Settled, whatever became of it. */
const DONE = `state <> 'received' AND NOT EXISTS (SELECT 1 FROM deliveries d
  WHERE d.message = m.seq AND d.state IN ('queued', 'sending'))`;
/** No answer to it is on its way: that one may still have to end its bubble. */
const UNASKED = `NOT EXISTS (SELECT 1 FROM messages a JOIN deliveries d ON d.message = a.seq
  WHERE a.reply_to = m.seq AND d.state IN ('queued', 'sending'))`;

/** Prepares deleting messages. */
export function createDeletion(database: Database, clock: Clock): Deletion {
  const purge = database.prepare<[number]>(
    `DELETE FROM messages WHERE seq IN (
       SELECT seq FROM messages m INDEXED BY messages_by_time WHERE at < ? AND ${DONE}
       LIMIT ${BATCH})`,
  );
  const clear = database.prepare<[object]>(
    `DELETE FROM messages WHERE seq IN (
       SELECT seq FROM messages m
       WHERE channel = @channel AND chat_id = @id AND seq <= @upTo AND ${DONE} AND ${UNASKED}
       LIMIT ${BATCH})`,
  );
  const trimIds = database.prepare(
    `DELETE FROM deleted_ids
     WHERE position <= (SELECT max(position) FROM deleted_ids) - ${KNOWN_IDS}`,
  );
  return {
    purge(days) {
      if (days <= 0) return 0;
      const { changes } = purge.run(clock.wall() - days * DAY);
      trimIds.run();
      return changes;
    },
    clearChat({ channel, id }, upTo) {
      const { changes } = clear.run({ channel, id, upTo });
      trimIds.run();
      return changes;
    },
  };
}
