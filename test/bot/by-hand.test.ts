import { describe, expect, it } from 'vitest';
import { answers, type RunningBot, simulate, startOnline } from '../fixtures/bot.ts';

/** A bot that sent something, of which became `state`. */
async function sent(state: 'failed' | 'unconfirmed' | 'queued') {
  const simulator = await simulate();
  simulator.knowChat('lisi');
  const running = await startOnline({ simulator });
  const { bot } = running;
  if (state === 'failed') {
    simulator.misbehave({ when: { cmd: 'aibot_send_msg' }, do: { refuse: 40058 } });
  }
  if (state === 'unconfirmed') {
    simulator.misbehave({ when: { cmd: 'aibot_send_msg' }, do: 'close-after' });
  }
  if (state === 'queued') await bot.disconnect();
  const seq = bot.send({ id: 'lisi', type: 'single' }, [{ type: 'markdown', text: 'hello' }]);
  await simulator.waitFor(() => bot.journal.message(seq)?.state === state);
  return { simulator, ...running, seq };
}

const stateOf = ({ bot }: Pick<RunningBot, 'bot'>, seq: number) => bot.journal.message(seq)?.state;

describe('a message that is sent again by hand', () => {
  it.each(['failed', 'unconfirmed'] as const)(
    'goes out once more where it is %s',
    async (state) => {
      const running = await sent(state);
      const { simulator, bot, seq } = running;
      const before = answers(simulator, 'lisi').length;
      expect(bot.retry(seq)).toBe(true);
      await simulator.waitFor(() => stateOf(running, seq) === 'delivered');
      expect(answers(simulator, 'lisi')).toHaveLength(before + 1);
    },
  );

  it('is none where nothing of it failed, or there is no such message', async () => {
    const { bot, seq } = await sent('queued');
    expect(bot.retry(seq)).toBe(false);
    expect(bot.retry(99)).toBe(false);
  });
});

describe('a message that is dropped by hand', () => {
  it('is not sent any more where it waited', async () => {
    const running = await sent('queued');
    const { simulator, bot, seq } = running;
    expect(bot.drop(seq)).toBe(true);
    expect(stateOf(running, seq)).toBe('failed');
    await bot.connect();
    await simulator.waitFor(() => bot.status().state.name === 'online');
    expect(bot.status().waiting).toBe(0);
    expect(answers(simulator, 'lisi')).toEqual([]);
  });

  it('is taken as arrived where it was unconfirmed', async () => {
    const running = await sent('unconfirmed');
    expect(running.bot.drop(running.seq)).toBe(true);
    expect(stateOf(running, running.seq)).toBe('delivered');
  });

  it('stays failed where it was, and is none where there is no such message', async () => {
    const running = await sent('failed');
    expect(running.bot.drop(running.seq)).toBe(true);
    expect(stateOf(running, running.seq)).toBe('failed');
    expect(running.bot.drop(99)).toBe(false);
  });
});
