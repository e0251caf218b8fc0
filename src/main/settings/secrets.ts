import type { SettingsView } from '../../shared/settings.ts';
import { checkValue, type Field, fields, findField } from './fields.ts';
import type { SettingsFile } from './file.ts';
import type { KeychainFault, SecretStore } from './keychain.ts';
import { type Change, messageOf, type Problem } from './problem.ts';
import { dig } from './resolve.ts';

/** A secret and where it came from. */
type FoundSecret =
  | { readonly origin: 'environment' | 'memory' | 'keychain'; readonly value: string }
  | { readonly origin: 'unset'; readonly value?: undefined };

/** The secrets of one data folder. Nothing here throws. */
export interface Secrets {
  get(path: string): Promise<FoundSecret>;
  set(path: string, value: string, where: 'keychain' | 'memory'): Promise<Change>;
  clear(path: string): Promise<Change>;
  /** Moves secrets out of the settings file; resolves to the paths that got a new value. */
  adopt(): Promise<readonly string[]>;
  problems(): readonly Problem[];
  /** Whether the keychain answered when it was last asked. */
  keychain(): SettingsView['keychain'];
}

/** What {@link createSecrets} needs. */
export interface SecretsOptions {
  readonly environment: ReadonlyMap<string, string>;
  readonly keychain: SecretStore;
  readonly file: SettingsFile;
  readonly onSecret: (value: string) => void;
}

/** Puts environment, memory and keychain together. */
export function createSecrets(options: SecretsOptions): Secrets {
  const { environment, keychain, file, onSecret } = options;
  const memory = new Map<string, string>();
  const problems = new Map<string, string>();
  let answers: SettingsView['keychain'] = 'unknown';
  /** Notes whether the keychain answered. */
  const heard = <T extends { readonly ok: boolean }>(answer: T): T => {
    answers = answer.ok ? 'available' : 'unavailable';
    return answer;
  };
  for (const value of environment.values()) onSecret(value);

  async function get(path: string): Promise<FoundSecret> {
    const given = environment.get(path);
    if (given !== undefined) return { origin: 'environment', value: given };
    const kept = memory.get(path);
    if (kept !== undefined) return { origin: 'memory', value: kept };
    const answer = heard(await keychain.get(path));
    if (!answer.ok) {
      problems.set(KEYCHAIN, wordsOf(answer));
      return { origin: 'unset' };
    }
    problems.delete(KEYCHAIN);
    if (answer.value === undefined) return { origin: 'unset' };
    onSecret(answer.value);
    return { origin: 'keychain', value: answer.value };
  }

  async function set(path: string, value: string, where: 'keychain' | 'memory'): Promise<Change> {
    const field = findField(path);
    if (!field?.secret) return { ok: false, message: `${path} is not a secret.` };
    const checked = checkValue(field, value);
    if (!checked.ok) return checked;
    const secret = String(checked.value);
    onSecret(secret);
    if (where === 'keychain') {
      const kept = heard(await keychain.set(path, secret));
      if (!kept.ok) return { ok: false, message: wordsOf(kept) };
      memory.delete(path);
    } else {
      memory.set(path, secret);
    }
    problems.delete(path);
    blank(path);
    return { ok: true };
  }

  async function clear(path: string): Promise<Change> {
    memory.delete(path);
    const gone = heard(await keychain.delete(path));
    if (!gone.ok) return { ok: false, message: wordsOf(gone) };
    problems.delete(path);
    blank(path);
    return { ok: true };
  }

  /** Moves one secret; true where it is a new value. */
  async function adoptOne(field: Field, found: unknown): Promise<boolean> {
    const { path } = field;
    if (typeof found === 'string') onSecret(found);
    const checked = checkValue(field, found);
    if (!checked.ok) {
      problems.set(path, `${checked.message} It is ignored; take it out of the settings file.`);
      return false;
    }
    const secret = String(checked.value);
    const kept = heard(await keychain.set(path, secret));
    if (!kept.ok) {
      const isNew = memory.get(path) !== secret;
      memory.set(path, secret);
      problems.set(path, `${path} is still in the settings file. ${wordsOf(kept)}`);
      return isNew;
    }
    memory.delete(path);
    problems.delete(path);
    blank(path, found);
    return true;
  }

  /** Takes a secret out of the file; with `found`, only if it is still that one. */
  function blank(path: string, found?: unknown): void {
    try {
      const now = dig(file.store, path);
      if (isBlank(now) || (found !== undefined && now !== found)) return;
      file.set(path, '');
    } catch (error) {
      const why = messageOf(error);
      problems.set(path, `${path} could not be taken out of the settings file; do so. ${why}`);
    }
  }

  return {
    get,
    set,
    clear,
    async adopt() {
      const adopted: string[] = [];
      for (const [field, found] of secretsIn(file)) {
        if (await adoptOne(field, found)) adopted.push(field.path);
      }
      return adopted;
    },
    problems: () => [...problems].map(([key, message]) => ({ key, message })),
    keychain: () => answers,
  };
}

/** The problem of a keychain that cannot be read, whichever secret was asked for. */
const KEYCHAIN = 'keychain';

function wordsOf({ reason, remedy }: KeychainFault): string {
  return `${reason} ${remedy}`;
}

const isBlank = (found: unknown) => found === undefined || found === null || found === '';

function secretsIn(file: SettingsFile): [Field, unknown][] {
  try {
    const raw = file.store;
    return fields
      .filter((field) => field.secret)
      .map((field): [Field, unknown] => [field, dig(raw, field.path)])
      .filter(([, found]) => !isBlank(found));
  } catch {
    // The file is broken just now; whoever reads the settings says so.
    return [];
  }
}
