import { describe, expect, it } from 'vitest';
import { openTestJournal } from './journals.ts';
import { GROUP, HOUR, push, ZHANGSAN } from './messages.ts';

describe('a page of messages', () => {
  const seqs = (rows: { seq: number }[]) => rows.map(({ seq }) => seq);

  it('is the last ones, the newest last', () => {
    const { journal, hear } = openTestJournal();
    for (let n = 0; n < 5; n += 1) hear();
    expect(seqs(journal.messages({ limit: 3 }))).toEqual([3, 4, 5]);
  });

  it('can end before a message, or begin after one', () => {
    const { journal, hear } = openTestJournal();
    for (let n = 0; n < 9; n += 1) hear();
    expect(seqs(journal.messages({ before: 5, limit: 2 }))).toEqual([3, 4]);
    expect(seqs(journal.messages({ after: 5, limit: 2 }))).toEqual([6, 7]);
    expect(seqs(journal.messages({ after: 5, before: 7, limit: 9 }))).toEqual([6]);
    expect(journal.messages({ after: 9, limit: 2 })).toEqual([]);
  });

  it('can be of one channel, one chat, or both', () => {
    const { journal, hear } = openTestJournal();
    hear({ chat: ZHANGSAN });
    hear({ chat: GROUP });
    hear({ chat: GROUP, channel: 'wecom_app' });
    expect(seqs(journal.messages({ channel: 'wecom', limit: 9 }))).toEqual([1, 2]);
    expect(seqs(journal.messages({ chatId: GROUP.id, limit: 9 }))).toEqual([2, 3]);
    const both = { channel: 'wecom', chatId: GROUP.id, limit: 9 } as const;
    expect(seqs(journal.messages(both))).toEqual([2]);
  });

  it('shows answers with their reasoning, and why one was not delivered', () => {
    const { journal, hear, say } = openTestJournal();
    const seq = hear();
    const { deliveries } = say({
      to: seq,
      text: 'answer',
      note: 'stderr',
      parts: [push('answer')],
    });
    expect(journal.messages({ limit: 1 })[0]).toMatchObject({
      direction: 'out',
      kind: 'answer',
      reply_to: seq,
      sender: null,
      state: 'queued',
      note: 'stderr',
    });
    journal.settle(deliveries[0] ?? 0, { state: 'failed', code: 93006, error: 'invalid chatid' });
    expect(journal.messages({ limit: 1 })[0]?.note).toBe('invalid chatid (93006)');
    const error = 'WeCom refused it (93006)';
    journal.settle(deliveries[0] ?? 0, { state: 'failed', code: 93006, error });
    expect(journal.messages({ limit: 1 })[0]?.note).toBe(error);
  });
});

it('the people seen anywhere are known once, the one that spoke last first', () => {
  const { journal, clock, hear } = openTestJournal();
  for (const sender of ['lisi', 'wangwu']) {
    hear({ sender });
    clock.advance(1);
  }
  hear({ sender: 'lisi', chat: GROUP });
  expect(journal.allPeople()).toEqual(['lisi', 'wangwu']);
});

describe('the history of a chat', () => {
  /** A chat with one question and answer for each text. */
  function talk(...texts: string[]) {
    const opened = openTestJournal();
    for (const text of texts) opened.say({ to: opened.hear({ text }), text: `answer to ${text}` });
    const history = (limit = 20, seq = opened.hear()) =>
      opened.journal.history('wecom', ZHANGSAN.id, seq, limit).map(({ text }) => text);
    return { ...opened, history };
  }

  it('is questions and answers, the oldest first', () => {
    const { journal, hear } = talk('one', 'two');
    expect(journal.history('wecom', ZHANGSAN.id, hear(), 20)).toEqual([
      { role: 'user', text: 'one' },
      { role: 'assistant', text: 'answer to one' },
      { role: 'user', text: 'two' },
      { role: 'assistant', text: 'answer to two' },
    ]);
  });

  it('is the last messages only', () => {
    const { history } = talk('one', 'two', 'three');
    expect(history(3)).toEqual(['answer to two', 'three', 'answer to three']);
    expect(history(0)).toEqual([]);
  });

  it('ends before the message that is asked about', () => {
    const { history } = talk('one', 'two');
    expect(history(20, 3)).toEqual(['one', 'answer to one']);
  });

  it('holds nothing of other chats', () => {
    const { hear, say, history } = talk('one');
    say({ to: hear({ chat: GROUP, text: 'elsewhere' }), chat: GROUP, text: 'secret' });
    expect(history()).toEqual(['one', 'answer to one']);
  });

  it('begins anew with a session, also after a restart', () => {
    const { journal, hear, say, reopen } = talk('one');
    journal.startSession('wecom', ZHANGSAN);
    say({ to: hear({ text: 'two' }), text: 'answer to two' });
    const history = reopen().history('wecom', ZHANGSAN.id, hear(), 20);
    expect(history.map(({ text }) => text)).toEqual(['two', 'answer to two']);
  });

  it('goes on in other chats when one begins anew', () => {
    const { journal, hear, history } = talk('one');
    hear({ chat: GROUP });
    journal.startSession('wecom', GROUP);
    expect(history()).toEqual(['one', 'answer to one']);
  });

  it('puts an answer behind its question, also where more was asked meanwhile', () => {
    const { hear, say, history } = talk();
    const one = hear({ text: 'one' });
    const two = hear({ text: 'two' });
    say({ to: one, text: 'answer to one' });
    expect(history(20, two)).toEqual(['one', 'answer to one']);
    say({ to: two, text: 'answer to two' });
    expect(history()).toEqual(['one', 'answer to one', 'two', 'answer to two']);
  });

  it('leaves out an answer to the old session that came when the new one had begun', () => {
    const { journal, hear, say, history } = talk();
    const old = hear({ text: 'old' });
    journal.startSession('wecom', ZHANGSAN);
    say({ to: old, text: 'late' });
    expect(history()).toEqual([]);
  });

  it('leaves out commands with our answers to them', () => {
    const { hear, say, history } = talk('one');
    say({ to: hear({ text: '  /help' }), kind: 'notice', text: 'commands' });
    expect(history()).toEqual(['one', 'answer to one']);
  });

  it('keeps what starts with a slash and was for the agent', () => {
    const { history } = talk('/etc/hosts, what is it?');
    expect(history()).toHaveLength(2);
  });

  it('leaves out failed turns and those that nobody answered yet', () => {
    const { hear, say, history } = talk('one');
    say({ to: hear({ text: 'two' }), kind: 'notice', state: 'failed', text: 'sorry' });
    hear({ text: 'three' });
    expect(history()).toEqual(['one', 'answer to one']);
  });

  it('keeps a stopped turn as far as it came', () => {
    const { hear, say, history } = talk();
    say({ to: hear({ text: 'count' }), state: 'cancelled', text: '1, 2, Stopped.' });
    expect(history()).toEqual(['count', '1, 2, Stopped.']);
  });

  it('holds what was sent unasked, but no collected reasoning', () => {
    const { journal, say, hear } = talk();
    hear({ text: '/help' });
    say({ text: 'reminder' });
    say({ kind: 'reasoning', text: 'hm' });
    expect(journal.history('wecom', ZHANGSAN.id, hear(), 20)).toEqual([
      { role: 'assistant', text: 'reminder' },
    ]);
  });
});

describe('the counts', () => {
  it('are of turns since a moment, and of parts that wait, queued or on the wire', () => {
    const { journal, clock, hear, say } = openTestJournal();
    hear();
    clock.advance(HOUR);
    const since = clock.wall();
    say({ to: hear(), parts: [push('a'), push('b'), push('c')] });
    journal.beginDelivery(1);
    journal.settle(2, { state: 'delivered', via: 'push' });
    expect(journal.counts(since)).toEqual({ waiting: 2, failed: 0, turns: 1 });
    expect(journal.counts(0).turns).toBe(2);
  });

  it('know a failed turn, an undelivered answer and an undelivered send as one failure each', () => {
    const { journal, hear, say } = openTestJournal();
    say({ to: hear(), kind: 'notice', state: 'failed' });
    say({ to: hear(), parts: [push('answer')] });
    say({ parts: [push('reminder')] });
    const error = 'refused';
    for (const id of [1, 2]) journal.settle(id, { state: 'failed', code: 1, error });
    expect(journal.counts(0).failed).toBe(3);
  });

  it('know a failed turn whose notice failed too as one failure', () => {
    const { journal, hear, say } = openTestJournal();
    const { deliveries } = say({ to: hear(), kind: 'notice', state: 'failed', parts: [push('x')] });
    journal.settle(deliveries[0] ?? 0, { state: 'failed', code: 1, error: 'refused' });
    expect(journal.counts(0).failed).toBe(1);
  });
});
