import { createHash } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openJournal } from '../../src/main/journal/journal.ts';
import { migrate, versionOf } from '../../src/main/journal/schema.ts';
import { createTestClock } from '../fixtures/clock.ts';
import { fail, temporaryFolder } from './journals.ts';
import { inbound, ZHANGSAN } from './messages.ts';

/** A database as version 1 of the schema left it, with a question and its answer. */
function firstVersion() {
  const path = join(temporaryFolder(), 'journal.db');
  const database = new Database(path);
  migrate(database, 1);
  database.exec(`
    INSERT INTO chats (channel, id, type, last_seen) VALUES ('wecom', 'ZhangSan', 'single', 7);
    INSERT INTO people VALUES ('wecom', 'ZhangSan', 'ZhangSan', 7);
    INSERT INTO messages (channel, chat_id, direction, kind, text, sender, state, at, message_id)
      VALUES ('wecom', 'ZhangSan', 'in', 'text', '你好', 'ZhangSan', 'answered', 7, 'm1');
    INSERT INTO messages (channel, chat_id, direction, kind, text, reasoning, reply_to, state, at)
      VALUES ('wecom', 'ZhangSan', 'out', 'answer', 'hello', 'hm', 1, 'delivered', 8);
  `);
  return { path, database };
}

it('the first version of the schema is for ever what it was', () => {
  const { database } = firstVersion();
  // What SQLite makes for its search index is its own.
  const schema = database
    .prepare(`SELECT sql FROM sqlite_schema
      WHERE type <> 'table' OR name NOT GLOB 'messages_fts_*' ORDER BY rowid`)
    .pluck()
    .all();
  database.close();
  expect(createHash('sha256').update(JSON.stringify(schema)).digest('hex')).toBe(
    'b52dffd1d9a686487667440d9d9cb52862fa8703dda88a0c203ab5cee2396a6a',
  );
});

it('a journal of the first version opens with all it holds', () => {
  const { path, database } = firstVersion();
  expect(versionOf(database)).toBe(1);
  database.close();
  const journal = openJournal(path, createTestClock(), fail);
  expect(journal.notice).toBeUndefined();
  expect(journal.messages({ limit: 9 })).toMatchObject([
    { seq: 1, text: '你好', thought_ms: null },
    { seq: 2, text: 'hello', reasoning: 'hm', thought_ms: null },
  ]);
  expect(journal.isSeen('wecom', 'm1')).toBe(true);
  journal.close();
});

it('what was said before there was a read mark counts as read, what comes then does not', () => {
  const { path, database } = firstVersion();
  database.close();
  const journal = openJournal(path, createTestClock(), fail);
  expect(journal.summaries()).toMatchObject([{ id: ZHANGSAN.id, unread: 0 }]);
  journal.receive(inbound(2), 's2', false);
  expect(journal.summaries()).toMatchObject([{ id: ZHANGSAN.id, unread: 1 }]);
  journal.close();
});
