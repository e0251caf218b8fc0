import type { Level, Logger } from 'pino';
import { createAgent } from '../agent/select.ts';
import { type Bot, createBot } from '../bot.ts';
import type { Clock } from '../clock.ts';
import { createLog, type Lines } from '../log.ts';
import { type Home, openHome } from '../settings/home.ts';
import { createKeychain, type SecretStore } from '../settings/keychain.ts';
import { messageOf } from '../settings/problem.ts';
import { openSettings, type SettingsStore } from '../settings/store.ts';
import { callInstance } from './client.ts';
import { acquireLock, type Lock } from './lock.ts';
import { createLocalRouter, type LocalRouter } from './router.ts';
import { listen } from './server.ts';

/** Milliseconds given to another instance to tell its process id. */
const PID_MS = 1_000;

/** The one process that runs a bot on a data folder, with all it is made of. */
export interface Instance {
  readonly home: Home;
  readonly settings: SettingsStore;
  readonly keychain: SecretStore;
  readonly bot: Bot;
  readonly log: Logger;
  /** What the log said, for windows. */
  readonly lines: Lines;
  /** Masks the secrets that are known in a text. */
  readonly scrub: (text: string) => string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What terminals ask of it. */
  readonly router: LocalRouter;
  /** Ends everything, the connection first, and gives the data folder free. */
  close(): Promise<void>;
}

/** What {@link openInstance} needs. */
export interface InstanceOptions {
  /** Says where the data folder is, and overrides settings. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly logLevel?: Level | 'silent';
  /** Whether other processes may ask it things over the local socket. */
  readonly reachable: boolean;
  /** Default the keychain of the operating system. */
  readonly keychain?: SecretStore;
  /** Told what is wrong with the settings, now and after every change. */
  readonly onWarning?: (message: string) => void;
}

/** Another instance holds the data folder. */
export class HeldError extends Error {
  constructor(dir: string, pid: number | undefined) {
    const who = pid === undefined ? 'another process' : `process ${pid}`;
    super(`WeCom Tray is already running on ${dir} (${who}).`);
    this.name = 'HeldError';
  }
}

/**
 * Takes the data folder and makes the bot; nothing connects yet. Throws {@link HeldError} where
 * the folder is taken, and an error fit to be shown where anything else is in the way.
 */
export async function openInstance(options: InstanceOptions): Promise<Instance> {
  const { env, clock, logLevel, reachable, onWarning = () => {} } = options;
  const home = openHome({ env });
  const closers: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    const failures: unknown[] = [];
    // One that fails keeps nothing else from being given back.
    for (const closer of closers.splice(0).reverse()) {
      await Promise.resolve()
        .then(closer)
        .catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  };
  try {
    const lock = await hold(home, clock);
    closers.push(() => lock.release());
    const logging = await createLog({ dir: home.logs, ...(logLevel ? { level: logLevel } : {}) });
    closers.push(logging.close);
    const { log, lines, scrub, addSecret } = logging;
    const made = Promise.withResolvers<LocalRouter>();
    const server = reachable
      ? await listen({ path: home.socket, router: made.promise, log })
      : undefined;
    closers.push(() => server?.close());

    const keychain = options.keychain ?? createKeychain({ home: home.dir, clock });
    const warn = (about: unknown, message = '') => {
      log.warn(about, message);
      onWarning(message);
    };
    const settings = await openSettings({
      home,
      env,
      keychain,
      log: { warn },
      onSecret: addSecret,
    });
    closers.push(() => settings.close());
    const bot = createBot({
      settings,
      journal: home.journal,
      agentFor: (agent) =>
        createAgent(agent, { clock, env, apiKey: () => settings.secret('agent.api_key') }),
      clock,
      log,
    });
    closers.push(() => bot.stop());
    const parts = { home, settings, keychain, bot, log, lines, scrub, env, close };
    const router = createLocalRouter({ current: () => instance, onSwap: () => () => {} }, clock);
    const instance: Instance = { ...parts, router };
    made.resolve(router);
    // Closed first: nobody is served while the rest ends.
    closers.push(() => server?.close());
    return instance;
  } catch (error) {
    // Why it could not start says more than what was left behind.
    await close().catch(() => {});
    throw error;
  }
}

async function hold({ dir, lock: path, socket }: Home, clock: Clock): Promise<Lock> {
  let lock: Lock | undefined;
  try {
    lock = acquireLock(path);
  } catch (error) {
    throw new Error(`The data folder ${dir} cannot be locked: ${messageOf(error)} (${path}).`);
  }
  if (lock) return lock;
  const status = await callInstance({ socket, clock, timeoutMs: PID_MS })('status', {});
  throw new HeldError(dir, status.ok ? status.value.pid : undefined);
}
