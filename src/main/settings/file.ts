import { chmodSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import Conf from 'conf';
import { messageOf, SettingsError } from './problem.ts';
import { isSection } from './resolve.ts';

/** The settings file: `store` reads it, `set` writes values by dotted path. */
export type SettingsFile = Conf<Record<string, unknown>>;

/**
 * Opens and watches the settings file, made empty where there is none, for its owner alone.
 * Reading it throws {@link SettingsError} where it is not JSON; it is then never written to.
 */
export function openFile(path: string): SettingsFile {
  try {
    const file: SettingsFile = new Conf<Record<string, unknown>>({
      cwd: dirname(path),
      configName: basename(path, extname(path)),
      configFileMode: 0o600,
      watch: true,
      serialize: (value) => `${JSON.stringify(value, null, 2)}\n`,
      deserialize: (text) => parseFile(path, text),
    });
    chmodSync(path, 0o600);
    return file;
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    throw unusable(path, `cannot be opened (${messageOf(error)})`);
  }
}

function parseFile(path: string, text: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // Only the place: the rest of the words quotes the file, and it may hold a secret.
    const place = /line \d+ column \d+/.exec(messageOf(error))?.[0];
    throw unusable(path, `is not valid JSON${place ? ` (${place})` : ''}`);
  }
  if (isSection(content)) return content;
  throw unusable(path, 'is not a JSON object in braces');
}

function unusable(path: string, why: string): SettingsError {
  const message = `The settings file ${path} ${why}. Correct it, or move it away to start anew.`;
  return new SettingsError([{ key: path, message }]);
}
