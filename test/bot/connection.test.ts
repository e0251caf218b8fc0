import { describe, expect, it } from 'vitest';
import { answers, heldAgent, online, simulate, startBot, startOnline } from '../fixtures/bot.ts';
import { createTestClock } from '../fixtures/clock.ts';

describe('the bot', () => {
  it('stays off when another client takes it over, until a person connects again', async () => {
    const simulator = await simulate();
    const clock = createTestClock();
    const running = await startOnline({ simulator, clock });
    simulator.displace({ closeAfterMs: 60_000 });
    await simulator.waitFor(() => running.bot.status().state.name === 'displaced');
    await simulator.waitFor(() => simulator.connections === 0);
    clock.advance(3_600_000);
    expect(simulator.subscribes).toBe(1);
    expect(await running.bot.connect()).toEqual({ ok: true });
    await online(running, simulator);
  });

  it('stops when WeCom refuses its secret, and dials again when the secret is new', async () => {
    const simulator = await simulate();
    const clock = createTestClock();
    const { bot, events } = await startBot({
      simulator,
      clock,
      env: { PICOCLAW_CHANNELS_WECOM_SECRET: 'wrong' },
    });
    await simulator.waitFor(() => bot.status().state.name === 'refused');
    clock.advance(3_600_000);
    await simulator.waitFor(() => simulator.connections === 0);
    expect(simulator.subscribes).toBe(1);
    expect(events.findLast(({ type }) => type === 'state')).toMatchObject({
      state: { name: 'refused', code: 853000 },
    });
  });

  it('waits a minute or more when WeCom asks for patience on subscribing', async () => {
    const simulator = await simulate();
    const clock = createTestClock();
    simulator.misbehave({ when: { cmd: 'aibot_subscribe' }, do: { refuse: 45009 } });
    const { bot } = await startBot({ simulator, clock });
    const state = await simulator.waitFor(() => {
      const { state } = bot.status();
      return state.name === 'waiting' && state;
    });
    expect(state.reason).toBe('throttled');
    expect(state.until - clock.wall()).toBeGreaterThanOrEqual(60_000);
  });

  it('finds a half-open link by an unanswered ping, and an answer written into it arrives', async () => {
    const simulator = await simulate();
    const clock = createTestClock();
    const { answer, release } = heldAgent('here it is');
    const { bot, asked } = await startOnline({ simulator, clock, answer });
    simulator.say({ from: 'lisi', text: 'hi' });
    await simulator.waitFor(() => asked.length === 1 && isAcknowledged(simulator));
    simulator.halfOpen();
    release();
    await simulator.waitFor(() => bot.status().waiting === 1);
    // The finish is missed after 15 s, the ping that it provokes after 10 s more.
    await simulator.waitFor(() => clock.advance(1_000) ?? answers(simulator, 'lisi').length === 1);
    expect(clock.monotonic()).toBeLessThan(40_000);
    expect(answers(simulator, 'lisi')).toEqual(['here it is']);
    expect(simulator.chat('lisi')).toHaveLength(2);
  });

  it('dials at once when a person connects while it waits', async () => {
    const simulator = await simulate();
    const clock = createTestClock();
    simulator.handshakes('reject');
    const running = await startBot({ simulator, clock });
    await simulator.waitFor(() => running.bot.status().state.name === 'waiting');
    simulator.handshakes('accept');
    await running.bot.connect();
    await online(running, simulator);
  });

  it('never repeats its secret, though WeCom does', async () => {
    const simulator = await simulate();
    const [account] = simulator.bots;
    const errmsg = `invalid secret ${account?.secret}`;
    simulator.misbehave({ when: { cmd: 'aibot_subscribe' }, do: { refuse: 853000, errmsg } });
    const { bot } = await startBot({ simulator });
    await simulator.waitFor(() => bot.status().state.name === 'refused');
    expect(bot.status().state).toMatchObject({ message: 'invalid secret [secret]' });
  });

  it('reconnects at once after the computer slept', async () => {
    const simulator = await simulate();
    const clock = createTestClock();
    const running = await startOnline({ simulator, clock });
    clock.jumpWall(3_600_000);
    clock.advance(5_000);
    await simulator.waitFor(() => simulator.subscribes === 2);
    await online(running, simulator);
  });

  it('dials on waking when WeCom asked for patience and the computer slept longer', async () => {
    const simulator = await simulate();
    const clock = createTestClock();
    simulator.misbehave({ when: { cmd: 'aibot_subscribe' }, do: { refuse: 45009 } });
    const running = await startBot({ simulator, clock });
    await simulator.waitFor(() => running.bot.status().state.name === 'waiting');
    clock.jumpWall(8 * 3_600_000);
    clock.advance(5_001);
    await online(running, simulator);
  });

  it.each(['disconnected', 'displaced'])('stays %s when only the address changes', async (how) => {
    const simulator = await simulate();
    const { bot, settings } = await startOnline({ simulator, fileUrl: true });
    if (how === 'displaced') simulator.displace({ closeAfterMs: 60_000 });
    else await bot.disconnect();
    await simulator.waitFor(() => bot.status().state.name !== 'online');
    const other = await simulate({ bots: simulator.bots });
    await settings.set('channels.wecom.websocket_url', other.gatewayUrl);
    await bot.connect();
    await other.waitFor(() => other.online);
    expect([simulator.subscribes, other.subscribes]).toEqual([1, 1]);
  });

  it('sends once what finds WeCom closing the connection, and again on the next', async () => {
    const simulator = await simulate();
    simulator.knowChat('lisi');
    const { bot } = await startOnline({ simulator });
    simulator.closeConnections(1001);
    bot.send({ id: 'lisi', type: 'single' }, [{ type: 'markdown', text: 'reminder' }]);
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
    expect(answers(simulator, 'lisi')).toEqual(['reminder']);
  });

  it('does not hang when WeCom never answers the subscription', async () => {
    const simulator = await simulate();
    const clock = createTestClock();
    simulator.misbehave({ when: { cmd: 'aibot_subscribe' }, do: 'ignore' });
    const running = await startBot({ simulator, clock });
    await simulator.waitFor(() => simulator.subscribes === 1);
    clock.advance(10_000);
    await simulator.waitFor(() => running.bot.status().state.name === 'waiting');
    expect(running.bot.status().state).toMatchObject({ reason: 'silent' });
    clock.advance(2_000);
    await online(running, simulator);
  });

  it('answers nothing while disconnected, and again when connected', async () => {
    const simulator = await simulate();
    const running = await startOnline({ simulator });
    await running.bot.disconnect();
    expect(running.bot.status().state).toEqual({ name: 'stopped' });
    await simulator.waitFor(() => !simulator.online);
    expect(simulator.say({ from: 'lisi', text: 'anybody?' }).delivered).toBe(false);
    await running.bot.connect();
    await online(running, simulator);
    simulator.say({ from: 'lisi', text: 'hi' });
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
  });

  it('ends everything within five seconds of being stopped, though the agent ignores its signal', async () => {
    const simulator = await simulate();
    const { bot, stop } = await startOnline({
      simulator,
      async *answer() {
        yield { type: 'text', delta: 'for ever' };
        await new Promise(() => {});
      },
    });
    simulator.say({ from: 'lisi', text: 'hi' });
    await simulator.waitFor(() => bot.status().turns === 1 && simulator.chat('lisi').length === 2);
    const before = performance.now();
    await stop();
    expect(performance.now() - before).toBeLessThan(5_000);
    await simulator.waitFor(() => simulator.connections === 0);
  });
});

/** Whether WeCom has acknowledged the opening of a bubble. */
function isAcknowledged(simulator: Awaited<ReturnType<typeof simulate>>): boolean {
  const opening = simulator.frames.findIndex(({ frame }) => frame.cmd === 'aibot_respond_msg');
  const requestId = simulator.frames[opening]?.frame.headers.req_id;
  const later = simulator.frames.slice(opening + 1);
  return later.some(({ dir, frame }) => dir === 'out' && frame.headers.req_id === requestId);
}
