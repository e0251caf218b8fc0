import { describe, expect, it } from 'vitest';
import { answers, simulate, startOnline } from '../fixtures/bot.ts';

/** Says what must not pass, then what must; resolves once the latter is answered. */
async function onlyTheLast(env: Record<string, string>, says: object[]) {
  const simulator = await simulate();
  const running = await startOnline({ simulator, env });
  for (const message of says) simulator.say(message);
  await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
  const sent = simulator.frames.filter(
    ({ dir, frame }) => dir === 'in' && frame.cmd === 'aibot_respond_msg',
  );
  return { simulator, sent, ...running };
}

describe('a message that does not pass the gate', () => {
  it('from somebody who is not on the allowlist costs nothing and leaves one debug line', async () => {
    const { sent, asked, bot, log } = await onlyTheLast(
      { PICOCLAW_CHANNELS_WECOM_ALLOW_FROM: 'lisi' },
      [
        { from: 'mallory', text: 'secret?' },
        { from: 'lisi', text: 'hi' },
      ],
    );
    expect(sent).toHaveLength(2);
    expect(asked.map(({ sender }) => sender)).toEqual(['lisi']);
    expect(bot.journal.chats().map(({ id }) => id)).toEqual(['lisi']);
    expect(log.filter((line) => line.includes('unlisted'))).toHaveLength(1);
    expect(log.join('')).not.toContain('secret?');
  });

  it('in a group without a mention costs nothing', async () => {
    const { asked } = await onlyTheLast({}, [
      { from: 'lisi', chat: 'wrGroup', text: 'just talking', mention: false },
      { from: 'lisi', text: 'hi' },
    ]);
    expect(asked.map(({ text }) => text)).toEqual(['hi']);
  });

  it('that came before costs nothing', async () => {
    const { asked } = await onlyTheLast({}, [
      { from: 'lisi', text: 'hi', msgid: 'same' },
      { from: 'lisi', text: 'hi', msgid: 'same' },
    ]);
    expect(asked).toHaveLength(1);
  });

  it('that came before the last restart costs nothing', async () => {
    const simulator = await simulate();
    const first = await startOnline({ simulator });
    simulator.say({ from: 'lisi', text: 'hi', msgid: 'same' });
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
    await first.stop();
    const second = await startOnline({ simulator, dir: first.dir });
    simulator.say({ from: 'lisi', text: 'hi', msgid: 'same' });
    simulator.say({ from: 'lisi', text: 'again', msgid: 'other' });
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 2);
    expect(second.asked.map(({ text }) => text)).toEqual(['again']);
  });
});

describe('a message in a group', () => {
  it('reaches the agent without the mention at its start', async () => {
    const simulator = await simulate();
    const { asked } = await startOnline({ simulator });
    simulator.say({ from: 'lisi', chat: 'wrGroup', text: 'ask @wangwu about callerUri="a@H323"' });
    await simulator.waitFor(() => answers(simulator, 'wrGroup').length === 1);
    expect(asked[0]).toMatchObject({
      text: 'ask @wangwu about callerUri="a@H323"',
      chat: { id: 'wrGroup', type: 'group' },
      sender: 'lisi',
    });
  });

  it('brings the text it quotes to the agent', async () => {
    const simulator = await simulate();
    const { asked } = await startOnline({ simulator });
    simulator.say({ from: 'lisi', chat: 'wrGroup', text: 'what is this?', quote: '明天开会' });
    await simulator.waitFor(() => answers(simulator, 'wrGroup').length === 1);
    expect(asked[0]?.quote).toBe('明天开会');
  });
});

describe('a message of a kind that is not read', () => {
  for (const kind of ['image', 'file', 'video', 'mixed'] as const) {
    it(`(${kind}) gets a short polite answer without the agent`, async () => {
      const simulator = await simulate();
      const { asked } = await startOnline({ simulator });
      simulator.say({ from: 'lisi', kind, text: '看看' });
      await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
      expect(answers(simulator, 'lisi')[0]).toMatch(/只能看文字和语音|only read text and voice/);
      expect(asked).toHaveLength(0);
    });
  }

  it('is none when it is a voice message: its transcript is answered', async () => {
    const simulator = await simulate();
    await startOnline({ simulator });
    simulator.say({ from: 'lisi', kind: 'voice', text: '几点了' });
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
    expect(answers(simulator, 'lisi')).toEqual(['answer to 几点了']);
  });
});
