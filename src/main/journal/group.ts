import type { Database } from 'better-sqlite3';

/**
 * Steps that share one commit: those of one turn of the event loop. Each step is a transaction of
 * its own inside it, whole or not at all; together they cost one write to the disk.
 */
export interface Group {
  /** Makes a step of `work`: what it writes is committed by the next `flush`. */
  step<A extends unknown[], R>(work: (...args: A) => R): (...args: A) => R;
  /** Commits every step so far; a failure is left for the next `flush` to say. */
  commit(): void;
  /**
   * Commits every step so far; what they recorded survives the process from here on. False where
   * the disk did not take all that was recorded since the last call: then that was undone, and
   * `onFailure` was told.
   */
  flush(): boolean;
}

/** Makes the group of a database. Without a `flush` it commits when the loop's turn ends. */
export function createGroup(database: Database, onFailure: (error: Error) => void): Group {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const end = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');
  /** Steps were undone, and no `flush` has said so yet. */
  let undone = false;

  const undo = (error: unknown): void => {
    if (database.inTransaction) rollback.run();
    undone = true;
    onFailure(error instanceof Error ? error : new Error(String(error)));
  };

  const commit = (): void => {
    if (!database.inTransaction) return;
    try {
      end.run();
    } catch (error) {
      undo(error);
    }
  };

  return {
    step:
      (work) =>
      (...args) => {
        if (!database.inTransaction) {
          begin.run();
          setImmediate(commit);
        }
        try {
          return work(...args);
        } catch (error) {
          // Some failures, as a full disk, make SQLite undo the steps before this one, too.
          if (!database.inTransaction) undo(error);
          throw error;
        }
      },
    commit,
    flush() {
      commit();
      const kept = !undone;
      undone = false;
      return kept;
    },
  };
}
