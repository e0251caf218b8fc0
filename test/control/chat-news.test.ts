import { describe, expect, it } from 'vitest';
import type { Bot, BotEvent } from '../../src/main/bot.ts';
import { followChats } from '../../src/main/control/chat-news.ts';
import type { ChatNews } from '../../src/shared/api.ts';
import { simulate, startOnline } from '../fixtures/bot.ts';
import { createTestClock } from '../fixtures/clock.ts';
import { rest } from './windows.ts';

const chat = { channel: 'wecom', id: 'zhangsan' } as const;

const growing = (text: string, reply_to = 1) =>
  ({ type: 'growing', chat, reply_to, text, reasoning: '', since: 0 }) as const;

/** News of a bot whose events a test makes up; the clock stands still. */
async function follow() {
  const { bot } = await startOnline({ simulator: await simulate() });
  const clock = createTestClock();
  const listeners = new Set<(event: BotEvent) => void>();
  const staged: Bot = {
    ...bot,
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  let swap = () => {};
  const news = followChats({
    bot: staged,
    clock,
    signal: undefined,
    onSwap(listener) {
      swap = listener;
      return () => {};
    },
  });
  const emit = (event: BotEvent) => {
    for (const listener of listeners) listener(event);
  };
  return { bot, clock, news, emit, swap: () => swap(), listening: () => listeners.size };
}

const textOf = (news: ChatNews | undefined) => (news?.type === 'growing' ? news.text : undefined);

const next = async (news: AsyncIterator<ChatNews, void, void>) =>
  (await news.next()).value ?? undefined;

describe('an answer that grows', () => {
  it('is told of at once, then at most every 120 ms, the newest alone', async () => {
    const { clock, news, emit } = await follow();
    emit(growing('a'));
    expect(textOf(await next(news))).toBe('a');
    emit(growing('ab'));
    clock.advance(60);
    emit(growing('abc'));
    const coming = next(news);
    clock.advance(59);
    emit(growing('abcd'));
    clock.advance(1);
    expect(textOf(await coming)).toBe('abcd');
    clock.advance(120);
    emit(growing('abcde'));
    expect(textOf(await next(news))).toBe('abcde');
  });

  it('does not hold another one up', async () => {
    const { news, emit } = await follow();
    emit(growing('a', 1));
    emit(growing('b', 2));
    expect(textOf(await next(news))).toBe('a');
    expect(textOf(await next(news))).toBe('b');
  });

  it('says nothing more once it is complete', async () => {
    const { clock, news, emit, swap } = await follow();
    emit(growing('a'));
    emit(growing('ab'));
    emit({ type: 'grown', reply_to: 1 });
    expect(clock.pending).toBe(0);
    clock.advance(1_000);
    swap();
    expect((await rest(news)).map(textOf)).toEqual(['a']);
  });
});

describe('news of conversations', () => {
  it('of messages that are gone by then are left out', async () => {
    const { news, emit, swap } = await follow();
    emit({ type: 'message', seq: 12_345 });
    swap();
    expect(await rest(news)).toEqual([]);
  });

  it('of a slow reader are as they are when it reads', async () => {
    const { bot, news, emit, swap } = await follow();
    const seq = bot.send({ id: 'zhangsan', type: 'single' }, [{ type: 'markdown', text: 'hi' }]);
    for (let turn = 0; turn < 5_000; turn += 1) emit({ type: 'message', seq });
    swap();
    const told = await rest(news);
    expect(told.filter(({ type }) => type === 'message')).toHaveLength(1);
  });

  it('end, and listen no longer, when another bot takes the place of the last', async () => {
    const { clock, news, emit, swap, listening } = await follow();
    emit(growing('a'));
    emit(growing('ab'));
    swap();
    expect((await rest(news)).map(textOf)).toEqual(['a']);
    expect([listening(), clock.pending]).toEqual([0, 0]);
  });
});
