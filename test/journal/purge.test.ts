import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openTestJournal } from './journals.ts';
import { DAY, push } from './messages.ts';

/** A journal as it stands a month after `fill`. */
function monthOld(fill: (opened: ReturnType<typeof openTestJournal>) => void) {
  const opened = openTestJournal();
  fill(opened);
  opened.clock.advance(30 * DAY);
  return opened;
}

it('old messages are deleted, young ones kept', () => {
  const { journal, clock, hear, say } = monthOld(({ hear, say }) => {
    say({ to: hear() });
  });
  say({ to: hear(), text: 'young' });
  expect(journal.purge(30)).toBe(0);
  clock.advance(1);
  expect(journal.purge(30)).toBe(2);
  expect(journal.messages({ limit: 9 }).map(({ seq }) => seq)).toEqual([3, 4]);
});

it('a retention of 0 days keeps all', () => {
  const { journal } = monthOld(({ say }) => void say({}));
  expect(journal.purge(0)).toBe(0);
});

it('what is unanswered, queued or on the wire stays, however old', () => {
  const { journal } = monthOld(({ hear, say, journal: early }) => {
    hear();
    say({ parts: [push('queued')] });
    say({ parts: [push('sending')] });
    early.beginDelivery(2);
  });
  expect(journal.purge(1)).toBe(0);
});

it('what still has a part to send stays, though another part has failed', () => {
  const { journal } = monthOld(({ say, journal: early }) => {
    say({ parts: [push('one'), push('two')] });
    early.settle(1, { state: 'failed', code: null, error: 'refused' });
  });
  expect(journal.message(1)?.state).toBe('failed');
  expect(journal.purge(1)).toBe(0);
});

it('parts and search entries go with their message', () => {
  const { journal, path } = monthOld(({ say, journal: early }) => {
    say({ text: 'forgotten words', parts: [push('one')] });
    early.settle(1, { state: 'delivered', via: 'push' });
    early.tidy();
    say({ text: 'forgotten before they were indexed' });
  });
  expect(journal.purge(1)).toBe(2);
  expect(journal.delivery(1)).toBeUndefined();
  journal.tidy();
  const database = new Database(path);
  const entries = `SELECT count(*) FROM messages_fts WHERE messages_fts MATCH 'forgotten'`;
  expect(database.prepare(entries).pluck().get()).toBe(0);
  // Throws where the index and the messages differ.
  database.exec(`INSERT INTO messages_fts (messages_fts, rank) VALUES ('integrity-check', 1)`);
  database.close();
});

it('an answer whose question is gone can still be read and sent', () => {
  const { journal, clock, hear, say } = openTestJournal();
  const question = hear();
  clock.advance(DAY);
  say({ to: question, parts: [push('answer')] });
  clock.advance(1);
  expect(journal.purge(1)).toBe(1);
  expect(journal.nextDelivery('wecom', 'ZhangSan')).toMatchObject({
    reply_to: question,
    question: null,
  });
});

it('chats and people stay', () => {
  const { journal } = monthOld(({ hear, say }) => void say({ to: hear() }));
  expect(journal.purge(1)).toBe(2);
  expect(journal.chats()).toHaveLength(1);
  expect(journal.people('wecom', 'ZhangSan')).toEqual(['ZhangSan']);
});

it('of the deleted messages the last 1000 are still known, also after a restart', () => {
  const { journal, reopen } = monthOld(({ clock, hear, say }) => {
    for (let n = 1; n <= 1001; n += 1) {
      say({ to: hear() });
      clock.advance(1);
    }
  });
  const batches = [];
  do batches.push(journal.purge(1));
  while (batches.at(-1) !== 0);
  expect(batches).toEqual([500, 500, 500, 500, 2, 0]);
  const reopened = reopen();
  expect(reopened.isSeen('wecom', 'm1')).toBe(false);
  expect(reopened.isSeen('wecom', 'm2')).toBe(true);
  expect(reopened.isSeen('wecom', 'm1001')).toBe(true);
  expect(reopened.isSeen('wecom_app', 'm1001')).toBe(false);
});

it('numbers are never used twice, so that nothing answers a message that is gone', () => {
  const { journal, say } = monthOld(({ say: early }) => void early({}));
  journal.purge(1);
  expect(say({}).seq).toBe(2);
});
