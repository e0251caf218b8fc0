import { describe, expect, it } from 'vitest';
import { answers, gate, simulate, startOnline } from '../fixtures/bot.ts';
import { createTestClock } from '../fixtures/clock.ts';

describe('the rate of a conversation', () => {
  it('stays within 30 a minute, bubbles and pushes together; what is over comes later', async () => {
    const clock = createTestClock();
    const simulator = await simulate({ enforceRate: true, now: clock.wall });
    const { bot } = await startOnline({ simulator, clock });
    for (let n = 0; n < 35; n += 1) simulator.say({ from: 'lisi', text: `q${n}` });
    bot.send({ id: 'lisi', type: 'single' }, [{ type: 'markdown', text: 'reminder' }]);
    await simulator.waitFor(
      () => answers(simulator, 'lisi').length === 30 && bot.status().waiting === 6,
    );
    clock.advance(59_000);
    await simulator.waitFor(() => simulator.online);
    expect(answers(simulator, 'lisi')).toHaveLength(30);
    await simulator.waitFor(() => clock.advance(500) ?? answers(simulator, 'lisi').length === 36);
    expect(simulator.frames.filter(({ frame }) => frame.errcode === 45009)).toEqual([]);
  });

  it('does not hold back another conversation', async () => {
    const simulator = await simulate({ enforceRate: true });
    await startOnline({ simulator });
    for (let n = 0; n < 35; n += 1) simulator.say({ from: 'lisi', text: `q${n}` });
    simulator.say({ from: 'wangwu', text: 'hi' });
    await simulator.waitFor(() => answers(simulator, 'wangwu').length === 1);
  });

  it('is remembered over a restart', async () => {
    const clock = createTestClock();
    const simulator = await simulate({ enforceRate: true, now: clock.wall });
    const first = await startOnline({ simulator, clock });
    for (let n = 0; n < 30; n += 1) simulator.say({ from: 'lisi', text: `q${n}` });
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 30);
    await first.stop();
    const { bot } = await startOnline({ simulator, clock, dir: first.dir });
    simulator.say({ from: 'lisi', text: 'one more' });
    await simulator.waitFor(() => bot.status().waiting === 1);
    expect(simulator.frames.filter(({ frame }) => frame.errcode === 45009)).toEqual([]);
  });
});

describe('a long answer', () => {
  it('is cut into frames of at most 20480 bytes, and nothing of it is lost', async () => {
    const simulator = await simulate();
    const long = Array.from({ length: 3_000 }, (_, n) => `第 ${n} 行："你好"\n\n`)
      .join('')
      .trim();
    await startOnline({ simulator, answer: () => long });
    simulator.say({ from: 'lisi', text: 'go on' });
    const digits = (text: string) => text.replace(/\s/g, '');
    await simulator.waitFor(() => digits(answers(simulator, 'lisi').join('')) === digits(long));
    const sizes = simulator.frames
      .filter(({ dir }) => dir === 'in')
      .map(({ frame }) => Buffer.byteLength(JSON.stringify(frame)));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(20_480);
  });
});

describe('turns', () => {
  it('run one at a time in a chat, in the order of the messages, their bubbles opened at once', async () => {
    const simulator = await simulate();
    const order: string[] = [];
    let running = 0;
    let most = 0;
    await startOnline({
      simulator,
      async *answer({ text }) {
        running += 1;
        most = Math.max(most, running);
        order.push(text);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        yield { type: 'text', delta: text };
      },
    });
    for (const text of ['one', 'two', 'three']) simulator.say({ from: 'lisi', text });
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 3);
    expect(order).toEqual(['one', 'two', 'three']);
    expect(most).toBe(1);
    const shown = simulator.frames.filter(({ dir, frame }) => dir === 'in' && frame.body?.stream);
    const opened = shown.slice(0, 3).map(({ frame }) => JSON.stringify(frame));
    expect(opened.every((frame) => frame.includes('Processing...'))).toBe(true);
  });

  it('run in at most eight chats at once', async () => {
    const simulator = await simulate();
    const eight = gate();
    let running = 0;
    let most = 0;
    const { asked } = await startOnline({
      simulator,
      async *answer({ text }) {
        running += 1;
        most = Math.max(most, running);
        await eight.promise;
        running -= 1;
        yield { type: 'text', delta: text };
      },
    });
    const users = Array.from({ length: 40 }, (_, n) => `user${n}`);
    for (const from of users) simulator.say({ from, text: 'hi' });
    await simulator.waitFor(() => users.every((user) => simulator.chat(user).length === 2));
    expect(asked).toHaveLength(8);
    eight.open();
    await simulator.waitFor(() => users.every((user) => answers(simulator, user).length === 1));
    expect(most).toBe(8);
  });
});
