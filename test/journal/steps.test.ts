import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { createConversations } from '../../src/main/journal/conversations.ts';
import { createGroup } from '../../src/main/journal/group.ts';
import { openForReading } from '../../src/main/journal/open.ts';
import { openTestJournal, temporaryFolder } from './journals.ts';

/** Looks at a journal as another process does. */
function seenByOthers(path: string): string[] {
  const reader = openForReading(path);
  const texts = createConversations(reader)
    .messages({ limit: 99 })
    .map(({ text }) => text);
  reader.close();
  return texts;
}

/** A database with rules that can be broken, in one statement or only at the commit. */
function openGroup() {
  const database = new Database(join(temporaryFolder(), 'group.db'));
  onTestFinished(() => void database.close());
  database.exec(`
    CREATE TABLE kept (text TEXT NOT NULL);
    CREATE TABLE strict (text TEXT NOT NULL ON CONFLICT ROLLBACK);
    CREATE TABLE parent (id INTEGER PRIMARY KEY);
    CREATE TABLE child (parent REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)`);
  const failures: string[] = [];
  const { step, commit, flush } = createGroup(database, (error) => failures.push(error.message));
  return {
    failures,
    commit,
    flush,
    keep: step((text: string | null) => database.prepare('INSERT INTO kept VALUES (?)').run(text)),
    /** A step whose failure undoes the whole transaction, as that of a full disk does. */
    undoAll: step(() => database.prepare('INSERT INTO strict VALUES (NULL)').run()),
    /** A step that succeeds and makes the commit fail. */
    spoil: step(() => database.prepare('INSERT INTO child VALUES (1)').run()),
    kept: () => database.prepare('SELECT text FROM kept').pluck().all(),
  };
}

it('steps of one turn of the loop are seen here at once, by others when they are flushed', () => {
  const { path, journal, hear } = openTestJournal();
  hear({ text: 'one' });
  hear({ text: 'two' });
  expect(journal.messages({ limit: 9 })).toHaveLength(2);
  expect(seenByOthers(path)).toEqual([]);
  expect(journal.flush()).toBe(true);
  expect(seenByOthers(path)).toEqual(['one', 'two']);
});

it('steps are written when the turn of the loop ends, whether flushed or not', async () => {
  const { path, hear } = openTestJournal();
  for (const text of ['one', 'two']) {
    hear({ text });
    await nextTurn();
  }
  expect(seenByOthers(path)).toEqual(['one', 'two']);
});

it('closing a journal writes what was not yet flushed', () => {
  const { hear, reopen } = openTestJournal();
  hear();
  expect(reopen().messages({ limit: 9 })).toHaveLength(1);
});

it('a journal that was closed can be flushed', () => {
  const { journal } = openTestJournal();
  journal.close();
  expect(journal.flush()).toBe(true);
});

it('tidying brings everything into the main file, so that the log begins anew', () => {
  const { path, journal, hear } = openTestJournal();
  hear({ text: 'one' });
  journal.tidy();
  const copy = join(temporaryFolder(), 'journal.db');
  cpSync(path, copy);
  expect(seenByOthers(copy)).toEqual(['one']);
});

it('a step that fails leaves the others of its turn', () => {
  const { keep, kept, flush, failures } = openGroup();
  keep('one');
  expect(() => keep(null)).toThrow(/NOT NULL/);
  keep('two');
  expect(flush()).toBe(true);
  expect(kept()).toEqual(['one', 'two']);
  expect(failures).toEqual([]);
});

it('steps that could not be committed are undone, and the next flush says so', () => {
  const { keep, spoil, kept, flush, failures } = openGroup();
  keep('one');
  flush();
  keep('two');
  spoil();
  expect(flush()).toBe(false);
  expect(kept()).toEqual(['one']);
  expect(failures).toEqual([expect.stringMatching(/FOREIGN KEY/)]);
  keep('three');
  expect(flush()).toBe(true);
  expect(kept()).toEqual(['one', 'three']);
});

it('a flush says so, too, where the turn of the loop had ended before it', async () => {
  const { spoil, flush, failures } = openGroup();
  spoil();
  await nextTurn();
  expect(failures).toHaveLength(1);
  expect(flush()).toBe(false);
  expect(flush()).toBe(true);
});

it('a flush says so, too, where something else had committed before it', () => {
  const { spoil, commit, flush } = openGroup();
  spoil();
  commit();
  expect(flush()).toBe(false);
});

it('a flush says so, too, where a failed step had undone the ones before it', () => {
  const { keep, undoAll, kept, flush, failures } = openGroup();
  keep('lost');
  expect(() => undoAll()).toThrow(/NOT NULL/);
  keep('kept');
  expect(failures).toHaveLength(1);
  expect(flush()).toBe(false);
  expect(kept()).toEqual(['kept']);
});
