import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openTestJournal } from './journals.ts';
import { GROUP, push, ZHANGSAN } from './messages.ts';

const CHAT = { channel: 'wecom', id: ZHANGSAN.id } as const;

describe('a chat that is cleared', () => {
  it('loses its messages, and no other chat any', () => {
    const { journal, hear, say } = openTestJournal();
    say({ to: hear() });
    say({ to: hear({ chat: GROUP }), chat: GROUP });
    expect(journal.clearChat(CHAT, 99)).toBe(2);
    expect(journal.clearChat(CHAT, 99)).toBe(0);
    expect(journal.messages({ limit: 9 }).map(({ chat_id }) => chat_id)).toEqual([
      GROUP.id,
      GROUP.id,
    ]);
  });

  it('keeps what wants an answer, and what is queued or on the wire', () => {
    const { journal, hear, say } = openTestJournal();
    hear({ text: 'unanswered' });
    say({ text: 'queued', parts: [push('queued')] });
    say({ text: 'sending', parts: [push('sending')] });
    journal.beginDelivery(2);
    say({ text: 'partly', parts: [push('done'), push('left')] });
    journal.settle(3, { state: 'delivered', via: 'push' });
    say({ text: 'gone' });
    expect(journal.clearChat(CHAT, 99)).toBe(1);
    expect(journal.messages({ limit: 9 }).map(({ text }) => text)).toEqual([
      'unanswered',
      'queued',
      'sending',
      'partly',
    ]);
  });

  it('keeps a question whose answer is on its way, until that has arrived', () => {
    const { journal, hear, say } = openTestJournal();
    say({ to: hear({ text: 'question' }), text: 'answer', parts: [push('answer')] });
    expect(journal.clearChat(CHAT, 99)).toBe(0);
    journal.settle(1, { state: 'delivered', via: 'push' });
    expect(journal.clearChat(CHAT, 99)).toBe(2);
  });

  it('keeps what came while it was cleared', () => {
    const { journal, say } = openTestJournal();
    const { seq } = say({});
    say({ text: 'later' });
    expect(journal.clearChat(CHAT, seq)).toBe(1);
    expect(journal.messages({ limit: 9 })).toMatchObject([{ text: 'later' }]);
  });

  it('is cleared some hundred messages at a time, so that nothing stands still for long', () => {
    const { journal, say } = openTestJournal();
    for (let n = 0; n < 501; n += 1) say({});
    expect([1, 2, 3].map(() => journal.clearChat(CHAT, 999))).toEqual([500, 1, 0]);
  });

  it('is not found by a search any more, and what is left is', () => {
    const { journal, hear, say, path } = openTestJournal();
    say({ text: 'forgotten words' });
    hear({ text: 'kept words' });
    journal.tidy();
    say({ text: 'forgotten before they were indexed' });
    journal.clearChat(CHAT, 99);
    expect(journal.hits('forgotten', { limit: 9 })).toEqual([]);
    expect(journal.hits('words', { limit: 9 })).toHaveLength(1);
    journal.tidy();
    const database = new Database(path);
    // Throws where the index and the messages differ.
    database.exec(`INSERT INTO messages_fts (messages_fts, rank) VALUES ('integrity-check', 1)`);
    database.close();
  });

  it('still knows the messages it took, so that a repetition is none', () => {
    const { journal, hear, say } = openTestJournal();
    say({ to: hear({ messageId: 'once' }) });
    journal.clearChat(CHAT, 99);
    expect(journal.isSeen('wecom', 'once')).toBe(true);
  });
});
