import { describe, expect, it } from 'vitest';
import type { BotEvent } from '../../src/main/bot.ts';
import { answers, caughtUp, heldAgent, simulate, startOnline } from '../fixtures/bot.ts';
import { createTestClock } from '../fixtures/clock.ts';

const LISI = { channel: 'wecom', id: 'lisi' } as const;

/** The numbers of the messages that were told of. */
const messages = (events: readonly BotEvent[]) =>
  events.flatMap((event) => (event.type === 'message' ? event.seq : []));

const count = (events: readonly BotEvent[], type: BotEvent['type']) =>
  events.filter((event) => event.type === type).length;

describe('a listener', () => {
  it('is told of a question, of its answer, and of every state they come to', async () => {
    const simulator = await simulate();
    const { answer, release } = heldAgent('done');
    const { bot, events } = await startOnline({ simulator, answer });
    const states = new Map<number, Set<string | undefined>>();
    bot.onEvent((event) => {
      if (event.type !== 'message') return;
      const seen = states.get(event.seq) ?? new Set();
      states.set(event.seq, seen.add(bot.journal.message(event.seq)?.state));
    });
    simulator.say({ from: 'lisi', text: 'hi' });
    await simulator.waitFor(() => bot.growing().length === 1);
    release();
    await simulator.waitFor(() => states.get(2)?.has('delivered') === true);
    expect([...states.keys()]).toEqual([1, 2]);
    expect([...(states.get(1) ?? [])]).toEqual(['received', 'answered']);
    expect(messages(events)[0]).toBe(1);
  });

  it('is told of what is sent unasked', async () => {
    const simulator = await simulate();
    simulator.knowChat('lisi');
    const { bot, events } = await startOnline({ simulator });
    const seq = bot.send({ id: 'lisi', type: 'single' }, [{ type: 'markdown', text: 'hello' }]);
    await simulator.waitFor(() => messages(events).includes(seq));
  });

  it('is told that a chat was read, where it was not', async () => {
    const simulator = await simulate();
    const running = await startOnline({ simulator });
    simulator.say({ from: 'lisi', text: 'hi' });
    await caughtUp(running, simulator);
    const { bot, events } = running;
    bot.markRead(LISI, 1);
    bot.markRead(LISI, 1);
    expect(events.filter(({ type }) => type === 'read')).toEqual([{ type: 'read', chat: LISI }]);
    expect(bot.journal.summary(LISI)?.unread).toBe(0);
  });

  it('is told that a chat was cleared when all of it is gone', async () => {
    const simulator = await simulate();
    simulator.knowChat('lisi');
    const { bot, events } = await startOnline({ simulator });
    for (let n = 0; n < 600; n += 1) {
      const body = { type: 'markdown', text: `${n}` } as const;
      const { deliveries } = bot.journal.record({
        channel: 'wecom',
        chatId: 'lisi',
        kind: 'send',
        text: `${n}`,
        deliveries: [{ route: { id: 'lisi', type: 'single' }, body, state: 'sending' }],
      });
      bot.journal.settle(deliveries[0] ?? 0, { state: 'delivered', via: 'push' });
    }
    let left: number | undefined;
    bot.onEvent(({ type }) => {
      if (type === 'cleared') left = bot.journal.messages({ limit: 9 }).length;
    });
    await bot.clearChat(LISI);
    expect(left).toBe(0);
    expect(events.at(-1)).toEqual({ type: 'cleared', chat: LISI });
  });
});

describe('a change of the status', () => {
  it('is told when the settings change, a message comes, or an answer is done', async () => {
    const simulator = await simulate();
    const { settings, events } = await startOnline({ simulator });
    await simulator.waitFor(() => count(events, 'status') > 0);
    const before = count(events, 'status');
    await settings.set('replies.paused', true);
    await simulator.waitFor(() => count(events, 'status') === before + 1);
    await settings.set('replies.paused', false);
    await simulator.waitFor(() => count(events, 'status') === before + 2);
    simulator.say({ from: 'lisi', text: 'hi' });
    await simulator.waitFor(() => count(events, 'status') > before + 2);
  });

  it('is told ten times a second at most, the last one included', async () => {
    const simulator = await simulate();
    const clock = createTestClock();
    const { settings, events } = await startOnline({ simulator, clock });
    clock.advance(100);
    const before = count(events, 'status');
    for (let n = 1; n < 6; n += 1) await settings.set('agent.history', n);
    expect(count(events, 'status')).toBe(before);
    clock.advance(100);
    expect(count(events, 'status')).toBe(before + 1);
    clock.advance(1000);
    expect(count(events, 'status')).toBe(before + 1);
  });

  it('is told no more once the bot is being stopped', async () => {
    const simulator = await simulate();
    const { settings, events, stop, bot } = await startOnline({ simulator });
    await settings.set('agent.history', 3);
    bot.onEvent((event) => {
      if (event.type === 'status') bot.status();
    });
    await stop();
    const before = count(events, 'status');
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(count(events, 'status')).toBe(before);
    expect(answers(simulator, 'lisi')).toEqual([]);
  });
});
