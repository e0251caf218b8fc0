import type { Database } from 'better-sqlite3';

/**
 * Makes `work` whole or not at all: a transaction of its own or, inside another one, a part of it
 * that is undone alone. What it throws is thrown on.
 */
export function transactional<A extends unknown[], R>(
  database: Database,
  work: (...args: A) => R,
): (...args: A) => R {
  // Outside of a transaction a savepoint begins one.
  const begin = database.prepare('SAVEPOINT work');
  const end = database.prepare('RELEASE work');
  const undo = database.prepare('ROLLBACK TO work');
  return (...args) => {
    begin.run();
    try {
      const result = work(...args);
      end.run();
      return result;
    } catch (error) {
      // Some failures, as a full disk, make SQLite undo everything by itself.
      if (database.inTransaction) {
        undo.run();
        end.run();
      }
      throw error;
    }
  };
}
