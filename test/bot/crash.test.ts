import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { createConversations } from '../../src/main/journal/conversations.ts';
import { openForReading } from '../../src/main/journal/open.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { answers, simulate, temporaryFolder } from '../fixtures/bot.ts';

const MOMENTS = 20;
const CHILD = join(import.meta.dirname, '../fixtures/bot-child.ts');

function startChild(simulator: Simulator, dir: string): ChildProcess {
  const [account] = simulator.bots;
  const child = spawn(process.execPath, [CHILD], {
    stdio: 'inherit',
    env: {
      ...process.env,
      WECOM_TRAY_HOME: dir,
      PICOCLAW_CHANNELS_WECOM_ENABLED: 'true',
      PICOCLAW_CHANNELS_WECOM_BOT_ID: account?.id,
      PICOCLAW_CHANNELS_WECOM_SECRET: account?.secret,
      PICOCLAW_CHANNELS_WECOM_WEBSOCKET_URL: simulator.gatewayUrl,
    },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Kills a child without warning, and waits until WeCom has noticed. */
async function crash(child: ChildProcess, simulator: Simulator): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  await simulator.waitFor(() => !simulator.online);
}

/** Texts of the answers to `user` that the journal knows to be delivered. */
function knownDelivered(dir: string, user: string): string[] {
  const database = openForReading(join(dir, 'journal.db'));
  const rows = createConversations(database).messages({ chatId: user, limit: 100 });
  database.close();
  return rows.filter(({ state }) => state === 'delivered').map(({ text }) => text);
}

/** What a person saw as an answer: not the notices about interruptions. */
function answersTo(simulator: Simulator, user: string): string[] {
  return answers(simulator, user).filter((text) => text.includes(`answer to ${user}`));
}

it(`a process killed at ${MOMENTS} moments of a turn loses no message, and repeats no delivered answer`, {
  timeout: 120_000,
}, async () => {
  const simulator = await simulate({ ackDelayMs: 20 });
  const dir = temporaryFolder();
  const known = new Map<string, number>();
  for (let moment = 0; moment < MOMENTS; moment += 1) {
    const user = `user${moment}`;
    const child = startChild(simulator, dir);
    await simulator.waitFor(() => simulator.online);
    simulator.say({ from: user, text: user });
    await simulator.waitFor(() => simulator.chat(user).length === 2);
    await wait(moment * 50);
    await crash(child, simulator);
    known.set(user, knownDelivered(dir, user).length);
  }
  startChild(simulator, dir);
  const users = [...known.keys()];
  await simulator.waitFor(
    () => users.every((user) => answersTo(simulator, user).length > 0),
    30_000,
  );
  await simulator.waitFor(() =>
    users.every((user) => knownDelivered(dir, user).length > 0 && noBubbleSpins(simulator, user)),
  );
  for (const user of users) {
    if (known.get(user)) expect(answersTo(simulator, user)).toHaveLength(1);
  }
  // Both kinds of moment must have occurred, or this has shown nothing.
  const counts = [...known.values()];
  expect(counts.filter((count) => count > 0).length).toBeGreaterThan(0);
  expect(counts.filter((count) => count === 0).length).toBeGreaterThan(0);
});

function noBubbleSpins(simulator: Simulator, user: string): boolean {
  return simulator
    .chat(user)
    .every((entry) => entry.who === 'me' || entry.kind !== 'bubble' || entry.finished);
}
