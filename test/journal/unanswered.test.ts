import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openTestJournal } from './journals.ts';
import { DAY, finish, GROUP, HOUR, push } from './messages.ts';

it('what nobody answered is found after a restart, the oldest first, with all an answer needs', () => {
  const { clock, hear, reopen } = openTestJournal();
  hear({ text: 'one', responseUrl: 'https://example.com/once', quote: 'quoted' }, true);
  hear({ text: 'two', chat: GROUP, sender: 'LiSi' });
  const [first, second] = reopen().unanswered('wecom', DAY);
  expect(first).toMatchObject({
    seq: 1,
    text: 'one',
    quote: 'quoted',
    sender: 'ZhangSan',
    message_id: 'm1',
    request_id: 'r1',
    stream_id: 's1',
    opened_at: clock.wall(),
    bubble: 'open',
    response_url: 'https://example.com/once',
    chat_type: 'single',
    at: clock.wall(),
  });
  expect(second).toMatchObject({ seq: 2, chat_type: 'group', opened_at: null, bubble: null });
});

it('the oldest comes first also where the wall clock was set back in between', () => {
  const { journal, clock, hear } = openTestJournal();
  hear({ receivedAt: clock.wall() });
  hear({ receivedAt: clock.wall() - HOUR });
  expect(journal.unanswered('wecom', DAY).map(({ seq }) => seq)).toEqual([1, 2]);
});

for (const state of ['answered', 'failed', 'cancelled'] as const) {
  it(`a message is no longer unanswered once it has ${state}`, () => {
    const { journal, hear, say } = openTestJournal();
    const seq = hear();
    say({ to: seq, state, parts: [push('words')] });
    expect(journal.message(seq)?.state).toBe(state);
    expect(journal.unanswered('wecom', DAY)).toEqual([]);
  });
}

it('messages of the other channel are not this channel’s to answer', () => {
  const { journal, hear } = openTestJournal();
  hear({ channel: 'wecom_app' });
  expect(journal.unanswered('wecom', DAY)).toEqual([]);
  expect(journal.unanswered('wecom_app', DAY)).toHaveLength(1);
});

it('what nobody answered for a day has failed, and says why', () => {
  const { journal, clock, hear } = openTestJournal();
  const old = hear();
  clock.advance(1);
  const young = hear();
  clock.advance(DAY - 1);
  expect(journal.unanswered('wecom', DAY).map(({ seq }) => seq)).toEqual([old, young]);
  clock.advance(1);
  expect(journal.unanswered('wecom', DAY).map(({ seq }) => seq)).toEqual([young]);
  expect(journal.message(old)).toMatchObject({
    state: 'failed',
    note: expect.stringMatching(/day/),
  });
});

it('a bubble is open until it is ended', () => {
  const { journal, hear } = openTestJournal();
  const seq = hear({ text: 'what?' }, true);
  expect(journal.hasOpenBubble(seq)).toBe(true);
  expect(journal.openBubbles('wecom', 0)).toEqual([
    { seq, channel: 'wecom', request_id: 'r1', stream_id: 's1', text: 'what?', state: 'received' },
  ]);
  journal.endBubble(seq);
  expect(journal.hasOpenBubble(seq)).toBe(false);
  expect(journal.openBubbles('wecom', 0)).toEqual([]);
});

it('a message that was answered without a bubble never had one', () => {
  const { journal, hear } = openTestJournal();
  const seq = hear({}, false);
  expect(journal.hasOpenBubble(seq)).toBe(false);
  journal.endBubble(seq);
  expect(journal.unanswered('wecom', DAY)[0]?.bubble).toBeNull();
});

it('bubbles opened too long ago, or on the other channel, are not found open', () => {
  const { journal, clock, hear } = openTestJournal();
  hear({}, true);
  hear({ channel: 'wecom_app' }, true);
  clock.advance(1);
  const young = hear({}, true);
  expect(journal.openBubbles('wecom', clock.wall()).map(({ seq }) => seq)).toEqual([young]);
  expect(journal.openBubbles('wecom', clock.wall() - 1)).toHaveLength(2);
});

it('a bubble that a part waits to end is that part’s to end', () => {
  const { journal, hear, say } = openTestJournal();
  const seq = hear({}, true);
  const { deliveries } = say({ to: seq, parts: [finish('answer', 's1')] });
  const [part = 0] = deliveries;
  expect(journal.openBubbles('wecom', 0)).toEqual([]);
  journal.settle(part, { state: 'queued', notBefore: 0, error: 'not connected' });
  expect(journal.openBubbles('wecom', 0)).toEqual([]);
  journal.settle(part, { state: 'failed', code: null, error: 'given up' });
  expect(journal.openBubbles('wecom', 0)).toHaveLength(1);
});

it.each([
  { state: 'delivered', via: 'finish' },
  { state: 'unconfirmed', via: 'finish', error: 'no answer' },
] as const)('a bubble has ended with the part that ends it: $state', (settlement) => {
  const { journal, hear, say } = openTestJournal();
  const seq = hear({}, true);
  const { deliveries } = say({ to: seq, parts: [finish('answer', 's1')] });
  journal.settle(deliveries[0] ?? 0, settlement);
  expect(journal.hasOpenBubble(seq)).toBe(false);
});

it.each([
  { state: 'delivered', via: 'push' },
  { state: 'failed', code: 1, error: 'no' },
  { state: 'queued', notBefore: 0, error: 'later' },
] as const)('a bubble goes on when its answer went another way: %o', (settlement) => {
  const { journal, hear, say } = openTestJournal();
  const seq = hear({}, true);
  const { deliveries } = say({ to: seq, parts: [finish('answer', 's1')] });
  journal.settle(deliveries[0] ?? 0, settlement);
  expect(journal.hasOpenBubble(seq)).toBe(true);
});

it('a bubble is nobody’s once the part that was to end it goes by push', () => {
  const { journal, hear, say } = openTestJournal();
  const { deliveries } = say({ to: hear({}, true), parts: [finish('answer', 's1')] });
  journal.settle(deliveries[0] ?? 0, { state: 'queued', notBefore: 0, error: 'no', push: true });
  expect(journal.openBubbles('wecom', 0)).toHaveLength(1);
});

it('the one-use address is forgotten with the answer: the part that may use it has its own', () => {
  const { journal, path, hear, say } = openTestJournal();
  const seq = hear({ responseUrl: 'https://example.com/once' });
  say({ to: seq, parts: [push('answer')] });
  journal.flush();
  const database = new Database(path);
  const address = database.prepare('SELECT response_url FROM messages WHERE seq = ?').pluck();
  expect(address.get(seq)).toBeNull();
  database.close();
});
