import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Level } from 'pino';
import { createSimulator, type Simulator } from '../../simulator/simulator.ts';
import { type Clock, sleep } from '../clock.ts';
import type { SecretStore } from '../settings/keychain.ts';
import { type Instance, openInstance } from './instance.ts';

/** Milliseconds in which a demo ends, whatever hangs. */
const END_WITHIN = 4_200;

type Environment = Readonly<Record<string, string | undefined>>;

/** A bot, not bound yet, and a WeCom of its own for it to be bound in. */
export interface DemoInstance {
  readonly instance: Instance;
  readonly simulator: Simulator;
  /** Ends both and leaves nothing behind, within 5 seconds. */
  close(): Promise<void>;
}

/** What {@link openDemo} needs. */
export interface DemoOptions {
  readonly env: Environment;
  readonly clock: Clock;
  readonly logLevel?: Level | 'silent';
  readonly onWarning?: (message: string) => void;
}

/** Starts a simulated WeCom and a bot with a data folder and secrets that end with it. */
export async function openDemo({ env, ...options }: DemoOptions): Promise<DemoInstance> {
  const dir = mkdtempSync(join(tmpdir(), 'wecom-tray-demo-'));
  let simulator: Simulator | undefined;
  let instance: Instance | undefined;
  const close = async (): Promise<void> => {
    const enough = new AbortController();
    try {
      await Promise.race([instance?.close(), sleep(options.clock, END_WITHIN, enough.signal)]);
    } finally {
      enough.abort();
      await simulator?.close();
      rmSync(dir, { recursive: true, force: true });
    }
  };
  try {
    simulator = await createSimulator();
    instance = await openInstance({
      ...options,
      env: demoEnvironment(env, dir, simulator),
      keychain: createMemory(),
      reachable: false,
    });
    return { instance, simulator, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Only the agent is the person's own; all else would reach what is real. */
function demoEnvironment(env: Environment, dir: string, simulator: Simulator): Environment {
  const kept = Object.entries(env).filter(
    ([name]) => !/^(PICOCLAW|WECOM_TRAY)_/.test(name) || name.startsWith('WECOM_TRAY_AGENT_'),
  );
  return {
    ...Object.fromEntries(kept),
    WECOM_TRAY_HOME: dir,
    WECOM_TRAY_QR_URL: simulator.httpUrl,
    WECOM_TRAY_API_URL: simulator.httpUrl,
    PICOCLAW_CHANNELS_WECOM_WEBSOCKET_URL: simulator.gatewayUrl,
  };
}

/** Secrets that are gone with the process. */
function createMemory(): SecretStore {
  const secrets = new Map<string, string>();
  return {
    get: async (path) => ({ ok: true, value: secrets.get(path) }),
    set: async (path, value) => ({ ok: true, value: void secrets.set(path, value) }),
    delete: async (path) => ({ ok: true, value: void secrets.delete(path) }),
    status: async () => ({ available: true }),
  };
}
