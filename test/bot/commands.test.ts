import { describe, expect, it } from 'vitest';
import { answers, caughtUp, gate, simulate, startOnline } from '../fixtures/bot.ts';
import { createTestClock } from '../fixtures/clock.ts';

/** Says `texts` one after another, each when the last was answered; resolves with the answers. */
async function conversation(texts: string[], group?: string) {
  const simulator = await simulate();
  const running = await startOnline({ simulator });
  const chat = group ?? 'lisi';
  for (const [index, text] of texts.entries()) {
    simulator.say({ from: 'lisi', text, ...(group === undefined ? {} : { chat: group }) });
    await simulator.waitFor(() => answers(simulator, chat).length === index + 1);
  }
  return { ...running, simulator, shown: answers(simulator, chat) };
}

describe('a command in a chat', () => {
  it('/help lists what can be said', async () => {
    const { shown, asked } = await conversation(['/help']);
    expect(shown[0]).toMatch(/\/new.*\/stop.*\/whoami/s);
    expect(asked).toHaveLength(0);
  });

  it('is answered in the language that was spoken before', async () => {
    const { shown } = await conversation(['你好', '/help', 'hello', '/help']);
    expect([shown[1], shown[3]]).toEqual([
      expect.stringContaining('开始新的对话'),
      expect.stringContaining('begins a new conversation'),
    ]);
  });

  it('/whoami tells the ids that a push needs, also in a group behind the mention', async () => {
    const { shown } = await conversation(['/whoami'], 'wrGroup');
    expect(shown[0]).toContain('lisi');
    expect(shown[0]).toContain('wrGroup');
  });

  it('/status tells how the bot is', async () => {
    const { shown } = await conversation(['/status']);
    expect(shown[0]).toContain('online');
  });

  it('/new makes the agent forget what was said before', async () => {
    const { asked } = await conversation(['my name is Li', 'who am I?', '/new', 'and now?']);
    expect(asked.map(({ history }) => history.map(({ text }) => text))).toEqual([
      [],
      ['my name is Li', 'answer to my name is Li'],
      [],
    ]);
  });

  it('/stop with nothing to stop says so', async () => {
    const { shown } = await conversation(['/stop']);
    expect(shown).toEqual(['There is nothing to stop.']);
  });

  it('/stop also ends the messages that wait behind the running one', async () => {
    const simulator = await simulate();
    const never = gate();
    const { asked } = await startOnline({
      simulator,
      async *answer(_, signal) {
        const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
        await Promise.race([never.promise, aborted]);
        yield { type: 'text', delta: '' };
      },
    });
    for (const text of ['one', 'two', '/stop']) simulator.say({ from: 'lisi', text });
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 3);
    expect(new Set(answers(simulator, 'lisi'))).toEqual(new Set(['Stopped.']));
    expect(asked.map(({ text }) => text)).toEqual(['one']);
  });

  it('/stop also gives up what is still to come of a long answer', async () => {
    const simulator = await simulate();
    const clock = createTestClock();
    const long = Array.from({ length: 40 }, (_, n) => `${n} ${'x'.repeat(19_000)}`).join('\n\n');
    const { bot } = await startOnline({ simulator, clock, answer: () => long });
    simulator.say({ from: 'lisi', text: 'go on' });
    await simulator.waitFor(
      () => answers(simulator, 'lisi').length === 30 && bot.status().waiting > 0,
    );
    simulator.say({ from: 'lisi', text: '/stop' });
    await simulator.waitFor(() => bot.journal.message(2)?.state === 'failed');
    await simulator.waitFor(() => clock.advance(500) ?? bot.status().waiting === 0);
    expect(answers(simulator, 'lisi')).toHaveLength(31);
    expect(answers(simulator, 'lisi').at(-1)).toBe('Stopped.');
  });

  it('that is not ours goes to the agent', async () => {
    const { asked } = await conversation(['/etc/hosts, what is it?']);
    expect(asked.map(({ text }) => text)).toEqual(['/etc/hosts, what is it?']);
  });

  it('is help where a group only mentions the bot', async () => {
    const { shown } = await conversation([''], 'wrGroup');
    expect(shown[0]).toContain('/help');
  });
});

describe('a welcome', () => {
  it('is said once, though WeCom tells of the visit twice', async () => {
    const simulator = await simulate();
    const running = await startOnline({
      simulator,
      env: { WECOM_TRAY_REPLIES_WELCOME_TEXT: 'hi' },
    });
    const visit = (requestId: string) =>
      simulator.sendRaw(
        JSON.stringify({
          cmd: 'aibot_event_callback',
          headers: { req_id: requestId },
          body: { msgid: 'v1', from: { userid: 'lisi' }, event: { eventtype: 'enter_chat' } },
        }),
      );
    visit('first');
    visit('second');
    await caughtUp(running, simulator);
    const sent = simulator.frames.filter(({ frame }) => frame.cmd === 'aibot_respond_welcome_msg');
    expect(sent).toHaveLength(1);
  });

  it('is said on the first visit where a text is set', async () => {
    const simulator = await simulate();
    await startOnline({ simulator, env: { WECOM_TRAY_REPLIES_WELCOME_TEXT: '你好，我是小助手' } });
    simulator.enterChat('lisi');
    await simulator.waitFor(() => simulator.chat('lisi').length === 1);
    expect(simulator.chat('lisi')).toMatchObject([
      { kind: 'welcome', content: '你好，我是小助手' },
    ]);
  });
});
