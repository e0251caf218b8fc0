import { connect, type Server } from 'node:net';
import { join } from 'node:path';
import { os } from '@orpc/server';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { systemClock } from '../../src/main/clock.ts';
import { callInstance } from '../../src/main/control/client.ts';
import { listen } from '../../src/main/control/server.ts';
import { temporaryFolder } from '../fixtures/bot.ts';
import { createWarnings } from './windows.ts';

/** How a bot is, for instances that have none. */
export const status = {
  pid: 1,
  state: { name: 'displaced', since: 5 },
  bot_id: 'aib1',
  agent: 'echo',
  turns: 0,
  today: { received: 0, failed: 0, median_ms: null },
  waiting: 0,
  paused: false,
  obstacle: null,
  offline: false,
} as const;

/** What never comes. */
export const never = new Promise<never>(() => {});

/** A server whose bot answers `status` so, and a client of it. */
export async function serveAnswer(answer: () => unknown = () => status) {
  const socket = join(temporaryFolder(), 'control.sock');
  const log = createWarnings();
  const router = Promise.resolve({ bot: { status: os.handler(answer) } });
  const server = await listen({ path: socket, router, log });
  onTestFinished(() => server.close());
  return { socket, log, server, call: callInstance({ socket, clock: systemClock }) };
}

/** Something else that listens where an instance should. */
export async function pretend(server: Server): Promise<string> {
  const socket = join(temporaryFolder(), 'control.sock');
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  onTestFinished(() => void server.close());
  return socket;
}

/** A connection that no client of ours would make. */
export async function openRaw(path: string): Promise<WebSocket> {
  const socket = new WebSocket('ws://localhost/', { createConnection: () => connect(path) });
  onTestFinished(() => socket.terminate());
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return socket;
}
