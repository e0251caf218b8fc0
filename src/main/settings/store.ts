import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { Origin, SettingsView } from '../../shared/settings.ts';
import { type EnvironmentSettings, readEnvironment } from './environment.ts';
import { checkValue, fields, findField, type SecretPath } from './fields.ts';
import { openFile, type SettingsFile } from './file.ts';
import type { Home } from './home.ts';
import type { SecretStore } from './keychain.ts';
import { type Change, messageOf, type Problem, SettingsError } from './problem.ts';
import { dig, type RawSettings, type Resolved, resolveSettings } from './resolve.ts';
import type { Settings } from './schema.ts';
import { createSecrets, type Secrets } from './secrets.ts';

/** One setting as it is now. */
export interface FieldState {
  readonly path: string;
  readonly origin: Origin;
  /** As the settings file spells it; always undefined for a secret. */
  readonly value: unknown;
}

/** New settings in force. `keys` are the paths whose value changed, secrets included. */
export interface SettingsChange {
  readonly settings: Settings;
  readonly keys: readonly string[];
}

/** The settings of one data folder, kept up to date with the file. */
export interface SettingsStore {
  /** The settings in force. */
  current(): Settings;
  /**
   * The settings at `paths`, or every one, in the order of the file. The keychain is asked only
   * for secrets among them.
   */
  origins(paths?: readonly string[]): Promise<readonly FieldState[]>;
  /** Where a secret is, without saying it. Asks the keychain unless it is given otherwise. */
  secretOrigin(path: SecretPath): Promise<Origin>;
  /** Whether the keychain answered when it was last asked. */
  keychain(): SettingsView['keychain'];
  /** Writes one value to the file, where it is in force at once. */
  set(path: string, value: unknown): Promise<Change>;
  /** Writes several values by path in one go: all of them or none. */
  update(values: Readonly<Record<string, unknown>>): Promise<Change>;
  /** Keeps a secret in the keychain or, where a person chose so, in memory for this run. */
  setSecret(path: SecretPath, value: string, where?: 'keychain' | 'memory'): Promise<Change>;
  /** Forgets a secret, in the keychain and in memory. */
  clearSecret(path: SecretPath): Promise<Change>;
  /** A secret: from the environment, else from memory, else from the keychain. */
  secret(path: SecretPath): Promise<string | undefined>;
  /** Calls `listener` on every change; the function returned ends that. */
  onChange(listener: (change: SettingsChange) => void): () => void;
  /**
   * Calls `listener` when anything there is to show may have changed: values, where they come
   * from, problems, whether the keychain answers. The function returned ends that.
   */
  onNews(listener: () => void): () => void;
  /** What a person should know or put right, as of now. */
  problems(): readonly Problem[];
  /** Stops watching the file and waits for what is being written. */
  close(): Promise<void>;
}

/** What {@link openSettings} needs. */
export interface SettingsOptions {
  readonly home: Pick<Home, 'config'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly keychain: SecretStore;
  readonly log?: Pick<Logger, 'warn'>;
  /** Told every secret before anybody else, so that the log can mask it. */
  readonly onSecret?: (value: string) => void;
}

/**
 * Opens the settings and follows the file. A file or an environment with a wrong value throws
 * {@link SettingsError} here; later it is a problem, and the settings in force stay in force.
 */
export async function openSettings(options: SettingsOptions): Promise<SettingsStore> {
  const { home, keychain, log, onSecret = () => {} } = options;
  const environment = readEnvironment(options.env);
  if (environment.errors.length > 0) throw new SettingsError(environment.errors);
  const file = openFile(home.config);
  const first = readSettings(file, environment);
  if (!first.ok) {
    file._closeWatcher();
    throw new SettingsError(first.problems);
  }

  const secrets = createSecrets({ environment: environment.secrets, keychain, file, onSecret });
  const listeners = new Set<(change: SettingsChange) => void>();
  const viewers = new Set<() => void>();
  let inForce = first;
  /** What is wrong with the file where `inForce` is older than it. */
  let rejected: readonly Problem[] = [];
  let reported: readonly Problem[] = [];
  let adopting = Promise.resolve();

  function announce(keys: readonly string[]): void {
    if (keys.length === 0) return;
    for (const listener of listeners) listener({ settings: inForce.settings, keys });
  }

  const problems = () => [
    ...environment.warnings,
    ...rejected,
    ...inForce.warnings,
    ...secrets.problems(),
  ];

  function report(): void {
    const now = problems();
    const news = now.filter(({ message }) => !reported.some((old) => old.message === message));
    for (const { key, message } of news) log?.warn({ key }, message);
    reported = now;
    for (const listener of viewers) listener();
  }

  function adopt(): Promise<void> {
    adopting = adopting.then(async () => {
      announce(await secrets.adopt());
      report();
    });
    return adopting;
  }

  function reload(): void {
    const next = readSettings(file, environment);
    rejected = next.ok ? [] : next.problems;
    if (next.ok) {
      const keys = changedKeys(inForce.settings, next.settings);
      inForce = next;
      announce(keys);
      void adopt();
    }
    report();
  }

  file.events.addEventListener('change', reload);
  await adopt();

  async function update(values: Readonly<Record<string, unknown>>): Promise<Change> {
    const checked = checkAll(values);
    if (!checked.ok) return checked;
    try {
      file.set(checked.values);
    } catch (error) {
      return { ok: false, message: messageOf(error) };
    }
    const [obstacle] = rejected;
    if (obstacle) return { ok: true, note: `Saved, but not yet in force: ${obstacle.message}` };
    return made(environment, Object.keys(values));
  }

  async function changeSecret(path: string, changing: Promise<Change>): Promise<Change> {
    const change = await changing;
    report();
    if (!change.ok) return change;
    announce([path]);
    return made(environment, [path]);
  }

  return {
    current: () => inForce.settings,
    origins: (paths) => statesOf(paths, inForce.raw, environment, secrets),
    secretOrigin: async (path) => (await secrets.get(path)).origin,
    keychain: secrets.keychain,
    set: (path, value) => update({ [path]: value }),
    update,
    setSecret: (path, value, where = 'keychain') =>
      changeSecret(path, secrets.set(path, value, where)),
    clearSecret: (path) => changeSecret(path, secrets.clear(path)),
    async secret(path) {
      const { value } = await secrets.get(path);
      report();
      return value;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onNews(listener) {
      viewers.add(listener);
      return () => void viewers.delete(listener);
    },
    problems,
    async close() {
      file.events.removeEventListener('change', reload);
      file._closeWatcher();
      listeners.clear();
      viewers.clear();
      await adopting;
    },
  };
}

function readSettings(file: SettingsFile, environment: EnvironmentSettings): Resolved {
  try {
    return resolveSettings(file.store, environment.values);
  } catch (error) {
    if (error instanceof SettingsError) return { ok: false, problems: error.problems };
    const message = `The settings file ${file.path} cannot be read. ${messageOf(error)}`;
    return { ok: false, problems: [{ key: file.path, message }] };
  }
}

function changedKeys(before: Settings, after: Settings): string[] {
  return fields
    .map((field) => field.path)
    .filter((path) => !isDeepStrictEqual(dig(before, path), dig(after, path)));
}

type CheckedAll =
  | { readonly ok: true; readonly values: Record<string, unknown> }
  | { readonly ok: false; readonly message: string };

function checkAll(values: Readonly<Record<string, unknown>>): CheckedAll {
  const good: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(values)) {
    const field = findField(path);
    if (!field) return { ok: false, message: `${path} is not a setting.` };
    if (field.secret) {
      return { ok: false, message: `${path} is a secret; it goes to the keychain.` };
    }
    const checked = checkValue(field, value);
    if (!checked.ok) return checked;
    good[path] = checked.value;
  }
  return { ok: true, values: good };
}

/** A change that was made, with a note where the environment hides it. */
function made(environment: EnvironmentSettings, paths: readonly string[]): Change {
  const hidden = paths
    .filter((path) => environment.values.has(path) || environment.secrets.has(path))
    .flatMap((path) => findField(path)?.variable ?? []);
  if (hidden.length === 0) return { ok: true };
  return { ok: true, hidden, note: `The environment stays in force: ${hidden.join(', ')}.` };
}

async function statesOf(
  paths: readonly string[] | undefined,
  raw: RawSettings,
  environment: EnvironmentSettings,
  secrets: Secrets,
): Promise<readonly FieldState[]> {
  const wanted = fields.filter(({ path }) => paths?.includes(path) ?? true);
  const states = wanted.map(async ({ path, secret, initial }): Promise<FieldState> => {
    if (secret) return { path, origin: (await secrets.get(path)).origin, value: undefined };
    if (environment.values.has(path)) {
      return { path, origin: 'environment', value: environment.values.get(path) };
    }
    const value = dig(raw, path);
    return value === undefined
      ? { path, origin: 'default', value: initial }
      : { path, origin: 'file', value };
  });
  return Promise.all(states);
}
