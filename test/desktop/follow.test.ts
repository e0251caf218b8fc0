import { describe, expect, it, onTestFinished } from 'vitest';
import { follow } from '../../src/main/desktop/follow.ts';
import { followTrayNews, type TrayNews } from '../../src/main/desktop/tray-news.ts';
import type { BotView, ChatNews, ChatSummary, Follow } from '../../src/shared/api.ts';
import { createTestClock } from '../fixtures/clock.ts';

/** A stream that a test writes; each time it is opened it begins anew. */
function createSource<T>() {
  const opened: { push(item: T): void; end(error?: Error): void }[] = [];
  const open: Follow<void, T> = async () => {
    const waiting: T[] = [];
    let ended: Error | true | undefined;
    let wake = () => {};
    opened.push({
      push(item) {
        waiting.push(item);
        wake();
      },
      end(error) {
        ended = error ?? true;
        wake();
      },
    });
    return (async function* () {
      for (;;) {
        const item = waiting.shift();
        if (item !== undefined) yield item;
        else if (ended instanceof Error) throw ended;
        else if (ended) return;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    })();
  };
  return { open, opened };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a stream that is followed', () => {
  const following = () => {
    const clock = createTestClock();
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const source = createSource<number>();
    const news: number[] = [];
    const failures: unknown[] = [];
    void follow(source.open, {
      clock,
      signal: stop.signal,
      onNews: (item) => news.push(item),
      onFailure: (error) => failures.push(error),
    });
    return { clock, stop, source, news, failures };
  };

  it('is read as it comes', async () => {
    const { source, news } = following();
    await settle();
    source.opened[0]?.push(1);
    source.opened[0]?.push(2);
    await settle();
    expect(news).toEqual([1, 2]);
  });

  it.each([undefined, new Error('broken')])(
    'is opened again half a second after it ended (%s)',
    async (error) => {
      const { clock, source, news, failures } = following();
      await settle();
      source.opened[0]?.end(error);
      await settle();
      clock.advance(499);
      await settle();
      expect(source.opened).toHaveLength(1);
      clock.advance(1);
      await settle();
      source.opened[1]?.push(3);
      await settle();
      expect(news).toEqual([3]);
      expect(failures).toEqual(error ? [error] : []);
    },
  );

  it('is left when it is over', async () => {
    const { clock, stop, source, news } = following();
    await settle();
    stop.abort();
    source.opened[0]?.push(1);
    await settle();
    clock.advance(10_000);
    await settle();
    expect(news).toEqual([]);
    expect(source.opened).toHaveLength(1);
  });
});

describe('what the tray shows', () => {
  const chat = (id: string, at: number): ChatSummary => ({
    channel: 'wecom',
    id,
    type: 'single',
    last_seen: 0,
    unreachable: null,
    unread: 0,
    last: { seq: at, direction: 'in', sender: id, excerpt: '', state: 'received', at },
  });

  const showing = (list: ChatSummary[]) => {
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const bot = createSource<BotView>();
    const chats = createSource<ChatNews>();
    const clock = createTestClock();
    const told: TrayNews[] = [];
    followTrayNews({
      api: {
        bot: { follow: bot.open } as never,
        chats: { follow: chats.open, list: async () => list } as never,
      },
      clock,
      signal: stop.signal,
      onNews: (news) => told.push(news),
      onFailure: () => {},
    });
    const ids = () => told.at(-1)?.chats.map(({ id }) => id);
    return { bot, chats, clock, told, ids };
  };

  it('are the chats there were, and those that speak', async () => {
    const { chats, ids } = showing([chat('a', 2), chat('b', 1)]);
    await settle();
    expect(ids()).toEqual(['a', 'b']);
    chats.opened[0]?.push({ type: 'chat', chat: chat('b', 3) });
    chats.opened[0]?.push({ type: 'chat', chat: chat('c', 4) });
    await settle();
    expect(ids()).toEqual(['c', 'b', 'a']);
  });

  it('is read anew when another bot is there', async () => {
    const list = [chat('a', 1)];
    const { chats, clock, ids } = showing(list);
    await settle();
    list.splice(0, 1, chat('z', 1));
    chats.opened[0]?.end();
    await settle();
    clock.advance(500);
    await settle();
    expect(ids()).toEqual(['z']);
  });

  it('is how the bot is', async () => {
    const { bot, told } = showing([]);
    await settle();
    expect(told.at(-1)?.bot).toBeUndefined();
    bot.opened[0]?.push({ bot_id: 'aibBOT' } as BotView);
    await settle();
    expect(told.at(-1)?.bot?.bot_id).toBe('aibBOT');
  });
});
