import { describe, expect, it } from 'vitest';
import type { NewDelivery, Settlement } from '../../src/main/journal/journal.ts';
import { openTestJournal } from './journals.ts';
import { DAY, finish, GROUP, HOUR, push, ZHANGSAN } from './messages.ts';

const FAILED: Settlement = { state: 'failed', code: 93006, error: 'invalid chatid' };
const UNCONFIRMED = { state: 'unconfirmed', via: 'push', error: 'no answer' } as const;
const DELIVERED: Settlement = { state: 'delivered', via: 'push' };

/** To be tried again at once. */
function later(fields: Partial<Extract<Settlement, { state: 'queued' }>> = {}): Settlement {
  return { state: 'queued', notBefore: 0, error: 'not connected', ...fields };
}

/** A journal with one message of as many parts as are given. */
function saying(...parts: NewDelivery[]) {
  const opened = openTestJournal();
  const said = opened.say({ text: 'answer', parts });
  return {
    ...opened,
    ...said,
    state: () => opened.journal.message(said.seq)?.state,
    next: (chat = ZHANGSAN) => opened.journal.nextDelivery('wecom', chat.id)?.id,
  };
}

describe('an outbound message', () => {
  it('is recorded with its parts, each with all it needs to be sent', () => {
    const { journal, clock, hear, say } = openTestJournal();
    const now = clock.wall();
    const question = hear({ text: '你好？', chat: GROUP });
    const { seq, deliveries } = say({
      chat: GROUP,
      to: question,
      parts: [
        {
          ...finish('one', 's1', GROUP),
          response: { url: 'https://example.com/once', until: now + HOUR },
        },
        {
          route: { id: 'LiSi', type: undefined },
          body: { type: 'media', path: '/a' },
          state: 'queued',
        },
      ],
    });
    expect(deliveries).toEqual([1, 2]);
    expect(journal.delivery(1)).toMatchObject({
      message: seq,
      part: 0,
      channel: 'wecom',
      chat_id: GROUP.id,
      chat_type: 'group',
      body: '{"type":"markdown","text":"one"}',
      request_id: 'r1',
      stream_id: 's1',
      opened_at: 0,
      response_url: 'https://example.com/once',
      response_until: now + HOUR,
      doubt: 0,
      state: 'sending',
      via: null,
      attempts: 1,
      not_before: now,
      expires_at: now + DAY,
      code: null,
      error: null,
      reply_to: question,
      question: '你好？',
    });
    expect(journal.delivery(2)).toMatchObject({
      part: 1,
      chat_id: 'LiSi',
      chat_type: null,
      body: '{"type":"media","path":"/a"}',
      stream_id: null,
      state: 'queued',
      attempts: 0,
    });
  });

  it('is on disk with all parts when record returns', () => {
    const { reopen, deliveries } = saying(push('one'), push('two'));
    const journal = reopen();
    expect(deliveries.map((id) => journal.delivery(id)?.part)).toEqual([0, 1]);
  });

  it('that answers nothing has no question', () => {
    const { journal } = saying(push('reminder'));
    expect(journal.delivery(1)).toMatchObject({ reply_to: null, question: null });
  });

  it('without parts has been delivered', () => {
    expect(saying().state()).toBe('delivered');
  });

  it('is recorded whole or not at all', () => {
    const { journal, hear, say } = openTestJournal();
    const seq = hear();
    const broken = { ...push('two'), state: 'lost' as 'queued' };
    expect(() => say({ to: seq, parts: [push('one'), broken] })).toThrow(/CHECK/);
    expect(journal.messages({ limit: 9 })).toHaveLength(1);
    expect(journal.message(seq)?.state).toBe('received');
  });
});

describe('the state of a message', () => {
  it.each<[string, (Settlement | 'sending')[]]>([
    ['failed', [FAILED, 'sending', later(), UNCONFIRMED, DELIVERED]],
    ['sending', ['sending', later(), UNCONFIRMED, DELIVERED]],
    ['queued', [later(), UNCONFIRMED, DELIVERED]],
    ['unconfirmed', [UNCONFIRMED, DELIVERED]],
    ['delivered', [DELIVERED, DELIVERED]],
  ])('is %s where that is the worst of its parts', (state, parts) => {
    for (const order of [parts, parts.toReversed()]) {
      const said = saying(...order.map(() => push('part')));
      order.forEach((part, index) => {
        const id = said.deliveries[index] ?? 0;
        said.journal.beginDelivery(id);
        if (part !== 'sending') said.journal.settle(id, part);
      });
      expect(said.state()).toBe(state);
    }
  });

  it('is queued, or sending, from the beginning', () => {
    expect(saying(push('one'), push('two')).state()).toBe('queued');
    expect(saying(finish('one'), push('two')).state()).toBe('sending');
  });
});

describe('a part', () => {
  it('counts its tries', () => {
    const { journal } = saying(push('one'));
    expect(journal.delivery(1)?.attempts).toBe(0);
    journal.beginDelivery(1);
    journal.settle(1, later());
    journal.beginDelivery(1);
    expect(journal.delivery(1)).toMatchObject({ state: 'sending', attempts: 2 });
  });

  it('that was delivered says how', () => {
    const { journal } = saying(finish('one'));
    journal.settle(1, later());
    journal.settle(1, { state: 'delivered', via: 'finish' });
    expect(journal.delivery(1)).toMatchObject({ state: 'delivered', via: 'finish', error: null });
  });

  it('that was not confirmed says by which way it left', () => {
    const { journal } = saying(push('one'));
    journal.settle(1, UNCONFIRMED);
    expect(journal.delivery(1)).toMatchObject({ ...UNCONFIRMED, code: null });
  });

  it('that failed says why, with WeCom’s code', () => {
    const { journal } = saying(push('one'));
    journal.settle(1, UNCONFIRMED);
    journal.settle(1, FAILED);
    expect(journal.delivery(1)).toMatchObject({ ...FAILED, via: null });
  });

  it('that is to be tried again keeps its bubble and its one-use address', () => {
    const { journal, clock } = openTestJournal();
    const response = { url: 'https://example.com/once', until: 1 };
    journal.record({
      channel: 'wecom',
      chatId: ZHANGSAN.id,
      kind: 'answer',
      text: 'answer',
      deliveries: [{ ...finish('answer'), response }],
    });
    const notBefore = clock.wall() + 1000;
    journal.settle(1, { state: 'queued', notBefore, error: 'wait' });
    expect(journal.delivery(1)).toMatchObject({
      state: 'queued',
      not_before: notBefore,
      error: 'wait',
      stream_id: 's1',
      response_url: response.url,
      doubt: 0,
    });
    journal.settle(1, later({ spentUrl: true }));
    expect(journal.delivery(1)).toMatchObject({ stream_id: 's1', response_url: null });
    journal.settle(1, later({ doubt: true }));
    expect(journal.delivery(1)).toMatchObject({ stream_id: 's1', doubt: 1 });
    journal.settle(1, later({ push: true }));
    expect(journal.delivery(1)).toMatchObject({ stream_id: null, doubt: 1 });
  });

  it.each([DELIVERED, UNCONFIRMED, FAILED])('that ended forgets its one-use address: %o', (end) => {
    const response = { url: 'https://example.com/once', until: 1 };
    const { journal } = saying({ ...push('one'), response });
    journal.settle(1, end);
    expect(journal.delivery(1)?.response_url).toBeNull();
  });

  it('that does not exist is left alone', () => {
    const { journal } = openTestJournal();
    journal.beginDelivery(7);
    journal.settle(7, DELIVERED);
    expect(journal.delivery(7)).toBeUndefined();
  });
});

describe('the queue of a chat', () => {
  it('is in the order of recording', () => {
    const { journal, say, next } = saying(push('1'), push('2'));
    say({ parts: [push('3')] });
    for (const id of [1, 2, 3]) {
      expect(next()).toBe(id);
      journal.beginDelivery(id);
      journal.settle(id, DELIVERED);
    }
    expect(next()).toBeUndefined();
  });

  it('is its own, and of its channel', () => {
    const { journal, say, next } = saying(push('1'));
    say({ chat: GROUP, parts: [push('2', GROUP)] });
    expect(next()).toBe(1);
    expect(next(GROUP)).toBe(2);
    expect(journal.nextDelivery('wecom_app', ZHANGSAN.id)).toBeUndefined();
  });

  it.each([DELIVERED, FAILED, UNCONFIRMED])(
    'holds a later part back until the earlier one has ended: %o',
    (end) => {
      const { journal, next } = saying(finish('1'), push('2'));
      expect(next()).toBeUndefined();
      journal.settle(1, end);
      expect(next()).toBe(2);
    },
  );

  it('does not let a later message overtake a part that must wait', () => {
    const { journal, clock, say, next } = saying(push('1'));
    journal.settle(1, later({ notBefore: clock.wall() + 1000 }));
    say({ parts: [push('2')] });
    expect(next()).toBeUndefined();
    clock.advance(1000);
    expect(next()).toBe(1);
  });

  it('begins with the ends of bubbles, which already have their place in the chat', () => {
    const { journal, say, next } = saying(push('1'));
    say({ parts: [finish('2'), push('3')] });
    journal.settle(2, later());
    expect(next()).toBe(2);
    journal.settle(2, later({ push: true }));
    expect(next()).toBe(1);
  });

  it('does not let the end of a bubble overtake an earlier part of its message', () => {
    expect(saying(push('1'), { ...finish('2'), state: 'queued' }).next()).toBe(1);
  });

  it('gives the chats with something queued, and when each is due', () => {
    const { journal, clock, say } = saying(push('1'), push('2'));
    say({ chat: GROUP, parts: [push('3', GROUP)] });
    say({ chat: { id: 'LiSi', type: 'single' }, parts: [finish('4'), push('5')] });
    const due = clock.wall() + 5000;
    journal.settle(1, later({ notBefore: due }));
    journal.settle(3, DELIVERED);
    expect(journal.dueChats('wecom')).toEqual([{ chat_id: ZHANGSAN.id, due }]);
    expect(journal.dueChats('wecom_app')).toEqual([]);
  });

  it('is not due while the part before it is on the wire', () => {
    const { journal } = saying(finish('1'), push('2'));
    expect(journal.dueChats('wecom')).toEqual([{ chat_id: ZHANGSAN.id, due: Infinity }]);
  });
});

describe('what was on the wire when the program was killed', () => {
  it('is queued again at once, as the end of its bubble where it was that', () => {
    const { clock, reopen, seq } = saying(finish('1'), push('2'));
    const journal = reopen();
    expect(journal.requeueInterrupted()).toBe(1);
    expect(journal.delivery(1)).toMatchObject({
      state: 'queued',
      stream_id: 's1',
      attempts: 1,
      not_before: clock.wall(),
    });
    expect(journal.message(seq)?.state).toBe('queued');
    expect(journal.nextDelivery('wecom', ZHANGSAN.id)?.id).toBe(1);
    expect(journal.requeueInterrupted()).toBe(0);
  });
});

describe('a message by hand', () => {
  it('is sent again, by push: what failed and what was not confirmed, nothing else', () => {
    const { journal, clock, seq, state } = saying(finish('1'), push('2'), push('3'), push('4'));
    journal.settle(1, later({ doubt: true }));
    journal.beginDelivery(1);
    journal.settle(1, { ...UNCONFIRMED, via: 'finish' });
    journal.settle(2, FAILED);
    journal.settle(3, DELIVERED);
    clock.advance(30 * HOUR);
    expect(journal.retry(seq)).toBe(true);
    expect(journal.delivery(1)).toMatchObject({
      state: 'queued',
      stream_id: null,
      doubt: 0,
      via: null,
      attempts: 0,
      not_before: clock.wall(),
      expires_at: clock.wall() + DAY,
    });
    expect(journal.delivery(2)).toMatchObject({ state: 'queued', code: null, error: null });
    expect(journal.delivery(3)).toMatchObject({ state: 'delivered' });
    expect(journal.delivery(4)).toMatchObject({ expires_at: clock.wall() - 6 * HOUR });
    expect(state()).toBe('queued');
  });

  it('is not sent again where nothing failed', () => {
    const { journal, seq } = saying(push('1'), push('2'));
    journal.settle(1, DELIVERED);
    expect(journal.retry(seq)).toBe(false);
    expect(journal.retry(99)).toBe(false);
    expect(journal.delivery(1)?.state).toBe('delivered');
  });

  it('is given up as far as it waits, but not what is on the wire', () => {
    const { journal, seq, state } = saying(finish('1'), push('2'), push('3'));
    expect(journal.drop(seq)).toBe(true);
    expect([1, 2, 3].map((id) => journal.delivery(id)?.state)).toEqual([
      'sending',
      'failed',
      'failed',
    ]);
    expect(journal.delivery(2)?.error).toMatch(/by hand/);
    expect(state()).toBe('failed');
    expect(journal.drop(seq)).toBe(false);
  });
});

describe('what waits for a day', () => {
  it('has failed, and says so', () => {
    const { journal, clock, say, state } = saying(push('1'), push('2'));
    clock.advance(1);
    say({ parts: [push('3')] });
    clock.advance(DAY - 2);
    expect(journal.expireDeliveries()).toBe(0);
    clock.advance(1);
    expect(journal.expireDeliveries()).toBe(2);
    expect(journal.delivery(1)).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(/day/),
    });
    expect(state()).toBe('failed');
    expect(journal.delivery(3)?.state).toBe('queued');
  });

  it('has not failed while it is on the wire, nor where it had ended', () => {
    const { journal, clock } = saying(finish('1'), push('2'));
    journal.settle(2, DELIVERED);
    clock.advance(2 * DAY);
    expect(journal.expireDeliveries()).toBe(0);
    expect(journal.delivery(1)?.state).toBe('sending');
  });
});
