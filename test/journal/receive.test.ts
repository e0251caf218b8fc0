import { expect, it } from 'vitest';
import { createConversations } from '../../src/main/journal/conversations.ts';
import { openForReading } from '../../src/main/journal/open.ts';
import { openTestJournal } from './journals.ts';
import { GROUP, inbound, push, ZHANGSAN } from './messages.ts';

it('a message is on disk, for everybody to read, when flush returns', () => {
  const { hear, journal, path } = openTestJournal();
  const seq = hear({ text: '你好', quote: 'before', kind: 'voice', receivedAt: 1234 });
  expect(journal.flush()).toBe(true);
  const reader = openForReading(path);
  expect(createConversations(reader).message(seq)).toEqual({
    seq,
    channel: 'wecom',
    chat_id: 'ZhangSan',
    direction: 'in',
    kind: 'voice',
    text: '你好',
    cut: 0,
    reasoning: null,
    thought_ms: null,
    quote: 'before',
    sender: 'ZhangSan',
    reply_to: null,
    state: 'received',
    note: null,
    at: 1234,
  });
  reader.close();
});

it('a message id is taken once', () => {
  const { journal } = openTestJournal();
  expect(journal.isSeen('wecom', 'm1')).toBe(false);
  expect(journal.receive(inbound(1), 's1', true)).toBe(1);
  expect(journal.isSeen('wecom', 'm1')).toBe(true);
  expect(journal.receive(inbound(1, { text: 'again' }), 's2', true)).toBeUndefined();
  expect(journal.messages({ limit: 10 })).toHaveLength(1);
});

it('the same id on the other channel is another message', () => {
  const { journal } = openTestJournal();
  journal.receive(inbound(1), 's1', true);
  expect(journal.isSeen('wecom_app', 'm1')).toBe(false);
  expect(journal.receive(inbound(1, { channel: 'wecom_app' }), 's2', true)).toBe(2);
});

it('message ids are known after a restart', () => {
  const { hear, reopen } = openTestJournal();
  for (let n = 1; n <= 1001; n += 1) hear();
  const journal = reopen();
  expect(journal.isSeen('wecom', 'm1')).toBe(true);
  expect(journal.isSeen('wecom', 'm1001')).toBe(true);
  expect(journal.isSeen('wecom', 'm1002')).toBe(false);
  expect(journal.receive(inbound(1), 's', false)).toBeUndefined();
});

it('a message that could not be recorded is not taken for seen', () => {
  const { journal } = openTestJournal();
  const impossible = inbound(1, { text: null as unknown as string });
  expect(() => journal.receive(impossible, 's1', true)).toThrow(/NOT NULL/);
  expect(journal.isSeen('wecom', 'm1')).toBe(false);
  expect(journal.chats()).toEqual([]);
});

it('the address book keeps the case of an id: another case is another chat', () => {
  const { journal, hear } = openTestJournal();
  hear({ chat: { id: 'wrAbC', type: 'group' } });
  hear({ chat: { id: 'WRABC', type: 'single' } });
  expect(journal.chat('wecom', 'wrAbC')).toMatchObject({ id: 'wrAbC', type: 'group' });
  expect(journal.chat('wecom', 'WRABC')).toMatchObject({ id: 'WRABC', type: 'single' });
  expect(journal.chat('wecom', 'wrabc')).toBeUndefined();
});

it('the address book lists the chat that spoke last first', () => {
  const { journal, hear } = openTestJournal();
  hear({ chat: GROUP, receivedAt: 1 });
  hear({ chat: ZHANGSAN, receivedAt: 2 });
  hear({ chat: GROUP, receivedAt: 3 });
  expect(journal.chats()).toEqual([
    { channel: 'wecom', ...GROUP, last_seen: 3, unreachable: null },
    { channel: 'wecom', ...ZHANGSAN, last_seen: 2, unreachable: null },
  ]);
});

it('the address book knows the type a chat had last', () => {
  const { journal, hear } = openTestJournal();
  hear({ chat: { id: 'same', type: 'single' } });
  hear({ chat: { id: 'same', type: 'group' } });
  expect(journal.chat('wecom', 'same')?.type).toBe('group');
});

it('the address book knows who spoke in a group, the last one first', () => {
  const { journal, hear } = openTestJournal();
  hear({ chat: GROUP, sender: 'LiSi', receivedAt: 1 });
  hear({ chat: GROUP, sender: 'WangWu', receivedAt: 2 });
  hear({ chat: GROUP, sender: 'LiSi', receivedAt: 3 });
  hear({ chat: ZHANGSAN, receivedAt: 4 });
  expect(journal.people('wecom', GROUP.id)).toEqual(['LiSi', 'WangWu']);
});

it('a chat that cannot be reached is marked until it speaks again', () => {
  const { journal, hear } = openTestJournal();
  hear({ chat: GROUP });
  hear({ chat: ZHANGSAN });
  journal.markUnreachable('wecom', GROUP.id, 93006);
  expect(journal.chat('wecom', GROUP.id)?.unreachable).toBe(93006);
  expect(journal.chat('wecom', ZHANGSAN.id)?.unreachable).toBeNull();
  hear({ chat: GROUP });
  expect(journal.chat('wecom', GROUP.id)?.unreachable).toBeNull();
});

it('what was sent since a moment is bubbles, by their opening, and pushes, by their sending', () => {
  const { journal, clock, hear, say } = openTestJournal();
  const start = clock.wall();
  hear({ chat: GROUP }, true);
  hear();
  clock.advance(10);
  const { deliveries } = say({ parts: [push('a'), push('b'), push('c'), push('d')] });
  const [delivered = 0, failed = 0, finished = 0, posted = 0] = deliveries;
  clock.advance(10);
  journal.settle(delivered, { state: 'delivered', via: 'push' });
  journal.settle(failed, { state: 'failed', code: 1, error: 'no' });
  journal.settle(finished, { state: 'delivered', via: 'finish' });
  clock.advance(10);
  journal.settle(posted, { state: 'unconfirmed', via: 'url', error: 'no answer' });
  const bubble = { channel: 'wecom', chat_id: GROUP.id, at: start };
  const pushed = { channel: 'wecom', chat_id: ZHANGSAN.id, at: start + 20 };
  const byUrl = { ...pushed, at: start + 30 };
  expect(journal.sentSince(start)).toEqual([bubble, pushed, byUrl]);
  expect(journal.sentSince(start + 20)).toEqual([pushed, byUrl]);
  expect(journal.sentSince(start + 21)).toEqual([byUrl]);
});
