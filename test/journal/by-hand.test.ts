import { describe, expect, it } from 'vitest';
import { openTestJournal } from './journals.ts';
import { finish, GROUP, push } from './messages.ts';

describe('an unconfirmed message', () => {
  it('is taken as arrived by hand, and is delivered then', () => {
    const { journal, say } = openTestJournal();
    const { seq } = say({ parts: [push('1'), push('2')] });
    const state = () => journal.message(seq)?.state;
    journal.settle(1, { state: 'delivered', via: 'push' });
    journal.settle(2, { state: 'unconfirmed', via: 'push', error: 'no answer' });
    expect(journal.takeAsArrived(seq)).toBe(true);
    expect(state()).toBe('delivered');
    expect(journal.message(seq)?.note).toBeNull();
    expect(journal.takeAsArrived(seq)).toBe(false);
  });
});

describe('the rest of an answer', () => {
  it('is given up, but not its beginning, other messages or what is on the wire', () => {
    const { journal, hear, say } = openTestJournal();
    const answer = say({ to: hear(), parts: [finish('1'), push('2'), push('3')] });
    journal.settle(answer.deliveries[0] ?? 0, {
      state: 'queued',
      notBefore: 0,
      error: 'later',
    });
    journal.beginDelivery(answer.deliveries[1] ?? 0);
    const send = say({ parts: [push('4'), push('5')] });
    say({ to: hear({ chat: GROUP }), chat: GROUP, parts: [push('6', GROUP), push('7', GROUP)] });
    expect(journal.dropRest('wecom', 'ZhangSan')).toBe(1);
    const states = [1, 2, 3, 4, 5, 6, 7].map((id) => journal.delivery(id)?.state);
    expect(states).toEqual(['queued', 'sending', 'failed', 'queued', 'queued', 'queued', 'queued']);
    expect(journal.message(send.seq)?.state).toBe('queued');
    expect(journal.message(answer.seq)).toMatchObject({ state: 'failed', note: 'later' });
    expect(journal.delivery(3)?.error).toBe('stopped');
  });
});
