import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { fields, isSecretPath } from '../../src/main/settings/fields.ts';
import {
  type FieldState,
  openSettings,
  type SettingsStore,
} from '../../src/main/settings/store.ts';
import { keychainOf, temporaryFolder } from './folder.ts';

/** A settings file of the test's own. */
export interface SettingsFile {
  readonly path: string;
  /** Opens the settings; closed and without secrets when the test is over. */
  readonly open: (env?: Record<string, string>) => Promise<SettingsStore>;
  /** Replaces the file, as an editor does; anything but text is written as JSON. */
  readonly edit: (content: unknown) => void;
  readonly text: () => string;
  readonly read: () => unknown;
  /** The secrets that the log was told of. */
  readonly masked: ReadonlySet<string>;
}

/** Makes a settings file with `content`, or none. */
export function settingsFile(content?: unknown): SettingsFile {
  const dir = temporaryFolder();
  const path = join(dir, 'config.json');
  const masked = new Set<string>();
  const text = () => readFileSync(path, 'utf8');
  const edit = (next: unknown) => {
    writeFileSync(`${path}~`, typeof next === 'string' ? next : JSON.stringify(next));
    renameSync(`${path}~`, path);
  };
  if (content !== undefined) edit(content);
  return {
    path,
    edit,
    text,
    read: () => JSON.parse(text()),
    masked,
    async open(env = {}) {
      const store = await openSettings({
        home: { config: path },
        env,
        keychain: keychainOf(dir),
        onSecret: (value) => void masked.add(value),
      });
      onTestFinished(async () => {
        const secrets = fields.map((field) => field.path).filter(isSecretPath);
        for (const secret of secrets) await store.clearSecret(secret);
        await store.close();
      });
      return store;
    },
  };
}

/** How long a test may take that waits for an edit to be seen. */
export const SEEN_MS = 20_000;

/**
 * Edits the file until `seen` no longer throws. The file is polled twice a second; an edit in the
 * very moment in which the polling begins goes unseen, the next one does not.
 */
export async function editUntil(
  file: SettingsFile,
  content: unknown,
  seen: () => void | Promise<void>,
): Promise<void> {
  const look = async () => {
    try {
      await seen();
    } catch (error) {
      file.edit(content);
      throw error;
    }
  };
  await vi.waitFor(look, { timeout: SEEN_MS - 1000, interval: 2000 });
}

/** One setting as the store sees it. */
export async function stateOf(store: SettingsStore, path: string): Promise<FieldState | undefined> {
  return (await store.origins()).find((state) => state.path === path);
}
