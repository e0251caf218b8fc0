import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  answers,
  caughtUp,
  heldAgent,
  type RunningBot,
  type RunOptions,
  simulate,
  startOnline,
} from '../fixtures/bot.ts';
import { createTestClock } from '../fixtures/clock.ts';

const DAY = 86_400_000;

/** A bot that is online and paused. */
async function startPaused(options: Partial<RunOptions> = {}) {
  const simulator = options.simulator ?? (await simulate());
  const running = await startOnline({ ...options, simulator });
  await pause(running, true);
  return { simulator, running, ...running };
}

function pause({ settings }: RunningBot, paused: boolean) {
  return settings.set('replies.paused', paused);
}

/** What the journal says of the messages that came in. */
function inbound({ bot }: RunningBot) {
  return bot.journal
    .messages({ limit: 99 })
    .filter(({ direction }) => direction === 'in')
    .map(({ text, state }) => `${text}: ${state}`);
}

const texts = ({ asked }: RunningBot) => asked.map(({ text }) => text);

describe('while answers are paused', () => {
  it('a message is kept, and nothing else happens', async () => {
    const { simulator, running, bot } = await startPaused();
    simulator.say({ from: 'lisi', text: 'hi' });
    await caughtUp(running, simulator);
    expect(inbound(running)).toEqual(['hi: received']);
    expect(simulator.chat('lisi')).toHaveLength(1);
    expect(running.asked).toEqual([]);
    expect(bot.status()).toMatchObject({ paused: true, turns: 0 });
  });

  it('a message of a kind that nobody can answer waits as well', async () => {
    const { simulator, running } = await startPaused();
    simulator.say({ from: 'lisi', kind: 'image' });
    await caughtUp(running, simulator);
    expect(answers(simulator, 'lisi')).toEqual([]);
  });

  it('a command is answered at once', async () => {
    const { simulator } = await startPaused();
    simulator.say({ from: 'lisi', text: '/status' });
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
    expect(answers(simulator, 'lisi')[0]).toContain('answers paused');
  });

  it('a turn that runs ends as it would have', async () => {
    const simulator = await simulate();
    const { answer, release } = heldAgent('done');
    const running = await startOnline({ simulator, answer });
    simulator.say({ from: 'lisi', text: 'before' });
    await simulator.waitFor(() => running.asked.length === 1);
    await pause(running, true);
    release();
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
    expect(answers(simulator, 'lisi')).toEqual(['done']);
  });

  it('/stop gives up what was kept of its chat', async () => {
    const { simulator, running } = await startPaused();
    simulator.say({ from: 'lisi', text: 'one' });
    simulator.say({ from: 'zhangsan', text: 'two' });
    simulator.say({ from: 'lisi', text: '/stop' });
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 2);
    expect(answers(simulator, 'lisi')).toEqual(['Stopped.', 'Stopped.']);
    expect(inbound(running)).toEqual(['one: cancelled', 'two: received', '/stop: answered']);
  });
});

describe('when answers go on', () => {
  it('every message that was kept is answered once, in order, by push', async () => {
    const { simulator, running } = await startPaused();
    for (const text of ['one', 'two']) simulator.say({ from: 'lisi', text });
    simulator.say({ from: 'zhangsan', text: 'three' });
    await caughtUp(running, simulator);
    await pause(running, false);
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 2);
    await simulator.waitFor(() => answers(simulator, 'zhangsan').length === 1);
    expect(answers(simulator, 'lisi')).toEqual(['answer to one', 'answer to two']);
    expect(simulator.chat('lisi').filter((entry) => entry.who === 'bot')).toMatchObject([
      { kind: 'push' },
      { kind: 'push' },
    ]);
    expect(running.asked).toHaveLength(3);
  });

  it('they do so from the settings file as well', async () => {
    const { simulator, running, dir } = await startPaused();
    simulator.say({ from: 'lisi', text: 'hi' });
    await caughtUp(running, simulator);
    const path = join(dir, 'config.json');
    const file = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...file, replies: { paused: false } }));
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
  });

  it('no message is begun again whose turn runs or waits for its place', async () => {
    const simulator = await simulate();
    const { answer, release } = heldAgent('done');
    const running = await startOnline({ simulator, answer });
    for (const text of ['running', 'waiting']) simulator.say({ from: 'lisi', text });
    await simulator.waitFor(() => running.bot.status().turns === 2);
    await pause(running, true);
    simulator.say({ from: 'lisi', text: 'kept' });
    await caughtUp(running, simulator);
    await pause(running, false);
    await pause(running, true);
    await pause(running, false);
    release();
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 3);
    await simulator.waitFor(() => running.bot.status().turns === 0);
    expect(texts(running)).toEqual(['running', 'waiting', 'kept']);
  });

  it('a message is answered however long it was kept', async () => {
    const clock = createTestClock();
    const { simulator, running } = await startPaused({ clock });
    simulator.say({ from: 'lisi', text: 'hi', raw: { response_url: undefined } });
    await caughtUp(running, simulator);
    clock.jumpWall(3 * DAY);
    await pause(running, false);
    await simulator.waitFor(() => texts(running).length === 1);
  });

  it('what was kept before a restart is answered, and not before', async () => {
    const { simulator, running, dir } = await startPaused();
    simulator.say({ from: 'lisi', text: 'hi' });
    await caughtUp(running, simulator);
    await running.stop();
    // Days later: what was kept is not what a crash left.
    const clock = createTestClock(Date.now() + 3 * DAY);
    const again = await startOnline({ simulator, dir, clock });
    await caughtUp(again, simulator);
    expect(texts(again)).toEqual([]);
    expect(inbound(again)).toEqual(['hi: received']);
    await pause(again, false);
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
    expect(answers(simulator, 'lisi')).toEqual(['answer to hi']);
  });
});
