import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createConversations } from '../../src/main/journal/conversations.ts';
import { openJournal } from '../../src/main/journal/journal.ts';
import { openDatabase, openForReading } from '../../src/main/journal/open.ts';
import { migrate, SCHEMA_VERSION, versionOf } from '../../src/main/journal/schema.ts';
import { createTestClock } from '../fixtures/clock.ts';
import { fail, openTestJournal, temporaryFolder } from './journals.ts';
import { inbound, push } from './messages.ts';

const NOW = new Date('2026-01-05T09:00:00Z');
const onPosix = process.platform !== 'win32';
const isRoot = process.getuid?.() === 0;

/** Opens the journal at `path` until the test is over. */
function open(path: string) {
  const opened = openDatabase(path, NOW);
  onTestFinished(() => void opened.database.close());
  return opened;
}

/** Writes a journal with `count` messages and closes it; returns its path. */
function closedJournal(count = 0): string {
  const path = join(temporaryFolder(), 'journal.db');
  const journal = openJournal(path, createTestClock(), fail);
  for (let n = 1; n <= count; n += 1) {
    journal.receive(inbound(n, { text: `message ${n} ${'long '.repeat(20)}` }), `s${n}`, false);
    journal.record({
      channel: 'wecom',
      chatId: 'ZhangSan',
      kind: 'send',
      text: 'answer',
      deliveries: [push('answer')],
    });
  }
  journal.tidy();
  journal.close();
  return path;
}

/** Copies the files of a database that is still open: what is left when its process is killed. */
function crashed(from: string): string {
  const path = join(temporaryFolder(), 'journal.db');
  for (const end of ['', '-wal', '-journal']) {
    if (existsSync(from + end)) cpSync(from + end, path + end);
  }
  return path;
}

/** Name of the one journal that was set aside beside `path`. */
function asideOf(path: string): string {
  const names = readdirSync(join(path, '..'));
  const name = names.find((entry) => entry.includes('set-aside') && !/-(wal|shm)$/.test(entry));
  return join(path, '..', name ?? 'nothing');
}

function expectNewJournal(
  { database, notice }: ReturnType<typeof open>,
  path: string,
  why: RegExp,
) {
  expect(notice).toMatch(why);
  expect(notice).toContain(asideOf(path));
  expect(createConversations(database).messages({ limit: 1 })).toEqual([]);
  expect(versionOf(database)).toBe(SCHEMA_VERSION);
}

describe('a new journal', () => {
  it.runIf(onPosix)('is readable by its owner only, with all its files', () => {
    const before = process.umask(0);
    onTestFinished(() => void process.umask(before));
    const { path, hear, journal } = openTestJournal();
    hear();
    journal.flush();
    for (const end of ['', '-wal', '-shm']) {
      expect(statSync(path + end).mode & 0o777).toBe(0o600);
    }
  });

  it('is in WAL mode, so that readers and the writer do not wait for each other', () => {
    const { database } = open(join(temporaryFolder(), 'journal.db'));
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
  });

  it('comes without a notice, as does one that is opened again', () => {
    const { journal, reopen } = openTestJournal();
    expect(journal.notice).toBeUndefined();
    expect(reopen().notice).toBeUndefined();
  });

  it('takes the place of an empty file', () => {
    const path = join(temporaryFolder(), 'journal.db');
    writeFileSync(path, '');
    expect(open(path).notice).toBeUndefined();
  });
});

describe('an existing journal', () => {
  it('is not changed by the migrations it has had', () => {
    const path = closedJournal(3);
    const read = (database: Database.Database) => ({
      schema: database.prepare('SELECT * FROM sqlite_schema').all(),
      messages: database.prepare('SELECT * FROM messages').all(),
      version: versionOf(database),
    });
    const { database } = open(path);
    const first = read(database);
    migrate(database);
    expect(read(database)).toEqual(first);
    expect(first).toMatchObject({ version: SCHEMA_VERSION, messages: { length: 6 } });
  });

  it.runIf(onPosix)('that others could read is theirs no longer', () => {
    const path = closedJournal();
    chmodSync(path, 0o644);
    open(path);
    for (const end of ['', '-wal', '-shm']) {
      expect(statSync(path + end).mode & 0o777).toBe(0o600);
    }
  });

  it('that was not closed is opened with all that was committed', () => {
    const { path, hear, journal } = openTestJournal();
    hear({ text: 'committed' });
    journal.flush();
    hear({ text: 'lost' });
    const { database, notice } = open(crashed(path));
    expect(notice).toBeUndefined();
    const messages = createConversations(database).messages({ limit: 9 });
    expect(messages.map(({ text }) => text)).toEqual(['committed']);
  });

  it('whose making was interrupted is made anew', () => {
    const path = join(temporaryFolder(), 'journal.db');
    const database = new Database(path);
    database.pragma('cache_size = 1');
    database.exec('CREATE TABLE half (text)');
    database.exec('BEGIN');
    const insert = database.prepare('INSERT INTO half VALUES (?)');
    for (let n = 0; n < 100; n += 1) insert.run('x'.repeat(1000));
    const copy = crashed(database.name);
    database.close();
    expect(readdirSync(join(copy, '..'))).toContain('journal.db-journal');
    const opened = open(copy);
    expect(opened.notice).toBeUndefined();
    expect(opened.database.prepare('SELECT count(*) FROM half').pluck().get()).toBe(0);
  });
});

describe('a journal that cannot be used', () => {
  it('is set aside where it is no database at all', () => {
    const path = join(temporaryFolder(), 'journal.db');
    const bytes = randomBytes(20_000);
    writeFileSync(path, bytes);
    expectNewJournal(open(path), path, /damaged/);
    expect(readFileSync(asideOf(path))).toEqual(bytes);
  });

  it('is set aside where its end is missing', () => {
    const path = closedJournal(100);
    truncateSync(path, Math.floor(statSync(path).size / 2));
    const bytes = readFileSync(path);
    expectNewJournal(open(path), path, /damaged/);
    expect(readFileSync(asideOf(path))).toEqual(bytes);
  });

  it('is set aside whichever of its tables has a damaged page', () => {
    const path = closedJournal(100);
    const database = new Database(path);
    const size = Number(database.pragma('page_size', { simple: true }));
    // The last page of each table and index that has more than one, and the first of all.
    const pages = database
      .prepare(
        'SELECT max(pageno) FROM dbstat GROUP BY name HAVING count(*) > 1 OR min(pageno) = 1',
      )
      .pluck()
      .all()
      .map(Number);
    database.close();
    expect(pages.length).toBeGreaterThanOrEqual(4);
    for (const page of pages) {
      const copy = join(temporaryFolder(), 'journal.db');
      cpSync(path, copy);
      const file = openSync(copy, 'r+');
      writeSync(file, randomBytes(size), 0, size, (page - 1) * size);
      closeSync(file);
      const bytes = readFileSync(copy);
      expectNewJournal(open(copy), copy, /damaged/);
      expect(readFileSync(asideOf(copy))).toEqual(bytes);
    }
  });

  it('is set aside with what was not yet in its main file, where it is of a newer version', () => {
    const newer = new Database(join(temporaryFolder(), 'newer.db'));
    newer.pragma('journal_mode = WAL');
    newer.exec('CREATE TABLE future (text)');
    newer.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    const path = crashed(newer.name);
    newer.close();
    const log = readFileSync(`${path}-wal`);
    expect(log.length).toBeGreaterThan(0);
    expectNewJournal(open(path), path, /newer version/);
    expect(readFileSync(`${asideOf(path)}-wal`)).toEqual(log);
    const aside = new Database(asideOf(path));
    expect(versionOf(aside)).toBe(SCHEMA_VERSION + 1);
    expect(aside.prepare('SELECT * FROM future').all()).toEqual([]);
    aside.close();
  });

  it('never takes the place of one that was set aside before', () => {
    const path = join(temporaryFolder(), 'journal.db');
    const all = [randomBytes(5000), randomBytes(5000), randomBytes(5000)];
    const notices = all.map((bytes) => {
      writeFileSync(path, bytes);
      const { database, notice } = openDatabase(path, NOW);
      database.close();
      return notice;
    });
    expect(new Set(notices).size).toBe(3);
    const kept = readdirSync(join(path, '..'))
      .filter((name) => /set-aside.*Z(-\d)?$/.test(name))
      .map((name) => readFileSync(join(path, '..', name)));
    expect(kept.toSorted(Buffer.compare)).toEqual(all.toSorted(Buffer.compare));
  });
});

describe('a journal that cannot be opened', () => {
  it.each<[string, (dir: string) => string]>([
    ['its folder is missing', (dir) => join(dir, 'missing', 'journal.db')],
    [
      'its folder is a file',
      (dir) => {
        writeFileSync(join(dir, 'file'), '');
        return join(dir, 'file', 'journal.db');
      },
    ],
    [
      'a folder has its name',
      (dir) => {
        mkdirSync(join(dir, 'journal.db'));
        return join(dir, 'journal.db');
      },
    ],
  ])('says so, and what to do, where %s', (_, pathIn) => {
    const path = pathIn(temporaryFolder());
    expect(() => openDatabase(path, NOW)).toThrow(`The journal ${path} cannot be opened`);
    expect(() => openDatabase(path, NOW)).toThrow(/folder must exist/);
  });

  it.skipIf(!onPosix || isRoot)('says so where its folder may not be written (not as root)', () => {
    const dir = temporaryFolder();
    chmodSync(dir, 0o500);
    expect(() => openDatabase(join(dir, 'journal.db'), NOW)).toThrow(/able to write there/);
  });
});

describe('reading beside the writer', () => {
  it('sees what was committed, also after it was opened', () => {
    const { path, hear, journal } = openTestJournal();
    hear({ text: 'before' });
    journal.flush();
    const reader = openForReading(path);
    onTestFinished(() => void reader.close());
    const conversations = createConversations(reader);
    hear({ text: 'after' });
    expect(conversations.messages({ limit: 9 }).map(({ text }) => text)).toEqual(['before']);
    journal.flush();
    expect(conversations.messages({ limit: 9 }).map(({ text }) => text)).toEqual([
      'before',
      'after',
    ]);
    expect(conversations.search('after', { limit: 9 })).toHaveLength(1);
  });

  it('does not stop the writer', () => {
    const { path, hear, journal } = openTestJournal();
    hear();
    journal.flush();
    const reader = openForReading(path);
    onTestFinished(() => void reader.close());
    reader.exec('BEGIN');
    expect(reader.prepare('SELECT count(*) FROM messages').pluck().get()).toBe(1);
    hear();
    expect(journal.flush()).toBe(true);
    expect(reader.prepare('SELECT count(*) FROM messages').pluck().get()).toBe(1);
  });

  it('cannot write', () => {
    const { path } = openTestJournal();
    const reader = openForReading(path);
    onTestFinished(() => void reader.close());
    expect(() => reader.exec('DELETE FROM messages')).toThrow(/readonly/);
  });

  it('says so where there is none', () => {
    const path = join(temporaryFolder(), 'journal.db');
    expect(() => openForReading(path)).toThrow(`The journal ${path} cannot be read`);
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });

  it('says so where the journal is damaged, and leaves it as it is', () => {
    const path = join(temporaryFolder(), 'journal.db');
    writeFileSync(path, randomBytes(5000));
    expect(() => openForReading(path)).toThrow(/cannot be read: file is not a database/);
    expect(readdirSync(join(path, '..'))).toEqual(['journal.db']);
  });

  it.each([
    [SCHEMA_VERSION + 1, /newer version/],
    [SCHEMA_VERSION - 1, /when the bot starts/],
  ])('says so where the journal has version %i', (version, message) => {
    const path = closedJournal();
    const database = new Database(path);
    database.pragma(`user_version = ${version}`);
    database.close();
    expect(() => openForReading(path)).toThrow(message);
  });
});
