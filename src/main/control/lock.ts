import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';

/** A held data folder. */
export interface Lock {
  release(): void;
}

/** A connection that nothing refers to is collected, and its lock with it. */
const held = new Set<Database.Database>();

/**
 * Makes this process the one instance on a data folder; undefined where another one is. The system
 * takes the lock back when the process ends, however it ends. Throws where the file cannot be used.
 */
export function acquireLock(path: string): Lock | undefined {
  // SQLite makes files as the umask says.
  closeSync(openSync(path, 'a', 0o600));
  const database = new Database(path, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY') return undefined;
    throw error;
  }
  held.add(database);
  return {
    release() {
      database.close();
      held.delete(database);
    },
  };
}
