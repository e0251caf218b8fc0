import { describe, expect, it } from 'vitest';
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
