import { describe, expect, it } from 'vitest';
import type { AgentPart } from '../../src/main/agent/agent.ts';
import { AgentFailure } from '../../src/main/agent/agent.ts';
import type { Frame } from '../../src/simulator/simulator.ts';
import {
  answers,
  caughtUp,
  gate,
  type RunningBot,
  simulate,
  startOnline,
} from '../fixtures/bot.ts';
import { createTestClock, type TestClock } from '../fixtures/clock.ts';

/** An agent that says `first`, waits until it is told, and says `then`; ends when aborted. */
function haltingAgent(first: string, then = '') {
  const go = gate();
  async function* answer(_: unknown, signal: AbortSignal): AsyncIterable<AgentPart> {
    if (first) yield { type: 'text', delta: first };
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
    await Promise.race([go.promise, aborted]);
    if (!signal.aborted) yield { type: 'text', delta: then };
  }
  return { answer, go: () => go.open() };
}

describe('a bubble', () => {
  it('shows the thinking animation where no thinking message is wanted', async () => {
    const simulator = await simulate();
    await startOnline({
      simulator,
      env: { PICOCLAW_CHANNELS_WECOM_SEND_THINKING_MESSAGE: 'false' },
    });
    simulator.say({ from: 'lisi', text: 'hi' });
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
    expect(simulator.chat('lisi')[1]).toHaveProperty('history.0.content', '<think></think>');
  });

  it('ends with what the agent said so far and a notice when the agent fails', async () => {
    const simulator = await simulate();
    const { bot } = await startOnline({
      simulator,
      async *answer() {
        yield { type: 'text', delta: 'half an' };
        throw new AgentFailure('broken', 'exit code 3\nstack trace');
      },
    });
    simulator.say({ from: 'lisi', text: 'hi' });
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
    expect(answers(simulator, 'lisi')[0]).toMatch(/^half an\n\nI could not finish that/);
    expect(answers(simulator, 'lisi')[0]).not.toContain('exit code');
    const [, out] = bot.journal.messages({ limit: 10 });
    expect(out?.note).toBe('exit code 3\nstack trace');
  });

  it('ends with visible text when the agent says nothing, or only what nobody can see', async () => {
    const simulator = await simulate();
    await startOnline({ simulator, answer: () => ' \n\u200b ' });
    simulator.say({ from: 'lisi', text: '你好' });
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
    expect(answers(simulator, 'lisi')[0]).toMatch(/没有得到回答/);
  });

  it('ends when /stop is said, and the agent is stopped', async () => {
    const simulator = await simulate();
    const { answer } = haltingAgent('working on it');
    const { bot } = await startOnline({ simulator, answer });
    simulator.say({ from: 'lisi', text: 'hi' });
    await simulator.waitFor(() => JSON.stringify(simulator.chat('lisi')).includes('working on it'));
    simulator.say({ from: 'lisi', text: '/stop' });
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 2);
    expect(answers(simulator, 'lisi')).toEqual(['working on it\n\nStopped.', 'Stopped.']);
    await simulator.waitFor(() => bot.status().turns === 0);
  });

  it('ends when the bot quits, and the message is answered after the next start, by push', async () => {
    const simulator = await simulate();
    const { answer } = haltingAgent('working on it');
    const first = await startOnline({ simulator, answer });
    simulator.say({ from: 'lisi', text: 'hi' });
    await simulator.waitFor(() => JSON.stringify(simulator.chat('lisi')).includes('working on it'));
    await first.stop();
    expect(answers(simulator, 'lisi')[0]).toMatch(/^working on it\n\nI was interrupted/);
    await startOnline({ simulator, dir: first.dir });
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 2);
    expect(simulator.chat('lisi').at(-1)).toMatchObject({ kind: 'push', content: 'answer to hi' });
  });

  it('ends within five and a half minutes, and the rest goes by push', async () => {
    const simulator = await simulate();
    const clock = createTestClock();
    const { answer, go } = haltingAgent('the first half, ', 'the second half');
    const running = await startOnline({ simulator, clock, answer });
    simulator.say({ from: 'lisi', text: 'hi' });
    await nextUpdate(running, simulator, clock);
    await simulator.waitFor(() => shows(simulator, 'the first half'));
    await reach(running, simulator, clock, 330_000);
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
    expect(answers(simulator, 'lisi')[0]).toMatch(/^the first half,\s+\(continued/);
    go();
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 2);
    expect(simulator.chat('lisi').at(-1)).toMatchObject({
      kind: 'push',
      content: 'the second half',
    });
  });

  it('that waits for its turn ends in time too, and is answered by push', async () => {
    const simulator = await simulate();
    const clock = createTestClock();
    const { answer, go } = haltingAgent('', 'done');
    const running = await startOnline({ simulator, clock, answer });
    simulator.say({ from: 'lisi', text: 'one' });
    simulator.say({ from: 'lisi', text: 'two' });
    await simulator.waitFor(() => simulator.chat('lisi').length === 4);
    await reach(running, simulator, clock, 330_000);
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 2);
    go();
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 4);
    expect(answers(simulator, 'lisi').slice(2)).toEqual(['done', 'done']);
  });

  it('is quarantined after a missed acknowledgement: the answer goes by push, the bubble ends', async () => {
    const simulator = await simulate();
    const clock = createTestClock();
    const { answer, go } = haltingAgent('partial', ' whole');
    const running = await startOnline({ simulator, clock, answer });
    simulator.misbehave({
      when: (frame) => JSON.stringify(frame).includes('partial'),
      do: 'lose-ack',
    });
    simulator.say({ from: 'lisi', text: 'hi' });
    await nextUpdate(running, simulator, clock);
    await simulator.waitFor(() => shows(simulator, 'partial'));
    go();
    await simulator.waitFor(() => running.bot.status().waiting === 1);
    clock.advance(15_000);
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 2);
    expect(answers(simulator, 'lisi')).toEqual([
      expect.stringContaining('continued'),
      'partial whole',
    ]);
  });

  it('whose age comes while the socket is down ends on the next connection', async () => {
    const clock = createTestClock();
    const simulator = await simulate({ now: clock.wall });
    const { answer, go } = haltingAgent('first', ' second');
    const running = await startOnline({ simulator, clock, answer });
    simulator.say({ from: 'lisi', text: 'hi', raw: { response_url: undefined } });
    await reach(running, simulator, clock, 300_000);
    simulator.handshakes('reject');
    simulator.closeConnections();
    await simulator.waitFor(() => running.bot.status().state.name === 'waiting');
    clock.advance(26_000);
    simulator.handshakes('accept');
    await simulator.waitFor(
      () => clock.advance(500) ?? running.bot.status().state.name === 'online',
    );
    go();
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 2);
    expect(answers(simulator, 'lisi')).toEqual([
      expect.stringContaining('continued'),
      'first second',
    ]);
  });

  it('ends with a notice when its answer is refused on every rung', async () => {
    const simulator = await simulate();
    const { bot } = await startOnline({ simulator });
    const when = (frame: Frame) => JSON.stringify(frame).includes('answer to');
    simulator.misbehave({ when, do: { refuse: 40058 }, times: Infinity });
    simulator.say({ from: 'lisi', text: 'hi' });
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
    expect(answers(simulator, 'lisi')[0]).toMatch(/^I could not finish that/);
    expect(bot.journal.messages({ limit: 9 }).at(-1)?.state).toBe('failed');
  });

  it('left by an earlier process ends even if the connection is lost meanwhile', async () => {
    const simulator = await simulate();
    const { answer } = haltingAgent('');
    const first = await startOnline({ simulator, answer });
    simulator.say({ from: 'lisi', text: 'hi' });
    await simulator.waitFor(() => simulator.chat('lisi').length === 2);
    simulator.handshakes('reject');
    simulator.closeConnections();
    await simulator.waitFor(() => first.bot.status().state.name === 'waiting');
    await first.stop();
    simulator.handshakes('accept');
    simulator.misbehave({ when: { cmd: 'aibot_respond_msg', finish: true }, do: 'close' });
    await startOnline({ simulator, dir: first.dir, answer });
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
    expect(answers(simulator, 'lisi')[0]).toMatch(/^I was interrupted/);
  });

  it('keeps growing over a reconnect', async () => {
    const simulator = await simulate();
    const { answer, go } = haltingAgent('before', ' after');
    const { bot } = await startOnline({ simulator, answer });
    simulator.say({ from: 'lisi', text: 'hi' });
    await simulator.waitFor(() => shows(simulator, 'before'));
    simulator.closeConnections();
    await simulator.waitFor(() => bot.status().state.name === 'waiting');
    await simulator.waitFor(() => bot.status().state.name === 'online');
    go();
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
    expect(answers(simulator, 'lisi')).toEqual(['before after']);
    expect(simulator.chat('lisi')).toHaveLength(2);
  });

  it('folds the reasoning above the answer where that is wanted', async () => {
    const simulator = await simulate();
    await startOnline({
      simulator,
      env: { WECOM_TRAY_AGENT_SHOW_REASONING: 'true' },
      async *answer() {
        yield { type: 'reasoning', delta: 'let me see' };
        yield { type: 'text', delta: '42' };
      },
    });
    simulator.say({ from: 'lisi', text: 'hi' });
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
    expect(simulator.chat('lisi')[1]).toMatchObject({ content: '42', thinking: 'let me see' });
  });
});

describe('reasoning', () => {
  it('goes to the chat that collects it, and nowhere else', async () => {
    const simulator = await simulate();
    simulator.knowChat('boss');
    await startOnline({
      simulator,
      env: { PICOCLAW_CHANNELS_WECOM_REASONING_CHANNEL_ID: 'boss' },
      async *answer() {
        yield { type: 'reasoning', delta: 'let me see' };
        yield { type: 'text', delta: '42' };
      },
    });
    simulator.say({ from: 'lisi', text: 'hi' });
    await simulator.waitFor(() => answers(simulator, 'boss').length === 1);
    expect(answers(simulator, 'boss')).toEqual(['let me see']);
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
    expect(simulator.chat('lisi')[1]).not.toHaveProperty('thinking');
  });
});

type Sim = Awaited<ReturnType<typeof simulate>>;

function shows(simulator: Sim, text: string): boolean {
  return simulator
    .chat('lisi')
    .some(({ who, ...entry }) => who === 'bot' && JSON.stringify(entry).includes(text));
}

/** Lets the bubble's next update leave, once the frame before it is acknowledged. */
async function nextUpdate(running: RunningBot, simulator: Sim, clock: TestClock) {
  await simulator.waitFor(() => simulator.chat('lisi').length > 1);
  await caughtUp(running, simulator);
  clock.advance(500);
}

/** Moves the clock on, stopping at each ping until its acknowledgement has arrived. */
async function reach(running: RunningBot, simulator: Sim, clock: TestClock, at: number) {
  const pings = () => simulator.frames.filter(({ frame }) => frame.cmd === 'ping').length;
  await caughtUp(running, simulator);
  for (let count = 1; clock.monotonic() < at; count += 1) {
    clock.advance(30_000);
    await simulator.waitFor(() => pings() === count);
    await caughtUp(running, simulator);
  }
}
