import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink, type SupportedMessagePort } from '@orpc/client/message-port';
import type { AnyRouter, RouterClient } from '@orpc/server';
import { expect, onTestFinished, vi } from 'vitest';
import { type Clock, systemClock } from '../../src/main/clock.ts';
import { type Host, openHost } from '../../src/main/control/host.ts';
import { type Port, servePort } from '../../src/main/control/port.ts';
import { createRouter, type Router } from '../../src/main/control/router.ts';
import type { Shell } from '../../src/main/control/shell.ts';
import { createBrowserShell } from '../../src/main/control/shell-browser.ts';
import type { SecretStore } from '../../src/main/settings/keychain.ts';
import type { Api, DeclineReason } from '../../src/shared/api.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { simulate, temporaryFolder } from '../fixtures/bot.ts';

/** A host, its router, and a window that talks to it over a message port. */
export interface Desk {
  readonly simulator: Simulator;
  readonly host: Host;
  readonly router: Router;
  readonly keychain: SecretStore;
  readonly api: Api;
  /** What a window of its own sees; `close` closes its side of the port. */
  window(): Window;
}

/** A window's side of a message port. */
export interface Window {
  readonly api: Api;
  readonly port: MessagePort;
  close(): void;
  /** The other side. */
  readonly served: { close(): void };
}

/** What a test may choose. */
export interface DeskOptions {
  /** Whether the simulator's bot is the host's, connected; default true. */
  readonly bound?: boolean;
  readonly env?: Record<string, string>;
  readonly shell?: Partial<Shell>;
  readonly clock?: Clock;
  readonly keychain?: SecretStore;
  readonly bots?: readonly { id: string; secret: string }[];
}

/** Opens a host on a data folder of its own; all ends with the test. */
export async function openDesk(options: DeskOptions = {}): Promise<Desk> {
  const { bound = true, clock = systemClock, keychain = createMemory() } = options;
  const simulator = await simulate(options.bots ? { bots: options.bots } : {});
  const [bot] = simulator.bots;
  if (bound && bot) await keychain.set('channels.wecom.secret', bot.secret);
  const host = await openHost({
    env: {
      PATH: process.env['PATH'],
      WECOM_TRAY_HOME: temporaryFolder(),
      WECOM_TRAY_QR_URL: simulator.httpUrl,
      WECOM_TRAY_API_URL: simulator.httpUrl,
      PICOCLAW_CHANNELS_WECOM_WEBSOCKET_URL: simulator.gatewayUrl,
      ...options.env,
    },
    clock,
    keychain,
  });
  onTestFinished(() => host.close());
  if (bound && bot) {
    await host.real.settings.update({
      'channels.wecom.bot_id': bot.id,
      'channels.wecom.enabled': true,
    });
  }
  await host.start();
  if (bound) await simulator.waitFor(() => host.real.bot.status().state.name === 'online');
  const router = createRouter({
    host,
    clock,
    shell: { ...createBrowserShell(), ...options.shell },
  });
  const window = () => openWindow(router);
  return { simulator, host, router, keychain, api: window().api, window };
}

/** A client of a router over a real message port, which ends with the test. */
function openWindow(router: AnyRouter): Window {
  const { port1, port2 } = new MessageChannel();
  const served = servePort({ port: portOf(port1), router, log: console });
  port2.start();
  const link = new RPCLink({ port: port2 as unknown as SupportedMessagePort });
  const api: Api = createORPCClient<RouterClient<Router>>(link);
  const close = () => port2.close();
  onTestFinished(() => {
    close();
    served.close();
  });
  return { api, port: port2, close, served };
}

/** Node's port in the shape of Electron's, whose messages are events. */
export function portOf(port: MessagePort): Port {
  return {
    on(name: 'message' | 'close', listener: (event: { data: unknown }) => void) {
      if (name === 'message') port.on('message', (data: unknown) => listener({ data }));
      else port.on('close', () => listener({ data: undefined }));
    },
    start: () => port.start(),
    postMessage: (message) => port.postMessage(message),
    close: () => port.close(),
  };
}

/** A keychain that is gone with the test. */
export function createMemory(secrets: Record<string, string> = {}): SecretStore {
  const kept = new Map(Object.entries(secrets));
  return {
    get: async (path) => ({ ok: true, value: kept.get(path) }),
    set: async (path, value) => ({ ok: true, value: void kept.set(path, value) }),
    delete: async (path) => ({ ok: true, value: void kept.delete(path) }),
    status: async () => ({ available: true }),
  };
}

/** Why a call was declined; the test fails where it was not. */
export async function reasonOf(call: Promise<unknown>): Promise<DeclineReason> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ORPCError);
  expect(error).toMatchObject({ code: 'DECLINED', data: { reason: expect.any(String) } });
  return (error as ORPCError<string, { reason: DeclineReason }>).data.reason;
}

/** What a call failed with: its code and message. */
export async function failureOf(call: Promise<unknown>) {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ORPCError);
  const { code, message, data } = error as ORPCError<string, unknown>;
  return { code, message, data };
}

/** Reads a stream until one of its items is `wanted`, and answers that. */
export async function until<T>(
  stream: AsyncIterator<T, unknown, void>,
  wanted: (item: T) => boolean,
): Promise<T> {
  for (;;) {
    const { done, value } = await stream.next();
    if (done) throw new Error('The stream ended too early.');
    if (wanted(value)) return value;
  }
}

/** All that a stream still brings until it ends. */
export async function rest<T>(stream: AsyncIterator<T, unknown, void>): Promise<T[]> {
  const items: T[] = [];
  for (;;) {
    const { done, value } = await stream.next();
    if (done) return items;
    items.push(value);
  }
}

/** Waits for what crosses a port or a socket without an answer. */
export async function eventually(probe: () => boolean): Promise<void> {
  const until = performance.now() + 10_000;
  while (!probe()) {
    if (performance.now() > until) throw new Error(`It never came to this: ${String(probe)}`);
    await wait(5);
  }
}

/** A log that keeps its warnings for a test. */
export function createWarnings() {
  const warnings: unknown[] = [];
  return {
    warnings,
    warn: (...entry: unknown[]) => void warnings.push(entry),
    warned: () => eventually(() => warnings.length > 0),
  };
}

/** A built page made of some files. */
export function pageFolder(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Counts the listeners that a window's streams have, wherever they can be. */
export function countListeners({ host }: Desk): () => number {
  let count = 0;
  const counted =
    <L extends unknown[]>(original: (...given: L) => () => void) =>
    (...given: L) => {
      const stop = original(...given);
      count += 1;
      let stopped = false;
      return () => {
        if (!stopped) count -= 1;
        stopped = true;
        stop();
      };
    };
  const { bot, settings, lines } = host.current();
  const { onEvent } = bot;
  const { onChange, onNews } = settings;
  const { follow } = lines;
  const { onSwap } = host;
  vi.spyOn(bot, 'onEvent').mockImplementation(counted(onEvent));
  vi.spyOn(settings, 'onChange').mockImplementation(counted(onChange));
  vi.spyOn(settings, 'onNews').mockImplementation(counted(onNews));
  vi.spyOn(lines, 'follow').mockImplementation(counted(follow));
  vi.spyOn(host, 'onSwap').mockImplementation(counted(onSwap));
  return () => count;
}

/** A keychain that waits for its password. */
export const locked: SecretStore = {
  get: async () => ({ ok: false, reason: 'It is locked.', remedy: 'Unlock it.' }),
  set: async () => ({ ok: false, reason: 'It is locked.', remedy: 'Unlock it.' }),
  delete: async () => ({ ok: false, reason: 'It is locked.', remedy: 'Unlock it.' }),
  status: async () => ({ available: false, reason: 'It is locked.', remedy: 'Unlock it.' }),
};
