import { describe, expect, it } from 'vitest';
import type { Misdeed } from '../../src/simulator/simulator.ts';
import { answers, heldAgent, online, simulate, startBot, startOnline } from '../fixtures/bot.ts';
import { createTestClock } from '../fixtures/clock.ts';

const FINISH = { cmd: 'aibot_respond_msg', finish: true };
const PUSH = { cmd: 'aibot_send_msg' };

/** Says something, with one misdeed waiting for the finish; resolves with how it was answered. */
async function answeredDespite(misdeed: Misdeed) {
  const simulator = await simulate();
  const running = await startOnline({ simulator });
  simulator.misbehave({ when: FINISH, do: misdeed });
  simulator.say({ from: 'zhangsan', text: 'hi' });
  await simulator.waitFor(() => settled(running.bot.journal, 'zhangsan'));
  return { simulator, ...running, shown: answers(simulator, 'zhangsan') };
}

/** The state of a chat's last outbound message once it is settled. */
function settled(
  journal: Awaited<ReturnType<typeof startOnline>>['bot']['journal'],
  chatId: string,
) {
  const last = journal.messages({ channel: 'wecom', chatId, limit: 100 }).at(-1);
  const open = last?.direction === 'in' || last?.state === 'queued' || last?.state === 'sending';
  return !open && last?.state;
}

describe('an answer whose bubble cannot be finished', () => {
  for (const code of [846605, 846608]) {
    it(`goes by push when WeCom says ${code}`, async () => {
      const { simulator, shown, bot } = await answeredDespite({ refuse: code });
      expect(shown).toEqual(['answer to hi']);
      expect(simulator.chat('zhangsan').at(-1)).toMatchObject({ kind: 'push' });
      expect(bot.status().state.name).toBe('online');
    });
  }

  it('goes by push with the type of the chat and its id in the original case', async () => {
    const simulator = await simulate();
    await startOnline({ simulator });
    simulator.misbehave({ when: FINISH, do: { refuse: 846608 } });
    simulator.say({ from: 'ZhangSan', chat: 'wrGroupCase', text: 'hi' });
    const frame = await simulator.waitFor(() =>
      simulator.frames.find(({ frame: { cmd } }) => cmd === PUSH.cmd),
    );
    expect(frame.frame.body).toMatchObject({ chatid: 'wrGroupCase', chat_type: 2 });
  });

  it('goes again in the same bubble, once, after 846609 and a new subscription', async () => {
    const { simulator, shown } = await answeredDespite('unsubscribe');
    expect(shown).toEqual(['answer to hi']);
    expect(simulator.subscribes).toBe(2);
    expect(simulator.chat('zhangsan').at(-1)).toMatchObject({ kind: 'bubble', finished: true });
  });

  it('goes again serially after 6000', async () => {
    const { simulator, shown } = await answeredDespite({ refuse: 6000 });
    expect(shown).toEqual(['answer to hi']);
    expect(simulator.chat('zhangsan')).toHaveLength(2);
  });

  it('is told to the person when the content check refuses it (40201)', async () => {
    const { simulator, bot } = await answeredDespite({ refuse: 40201 });
    await simulator.waitFor(() => answers(simulator, 'zhangsan').length === 1);
    expect(answers(simulator, 'zhangsan')[0]).toMatch(/content check refused/);
    expect(settled(bot.journal, 'zhangsan')).toBe('failed');
  });

  it('waits a minute after 45009 and then goes', async () => {
    const simulator = await simulate();
    const clock = createTestClock();
    const { bot } = await startOnline({ simulator, clock });
    simulator.misbehave({ when: FINISH, do: { refuse: 45009 } });
    simulator.say({ from: 'zhangsan', text: 'hi' });
    await simulator.waitFor(() => bot.status().waiting === 1 && clock.pending > 0);
    clock.advance(59_000);
    expect(answers(simulator, 'zhangsan')).toEqual([]);
    clock.advance(1_000);
    await simulator.waitFor(() => answers(simulator, 'zhangsan').length === 1);
    expect(answers(simulator, 'zhangsan')).toEqual(['answer to hi']);
  });

  it('is finished again in the same bubble after the connection was lost in between', async () => {
    const { simulator, shown, bot } = await answeredDespite('close');
    expect(shown).toEqual(['answer to hi']);
    expect(simulator.chat('zhangsan')).toHaveLength(2);
    expect(settled(bot.journal, 'zhangsan')).toBe('delivered');
  });

  it('is shown once when WeCom had it but the connection ended before it said so', async () => {
    const { simulator, shown } = await answeredDespite('close-after');
    expect(shown).toEqual(['answer to hi']);
    expect(simulator.chat('zhangsan')).toHaveLength(2);
  });
});

describe('an answer that WeCom does not confirm', () => {
  async function unconfirmed(misdeed: Misdeed) {
    const simulator = await simulate();
    const clock = createTestClock();
    const running = await startOnline({ simulator, clock });
    simulator.misbehave({ when: FINISH, do: misdeed });
    simulator.say({ from: 'zhangsan', text: 'hi' });
    await simulator.waitFor(() =>
      simulator.frames.some(({ frame }) => JSON.stringify(frame).includes('"finish":true')),
    );
    clock.advance(15_000);
    await simulator.waitFor(() => settled(running.bot.journal, 'zhangsan') === 'unconfirmed');
    return { simulator, clock, ...running };
  }

  it('is marked unconfirmed and never sent twice', async () => {
    const { simulator, clock } = await unconfirmed('lose-ack');
    for (let minute = 0; minute < 10; minute += 1) {
      clock.advance(20_000);
      await simulator.waitFor(() => simulator.online);
    }
    const finishes = simulator.frames.filter(
      ({ dir, frame }) => dir === 'in' && JSON.stringify(frame).includes('answer to hi'),
    );
    expect(finishes).toHaveLength(1);
  });

  it('is marked delivered when the acknowledgement comes late', async () => {
    const { simulator, bot } = await unconfirmed({ ackAfterMs: 300 });
    await simulator.waitFor(() => settled(bot.journal, 'zhangsan') === 'delivered');
    expect(answers(simulator, 'zhangsan')).toEqual(['answer to hi']);
  });
});

describe('an answer that finds the socket down', () => {
  it('goes to the one-use address of its message', async () => {
    const simulator = await simulate();
    const clock = createTestClock();
    const { answer, release } = heldAgent('late');
    const { bot, asked } = await startOnline({ simulator, clock, answer });
    simulator.say({ from: 'zhangsan', text: 'hi' });
    await simulator.waitFor(() => asked.length === 1);
    simulator.handshakes('reject');
    simulator.closeConnections();
    await simulator.waitFor(() => bot.status().state.name === 'waiting');
    release();
    await simulator.waitFor(() => bot.status().waiting === 1);
    clock.advance(5_000);
    await simulator.waitFor(() => settled(bot.journal, 'zhangsan') === 'delivered');
    expect(simulator.chat('zhangsan').at(-1)).toMatchObject({ kind: 'url-reply', content: 'late' });
  });

  it('waits in the outbox where that address was used up, and ends its bubble when back', async () => {
    const simulator = await simulate();
    const clock = createTestClock();
    const { answer, release } = heldAgent('late');
    const { bot, asked } = await startOnline({ simulator, clock, answer });
    simulator.say({ from: 'zhangsan', text: 'hi', raw: { response_url: undefined } });
    await simulator.waitFor(() => asked.length === 1);
    simulator.handshakes('reject');
    simulator.closeConnections();
    await simulator.waitFor(() => bot.status().state.name === 'waiting');
    release();
    clock.advance(1);
    await simulator.waitFor(() => bot.status().waiting === 1);
    simulator.handshakes('accept');
    await simulator.waitFor(() => {
      clock.advance(1_000);
      return answers(simulator, 'zhangsan').length === 1;
    });
    expect(simulator.chat('zhangsan')).toMatchObject([
      { who: 'me' },
      { kind: 'bubble', content: 'late', finished: true },
    ]);
  });

  it('has failed, visibly, after a day in the outbox', async () => {
    const simulator = await simulate();
    const clock = createTestClock();
    const running = await startOnline({ simulator, clock });
    const { bot } = running;
    simulator.handshakes('reject');
    simulator.closeConnections();
    await simulator.waitFor(() => bot.status().state.name === 'waiting');
    const seq = bot.send({ id: 'zhangsan', type: 'single' }, [
      { type: 'markdown', text: 'reminder' },
    ]);
    await simulator.waitFor(() => bot.journal.message(seq)?.state === 'sending');
    clock.advance(25 * 3_600_000);
    await simulator.waitFor(() => settled(bot.journal, 'zhangsan') === 'failed');
  });
});

describe('a push', () => {
  for (const code of [93001, 93006, 93008]) {
    it(`into a chat that cannot be reached (${code}) has failed and marks the chat`, async () => {
      const simulator = await simulate();
      const { bot } = await startOnline({ simulator });
      simulator.say({ from: 'zhangsan', text: 'hi' });
      await simulator.waitFor(() => answers(simulator, 'zhangsan').length === 1);
      simulator.misbehave({ when: PUSH, do: { refuse: code } });
      bot.send({ id: 'zhangsan', type: 'single' }, [{ type: 'markdown', text: 'reminder' }]);
      await simulator.waitFor(() => settled(bot.journal, 'zhangsan') === 'failed');
      expect(bot.journal.chat('wecom', 'zhangsan')?.unreachable).toBe(code);
    });
  }

  it('that is not confirmed before the connection ends is not sent again', async () => {
    const simulator = await simulate();
    const running = await startOnline({ simulator });
    simulator.knowChat('zhangsan');
    simulator.misbehave({ when: PUSH, do: 'close-after' });
    running.bot.send({ id: 'zhangsan', type: 'single' }, [{ type: 'markdown', text: 'reminder' }]);
    await simulator.waitFor(() => settled(running.bot.journal, 'zhangsan') === 'unconfirmed');
    await online(running, simulator);
    expect(answers(simulator, 'zhangsan')).toEqual(['reminder']);
  });

  it('goes once more after 846609', async () => {
    const simulator = await simulate();
    const { bot } = await startOnline({ simulator });
    simulator.knowChat('zhangsan');
    simulator.misbehave({ when: PUSH, do: 'unsubscribe' });
    bot.send({ id: 'zhangsan', type: 'single' }, [{ type: 'markdown', text: 'reminder' }]);
    await simulator.waitFor(() => settled(bot.journal, 'zhangsan') === 'delivered');
    expect(answers(simulator, 'zhangsan')).toEqual(['reminder']);
  });

  it('waits for the first connection', async () => {
    const simulator = await simulate();
    simulator.knowChat('zhangsan');
    const { bot } = await startBot({ simulator });
    bot.send({ id: 'zhangsan', type: 'single' }, [{ type: 'markdown', text: 'reminder' }]);
    await simulator.waitFor(() => answers(simulator, 'zhangsan').length === 1);
  });
});
