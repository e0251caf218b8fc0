import type { Level } from 'pino';
import type { Asked } from '../bot.ts';
import { type Clock, sleep } from '../clock.ts';
import type { SecretStore } from '../settings/keychain.ts';
import { type DemoInstance, openDemo } from './demo-instance.ts';
import { type Instance, openInstance } from './instance.ts';

/** Milliseconds in which a host ends, whatever hangs. */
const END_WITHIN = 4_500;

/** The bot that the API acts on. */
export interface Source {
  current(): Instance;
  /** Calls `listener` when another bot took the place of the last; returns what ends that. */
  onSwap(listener: () => void): () => void;
}

/** The person's bot and, for as long as they try things out, one in a simulated WeCom. */
export interface Host extends Source {
  /** The person's own, also while a demo runs. */
  readonly real: Instance;
  isDemo(): boolean;
  /** Address of the simulated phone, with its token; null without a demo. */
  phoneUrl(): string | null;
  /** Starts the person's bot; it may well be not bound yet, and the answer says so. */
  start(): Promise<Asked>;
  /** Goes over to a bot in a simulated WeCom that waits to be bound. The real one runs on. */
  startDemo(): Promise<void>;
  leaveDemo(): Promise<void>;
  /** Ends everything, within 5 seconds. */
  close(): Promise<void>;
}

/** What {@link openHost} needs. */
export interface HostOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly logLevel?: Level | 'silent';
  /** Default the keychain of the operating system. */
  readonly keychain?: SecretStore;
  /** Told what is wrong with the settings, now and after every change. */
  readonly onWarning?: (message: string) => void;
}

/** Takes the data folder as {@link openInstance} does; nothing connects before `start`. */
export async function openHost(options: HostOptions): Promise<Host> {
  const { clock } = options;
  const real = await openInstance({ ...options, reachable: true });
  const listeners = new Set<() => void>();
  let demo: DemoInstance | undefined;
  let ending = false;

  const swap = (next: DemoInstance | undefined) => {
    demo = next;
    for (const listener of listeners) listener();
  };

  /** One change after another. */
  let changing: Promise<unknown> = Promise.resolve();
  const serially = (change: () => Promise<void>): Promise<void> => {
    const done = changing.then(change);
    changing = done.catch(() => {});
    return done;
  };

  const leaveDemo = async () => {
    const left = demo;
    if (!left) return;
    swap(undefined);
    await left.close();
  };

  return {
    real,
    current: () => demo?.instance ?? real,
    onSwap(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    isDemo: () => demo !== undefined,
    phoneUrl: () => demo?.simulator.phoneUrl ?? null,
    start: () => real.bot.start(),
    startDemo: () =>
      serially(async () => {
        if (demo || ending) return;
        const { env, logLevel } = options;
        const opened = await openDemo({ env, clock, ...(logLevel ? { logLevel } : {}) });
        try {
          await opened.instance.settings.update(wishesOf(real));
          // It is not bound: what it cannot do yet is no news.
          await opened.instance.bot.start();
        } catch (error) {
          await opened.close();
          throw error;
        }
        swap(opened);
      }),
    leaveDemo: () => serially(leaveDemo),
    async close() {
      if (ending) return;
      ending = true;
      const closed = Promise.allSettled([serially(leaveDemo), real.close()]);
      const enough = new AbortController();
      await Promise.race([closed, sleep(clock, END_WITHIN, enough.signal)]);
      enough.abort();
    },
  };
}

/** A person's language and the like are theirs in a demo too. */
function wishesOf({ settings }: Instance): Record<string, unknown> {
  const wishes = Object.entries(settings.current().app);
  return Object.fromEntries(wishes.map(([name, value]) => [`app.${name}`, value]));
}
