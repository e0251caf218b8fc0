import { AsyncEntry } from '@napi-rs/keyring';
import { type Clock, sleep } from '../clock.ts';
import { homeHash } from './home.ts';

/** Why a secret could not be read or kept, and what a person can do about it. */
export interface KeychainFault {
  readonly reason: string;
  readonly remedy: string;
}

/** What came of asking the keychain. It never throws. */
export type KeychainResult<T> =
  | { readonly ok: true; readonly value: T }
  | ({ readonly ok: false } & KeychainFault);

/** Whether the keychain answers. */
export type KeychainStatus =
  | { readonly available: true }
  | ({ readonly available: false } & KeychainFault);

/** Keeps secrets, each under the path of its setting. */
export interface SecretStore {
  /** The secret, or undefined where none is kept. */
  get(path: string): Promise<KeychainResult<string | undefined>>;
  set(path: string, value: string): Promise<KeychainResult<void>>;
  /** Succeeds too where there was nothing to delete. */
  delete(path: string): Promise<KeychainResult<void>>;
  status(): Promise<KeychainStatus>;
}

/** What {@link createKeychain} needs. */
export interface KeychainOptions {
  /** The data folder; two folders do not share secrets. */
  readonly home: string;
  readonly clock: Clock;
  /** How long one question may take, in milliseconds. A locked keychain waits for a person. */
  readonly deadlineMs?: number;
}

/** The name under which the system's keychain program lists our secrets. */
const SERVICE = 'wecom-tray';

/** Unpinned, Linux falls back to the kernel's keyring, which a reboot empties. */
const PINNED = { linux: { store: 'secret-service' } } as const;

/**
 * The keychain of the operating system: Keychain on macOS, Credential Manager on Windows, the
 * Secret Service (GNOME Keyring, KWallet, KeePassXC) elsewhere.
 */
export function createKeychain(options: KeychainOptions): SecretStore {
  const { home, clock, deadlineMs = 10_000 } = options;

  /** One question at a time: each holds one of Node's few threads until the system is done. */
  let turn: Promise<unknown> = Promise.resolve();

  async function ask<T>(
    path: string,
    question: (entry: AsyncEntry, signal: AbortSignal) => Promise<T>,
  ): Promise<KeychainResult<T>> {
    const done = new AbortController();
    const late = sleep(clock, deadlineMs, done.signal).then(() => 'late' as const);
    const answer = turn.then(async () => {
      done.signal.throwIfAborted();
      const entry = new AsyncEntry(SERVICE, `${path}@${homeHash(home)}`, PINNED);
      return { value: await question(entry, done.signal) };
    });
    turn = answer.catch(() => {});
    try {
      const first = await Promise.race([answer, late]);
      if (first === 'late') return { ok: false, ...silentKeychain(deadlineMs) };
      return { ok: true, value: first.value };
    } catch (error) {
      return { ok: false, ...brokenKeychain(error) };
    } finally {
      done.abort();
    }
  }

  return {
    get: (path) =>
      ask(path, async (entry, signal) => (await entry.getPassword(signal)) ?? undefined),
    set: (path, value) => ask(path, (entry, signal) => entry.setPassword(value, signal)),
    delete: (path) => ask(path, async (entry, signal) => void (await entry.deletePassword(signal))),
    async status() {
      const answer = await ask('status', (entry, signal) => entry.getPassword(signal));
      if (answer.ok) return { available: true };
      return { available: false, reason: answer.reason, remedy: answer.remedy };
    },
  };
}

function silentKeychain(deadlineMs: number): KeychainFault {
  return {
    reason: `The keychain did not answer within ${deadlineMs / 1000} s.`,
    remedy: 'It may be waiting for its password: unlock it and try again.',
  };
}

function brokenKeychain(error: unknown): KeychainFault {
  const detail = error instanceof Error ? error.message : String(error);
  return { reason: `The keychain cannot be used: ${detail}.`, remedy: remedyFor(process.platform) };
}

function remedyFor(platform: NodeJS.Platform): string {
  switch (platform) {
    case 'darwin':
      return 'Unlock the login keychain in Keychain Access and allow access when asked.';
    case 'win32':
      return 'Sign in to Windows with a full user session and try again.';
    default:
      return (
        'Install and unlock GNOME Keyring, KWallet or KeePassXC, and run inside the desktop ' +
        'session (DBUS_SESSION_BUS_ADDRESS must be set).'
      );
  }
}
