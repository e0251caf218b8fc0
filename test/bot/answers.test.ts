import { describe, expect, it } from 'vitest';
import type { AgentPart } from '../../src/main/agent/agent.ts';
import { answers, gate, simulate, startOnline } from '../fixtures/bot.ts';

describe('a message', () => {
  it('is answered in its bubble, which opens before the agent is asked', async () => {
    const simulator = await simulate();
    const { asked } = await startOnline({ simulator });
    const { reqId } = simulator.say({ from: 'zhangsan', text: '你好' });
    await simulator.waitFor(() => answers(simulator, 'zhangsan').length === 1);
    expect(answers(simulator, 'zhangsan')).toEqual(['answer to 你好']);
    const bubble = simulator.chat('zhangsan').find((entry) => entry.who === 'bot');
    expect(bubble).toMatchObject({ kind: 'bubble', reqId, finished: true });
    expect(bubble).toHaveProperty('history.0.content', 'Processing...');
    expect(asked).toHaveLength(1);
  });

  it('grows while the agent speaks, each frame holding the whole text so far', async () => {
    const simulator = await simulate();
    const more = gate();
    await startOnline({
      simulator,
      async *answer() {
        yield { type: 'text', delta: 'first ' };
        await more.promise;
        yield { type: 'text', delta: 'second' };
      },
    });
    simulator.say({ from: 'zhangsan', text: 'go' });
    await simulator.waitFor(() =>
      simulator.chat('zhangsan').some((entry) => entry.who === 'bot' && entry.content === 'first '),
    );
    more.open();
    await simulator.waitFor(() => answers(simulator, 'zhangsan').length === 1);
    expect(answers(simulator, 'zhangsan')).toEqual(['first second']);
  });
});

describe('an answer', () => {
  /** What a person sees of an answer made of `parts`. */
  async function answered(parts: AgentPart[]) {
    const simulator = await simulate();
    const running = await startOnline({
      simulator,
      async *answer() {
        yield* parts;
      },
    });
    simulator.say({ from: 'lisi', text: 'hi' });
    await simulator.waitFor(() => answers(simulator, 'lisi').length > 0);
    return { simulator, ...running };
  }

  it('is shown without the thinking that a program prints before it', async () => {
    const { simulator, bot } = await answered([
      { type: 'text', delta: '<think>let me' },
      { type: 'text', delta: ' see</think>\n42' },
    ]);
    expect(answers(simulator, 'lisi').map((text) => text.trim())).toEqual(['42']);
    expect(bot.journal.messages({ limit: 9 }).at(-1)?.reasoning).toBe('let me see');
  });

  it('of nothing but thinking is none', async () => {
    const { simulator } = await answered([{ type: 'text', delta: '<think></think>' }]);
    expect(answers(simulator, 'lisi')[0]).toMatch(/no answer came/);
  });

  it('is shown without what steers a terminal', async () => {
    const { simulator } = await answered([
      { type: 'text', delta: '\u001b[31mred\u001b[0m\u0000!' },
    ]);
    expect(answers(simulator, 'lisi')).toEqual(['red!']);
  });

  it('shows the captions of its files, and a notice for a file that cannot be sent', async () => {
    const { simulator } = await answered([
      { type: 'text', delta: 'see' },
      { type: 'file', path: '/nowhere/report.pdf', caption: '报告' },
    ]);
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 2);
    expect(answers(simulator, 'lisi')).toEqual([
      'see\n\n报告',
      'I could not send the file `report.pdf`.',
    ]);
  });
});
