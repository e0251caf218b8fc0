import { chmodSync, closeSync, existsSync, openSync, renameSync } from 'node:fs';
import Database from 'better-sqlite3';
import { migrate, SCHEMA_VERSION, versionOf } from './schema.ts';

/**
 * Milliseconds to wait for a lock. Readers never make a writer wait; what may is a backup or
 * another program at the file, and everything here stands still meanwhile.
 */
const LOCK_PATIENCE = 1000;

/** Pages of 4 KB that the log may grow to before a commit moves them into the database itself. */
const CHECKPOINT_AT = 10_000;

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
  try {
    makePrivate(path);
    const trouble = troubleWith(path);
    if (!trouble) return { database: openForWriting(path), notice: undefined };
    const aside = setAside(path, now);
    makePrivate(path);
    return {
      database: openForWriting(path),
      notice: `The journal ${trouble}. It was set aside as ${aside} and a new one begun.`,
    };
  } catch (error) {
    throw new Error(
      `The journal ${path} cannot be opened: ${reasonOf(error)}. ` +
        'Its folder must exist, you must be able to write there, and no other program may hold it.',
      { cause: error },
    );
  }
}

/** Opens an existing journal for reading beside the running instance. Throws where it cannot be read. */
export function openForReading(path: string): Database.Database {
  let database: Database.Database | undefined;
  try {
    database = connect(path, { readonly: true });
    const version = versionOf(database);
    if (version > SCHEMA_VERSION) throw new Error('it was written by a newer version');
    if (version < SCHEMA_VERSION) throw new Error('it is brought up to date when the bot starts');
    return database;
  } catch (error) {
    database?.close();
    throw new Error(`The journal ${path} cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
}

function connect(path: string, { readonly }: { readonly: boolean }): Database.Database {
  return new Database(path, { readonly, fileMustExist: true, timeout: LOCK_PATIENCE });
}

function openForWriting(path: string): Database.Database {
  const database = connect(path, { readonly: false });
  try {
    database.pragma('journal_mode = WAL');
    // Outlives every crash of this program; a loss of power may take the last moments.
    database.pragma('synchronous = NORMAL');
    database.pragma('foreign_keys = ON');
    // A checkpoint waits for the disk; `tidy` makes it when nobody waits for us.
    database.pragma(`wal_autocheckpoint = ${CHECKPOINT_AT}`);
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The files of a journal that exist, the database itself last. */
function filesOf(path: string): string[] {
  return ['-journal', '-shm', '-wal', '']
    .map((end) => path + end)
    .filter((file) => existsSync(file));
}

/** SQLite makes files as the umask says; one that exists keeps its mode, and gives it to -wal and -shm. */
function makePrivate(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
  for (const file of filesOf(path)) chmodSync(file, 0o600);
}

/** Why the file cannot be used, or undefined. Changes nothing, so that what is set aside is whole. */
function troubleWith(path: string): string | undefined {
  let database: Database.Database | undefined;
  try {
    database = connect(path, { readonly: true });
    if (versionOf(database) > SCHEMA_VERSION)
      return 'was written by a newer version of this program';
    return isDamaged(database) ? 'is damaged' : undefined;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) return 'is damaged';
    // Something is left to be rolled back: opening it for writing does that.
    if (code.startsWith('SQLITE_READONLY')) return undefined;
    throw error;
  } finally {
    database?.close();
  }
}

/**
 * Checks the tables one by one: asked for all at once, SQLite also compares every entry of the
 * search index, which takes seconds where this takes a quarter of one.
 */
function isDamaged(database: Database.Database): boolean {
  const damaged = database
    .prepare<[], { found: 1 }>(
      `SELECT 1 AS found FROM sqlite_schema AS s, pragma_quick_check(s.name) AS c
       WHERE s.type = 'table' AND s.rootpage > 0 AND c.quick_check <> 'ok' LIMIT 1`,
    )
    .get();
  return damaged !== undefined;
}

/** Moves a journal out of the way, over nothing; returns its new name. */
function setAside(path: string, now: Date): string {
  const name = `${path}.set-aside-${now.toISOString().replaceAll(':', '-')}`;
  let aside = name;
  for (let count = 2; filesOf(aside).length > 0; count += 1) aside = `${name}-${count}`;
  // The database goes last: a log without one would be deleted as a leftover.
  for (const file of filesOf(path)) renameSync(file, aside + file.slice(path.length));
  return aside;
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
