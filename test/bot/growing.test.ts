import { describe, expect, it } from 'vitest';
import { AgentFailure, type AgentPart } from '../../src/main/agent/agent.ts';
import type { BotEvent } from '../../src/main/bot.ts';
import { answers, gate, simulate, startOnline } from '../fixtures/bot.ts';
import { createTestClock } from '../fixtures/clock.ts';

type Growing = Extract<BotEvent, { type: 'growing' }>;

const isGrowing = (event: BotEvent): event is Growing => event.type === 'growing';

/** A bot whose agent says `parts`, one each time it is told to go on, and what it told of it. */
async function growing(...parts: (AgentPart | Error)[]) {
  const simulator = await simulate();
  const gates = parts.map(() => gate());
  const unopened = [...gates];
  const end = gate();
  const running = await startOnline({
    simulator,
    async *answer(_, signal) {
      signal.addEventListener('abort', () => end.open());
      for (const [index, part] of parts.entries()) {
        await gates[index]?.promise;
        if (part instanceof Error) throw part;
        yield part;
      }
      await end.promise;
    },
  });
  simulator.say({ from: 'lisi', text: 'hi' });
  await simulator.waitFor(() => running.bot.growing().length === 1);
  const said = () =>
    running.events.filter(isGrowing).map(({ text, reasoning }) => [reasoning, text]);
  return {
    simulator,
    ...running,
    said,
    /** Lets the agent say the next part. */
    async next() {
      const before = said().length;
      unopened.shift()?.open();
      await simulator.waitFor(() => said().length > before);
    },
    fail: () => unopened.shift()?.open(),
    end: () => end.open(),
    ended: () => simulator.waitFor(() => running.events.some(({ type }) => type === 'grown')),
  };
}

describe('an answer that grows', () => {
  it('is told of as soon as the agent is asked, and with every piece of it', async () => {
    const { said, next, events, bot } = await growing(
      { type: 'reasoning', delta: 'let me ' },
      { type: 'reasoning', delta: 'see' },
      { type: 'text', delta: 'four' },
      { type: 'text', delta: ' two' },
    );
    for (let part = 0; part < 4; part += 1) await next();
    expect(said()).toEqual([
      ['', ''],
      ['let me ', ''],
      ['let me see', ''],
      ['let me see', 'four'],
      ['let me see', 'four two'],
    ]);
    const [question] = bot.journal.messages({ limit: 1 });
    const all = events.filter(isGrowing);
    expect(all[0]).toMatchObject({
      chat: { channel: 'wecom', id: 'lisi' },
      reply_to: question?.seq,
    });
    expect(new Set(all.map(({ since }) => since)).size).toBe(1);
    expect(bot.growing()).toEqual([all.at(-1)]);
  });

  it('is told without the thinking that a program prints before it', async () => {
    const { said, next } = await growing({ type: 'text', delta: '<think>hm</think>42' });
    await next();
    expect(said().at(-1)).toEqual(['hm', '42']);
  });

  it('has grown when it is recorded, and that is told after its message', async () => {
    const { next, end, ended, events, bot } = await growing({ type: 'text', delta: '42' });
    await next();
    end();
    await ended();
    expect(bot.growing()).toEqual([]);
    const [question, answer] = bot.journal.messages({ limit: 2 });
    const grown = events.findIndex(({ type }) => type === 'grown');
    expect(events[grown]).toEqual({ type: 'grown', reply_to: question?.seq });
    const told = events.findIndex((event) => 'seq' in event && event.seq === answer?.seq);
    expect(told).toBeGreaterThan(-1);
    expect(told).toBeLessThan(grown);
  });

  it('has grown when it is recorded, though WeCom has not confirmed it', async () => {
    const { simulator, next, end, ended, bot } = await growing({ type: 'text', delta: '42' });
    simulator.misbehave({ when: { cmd: 'aibot_respond_msg', finish: true }, do: 'lose-ack' });
    await next();
    end();
    await ended();
    expect(bot.journal.messages({ limit: 1 })).toMatchObject([{ text: '42', state: 'sending' }]);
  });

  it('has grown where the agent failed', async () => {
    const { fail, ended, bot, events } = await growing(new AgentFailure('broken', 'exit code 3'));
    fail();
    await ended();
    expect(bot.growing()).toEqual([]);
    expect(events.filter(({ type }) => type === 'grown')).toHaveLength(1);
  });

  it('has grown where it was stopped', async () => {
    const { simulator, next, ended, bot } = await growing({ type: 'text', delta: '4' });
    await next();
    simulator.say({ from: 'lisi', text: '/stop' });
    await ended();
    expect(bot.growing()).toEqual([]);
  });
});

describe('the time that an agent thought', () => {
  /** What the journal holds of an answer made of parts, and milliseconds between them. */
  async function thought(...parts: (AgentPart | number)[]) {
    const simulator = await simulate();
    const clock = createTestClock();
    const { bot } = await startOnline({
      simulator,
      clock,
      async *answer() {
        for (const part of parts) {
          if (typeof part === 'number') clock.advance(part);
          else yield part;
        }
      },
    });
    simulator.say({ from: 'lisi', text: 'hi' });
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
    return bot.journal.messages({ limit: 9 }).find(({ direction }) => direction === 'out');
  }

  it('is from its first reasoning to its first text, and is recorded with the answer', async () => {
    const answer = await thought(
      400,
      { type: 'reasoning', delta: 'let' },
      1000,
      { type: 'reasoning', delta: ' me see' },
      500,
      { type: 'text', delta: '4' },
      9000,
      { type: 'text', delta: '2' },
    );
    expect(answer).toMatchObject({ reasoning: 'let me see', thought_ms: 1500 });
  });

  it('is known of what a program prints of its thinking, too', async () => {
    const answer = await thought({ type: 'text', delta: '<think>hm' }, 700, {
      type: 'text',
      delta: '</think>42',
    });
    expect(answer).toMatchObject({ reasoning: 'hm', thought_ms: 700 });
  });

  it('is unknown without reasoning, and where the text came first', async () => {
    expect(await thought(500, { type: 'text', delta: '42' })).toMatchObject({ thought_ms: null });
    const late = await thought(
      { type: 'text', delta: '42' },
      500,
      { type: 'reasoning', delta: 'was it?' },
      { type: 'text', delta: '.' },
    );
    expect(late).toMatchObject({ reasoning: 'was it?', thought_ms: null });
  });
});
