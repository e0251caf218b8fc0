import type { Database } from 'better-sqlite3';
import { transactional } from './transaction.ts';

/** Messages indexed in one go; more wait for the next, so that nothing stands still for long. */
const BATCH = 500;

/**
 * Prepares bringing the search index up to date. It is not done with each message: that would
 * cost more than all the rest of recording one.
 */
export function prepareIndex(database: Database): () => void {
  const last = database.prepare<[], { up_to: number }>(
    `SELECT coalesce(max(seq), 0) AS up_to FROM (
       SELECT seq FROM messages WHERE seq > (SELECT up_to FROM indexed) ORDER BY seq LIMIT ${BATCH})`,
  );
  const add = database.prepare<[number]>(
    `INSERT INTO messages_fts (rowid, text)
     SELECT seq, text FROM messages WHERE seq > (SELECT up_to FROM indexed) AND seq <= ?`,
  );
  const advance = database.prepare<[number]>('UPDATE indexed SET up_to = ?');
  return transactional(database, () => {
    const upTo = last.get()?.up_to ?? 0;
    if (upTo === 0) return;
    add.run(upTo);
    advance.run(upTo);
  });
}
