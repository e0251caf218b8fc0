import { closeSync, existsSync, openSync, renameSync } from 'node:fs';
import Database from 'better-sqlite3';
import { migrate, SCHEMA_VERSION, versionOf } from './schema.ts';

/** An open database, and what had to be told about it. */
export interface OpenedDatabase {
  readonly database: Database.Database;
  /** Set where an unusable journal was put aside and a new one begun. */
  readonly notice: string | undefined;
}

/**
 * Opens the journal for writing, made where it is missing, readable by its owner only. One that is
 * damaged, or written by a newer version, is set aside under another name and a new one begun.
 * Throws where the folder cannot be written.
 */
export function openDatabase(path: string, now: Date): OpenedDatabase {
  const trouble = existsSync(path) ? troubleWith(path) : undefined;
  if (!trouble) return { database: openForWriting(path), notice: undefined };
  const aside = `${path}.set-aside-${now.toISOString().replaceAll(':', '-')}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  return {
    database: openForWriting(path),
    notice: `The journal ${trouble}. It was set aside as ${aside} and a new one begun.`,
  };
}

/** Opens an existing journal for reading beside the running instance. Throws where it cannot be read. */
export function openForReading(path: string): Database.Database {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  const version = versionOf(database);
  if (version === SCHEMA_VERSION) return database;
  database.close();
  throw new Error(`The journal has version ${version}, this program reads version ${SCHEMA_VERSION}.`);
}

function openForWriting(path: string): Database.Database {
  // SQLite makes files as the umask says; one that exists keeps its mode, and gives it to -wal and -shm.
  closeSync(openSync(path, 'a', 0o600));
  const database = new Database(path);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.pragma('foreign_keys = ON');
  database.pragma('busy_timeout = 5000');
  migrate(database);
  return database;
}

/** Why the file cannot be used, or undefined. */
function troubleWith(path: string): string | undefined {
  let database: Database.Database | undefined;
  try {
    database = new Database(path);
    const version = versionOf(database);
    if (version > SCHEMA_VERSION) return 'was written by a newer version of this program';
    const check = database.pragma('quick_check(1)', { simple: true });
    return check === 'ok' ? undefined : 'is damaged';
  } catch (error) {
    if (isDamage(error)) return 'is damaged';
    throw error;
  } finally {
    database?.close();
  }
}

function isDamage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'SQLITE_NOTADB' || (typeof code === 'string' && code.startsWith('SQLITE_CORRUPT'));
}
