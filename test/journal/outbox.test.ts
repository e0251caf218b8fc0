import { describe, expect, it } from 'vitest';
import { openTestJournal } from './journals.ts';
import { DAY, finish, GROUP, push, ZHANGSAN } from './messages.ts';

describe('the outbox', () => {
  it('lists what is queued or on the wire, the oldest first', () => {
    const { journal, clock, say } = openTestJournal();
    const first = say({ chat: GROUP, parts: [push('one\nline', GROUP), push('two', GROUP)] });
    const at = clock.wall();
    clock.advance(5);
    const second = say({ parts: [finish('three')] });
    journal.settle(first.deliveries[0] ?? 0, {
      state: 'queued',
      notBefore: at + 1000,
      error: 'later',
    });
    expect(journal.outbox(100)).toEqual([
      {
        seq: first.seq,
        chat: { channel: 'wecom', id: GROUP.id },
        excerpt: 'one line',
        at,
        not_before: at + 1000,
        expires_at: at + DAY,
        attempts: 0,
      },
      expect.objectContaining({ seq: first.seq, excerpt: 'two' }),
      expect.objectContaining({
        seq: second.seq,
        chat: { channel: 'wecom', id: ZHANGSAN.id },
        excerpt: 'three',
        attempts: 1,
      }),
    ]);
    expect(journal.outbox(2)).toHaveLength(2);
  });

  it('names the file where a part is one', () => {
    const { journal, say } = openTestJournal();
    say({
      parts: [{ route: ZHANGSAN, body: { type: 'media', path: '/a/报告.pdf' }, state: 'queued' }],
    });
    expect(journal.outbox(9)).toMatchObject([{ excerpt: '报告.pdf' }]);
  });

  it('is as long as the count of what waits says', () => {
    const { journal, say } = openTestJournal();
    say({ parts: [push('a'), push('b')] });
    journal.beginDelivery(1);
    say({ parts: [push('c')] });
    journal.settle(3, { state: 'delivered', via: 'push' });
    expect(journal.outbox(9)).toHaveLength(journal.counts(0).waiting);
  });
});
