import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Level, type Logger, pino, stdTimeFunctions } from 'pino';
import roll from 'pino-roll';
import { sleep, systemClock } from './clock.ts';

/** The log file of one process, and the secrets it must never show. */
export interface Log {
  readonly log: Logger;
  /** From now on `value` is masked wherever it turns up. Values under 4 characters are not. */
  addSecret(value: string): void;
  /** Writes what is buffered and closes the file, within 2 seconds. Later lines are dropped. */
  close(): Promise<void>;
}

/** What {@link createLog} needs. */
export interface LogOptions {
  /** Folder of the log files `wecom-tray.1.log`, `wecom-tray.2.log`, …; the highest is current. */
  readonly dir: string;
  readonly level?: Level | 'silent';
  /** Asked on every line for further values to mask. */
  readonly secrets?: () => Iterable<string>;
}

const MASK = '[secret]';
const SHORTEST = 4;
/** Characters kept for a disk that does not take them; what comes on top is dropped. */
const UNWRITTEN = 4_000_000;
const CLOSE_MS = 2000;
const SECRET_KEYS =
  /^(.*_)?(secret|token|api_?key|authorization|response_?url|(encoding_)?aes_?key)$/i;

/**
 * Opens the log. Lines are JSON; every line is scrubbed of all known secrets, by value and by the
 * name of the field. Five files of about 5 MB are kept, readable by their owner alone.
 */
export async function createLog({ dir, level = 'info', secrets }: LogOptions): Promise<Log> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = await roll({
    file: join(dir, 'wecom-tray'),
    extension: 'log',
    size: '5m',
    limit: { count: 5, removeOtherLogFiles: true },
    mode: 0o600,
    maxLength: UNWRITTEN,
  });
  let complained = false;
  file.on('error', (error: Error) => {
    if (complained) return;
    complained = true;
    process.stderr.write(`The log in ${dir} cannot be written: ${error.message}\n`);
  });

  const known = new Set<string>();
  let closed = false;
  const stream = {
    write(line: string) {
      if (!closed) file.write(`${scrubLine(line, [...known, ...(secrets?.() ?? [])])}\n`);
    },
  };
  return {
    log: pino({ level, timestamp: stdTimeFunctions.isoTime, base: { pid: process.pid } }, stream),
    addSecret: (value) => void known.add(value),
    async close() {
      if (closed) return;
      closed = true;
      const ended = new AbortController();
      file.once('close', () => ended.abort());
      file.once('error', () => ended.abort());
      file.end();
      await sleep(systemClock, CLOSE_MS, ended.signal);
    },
  };
}

/** Masks the secrets in one line of JSON; what comes back is one line of JSON again. */
export function scrubLine(line: string, secrets: Iterable<string>): string {
  const forms = [...secrets]
    .filter((secret) => secret.length >= SHORTEST)
    .flatMap(formsOf)
    .sort((a, b) => b.length - a.length);
  return JSON.stringify(scrub(JSON.parse(line), forms));
}

/** How a value may be spelled inside a string: as it is, in a URL, in JSON, in a form. */
function formsOf(secret: string): string[] {
  const encoded = encodeURIComponent(secret.toWellFormed());
  const forms = [secret, encoded, JSON.stringify(secret).slice(1, -1)];
  return [...new Set([...forms, encoded.replaceAll('%20', '+')])];
}

function scrub(value: unknown, forms: readonly string[]): unknown {
  const mask = (text: string) => forms.reduce((rest, form) => rest.replaceAll(form, MASK), text);
  if (typeof value === 'string') return mask(value);
  if (typeof value === 'number') return mask(String(value)) === String(value) ? value : MASK;
  if (Array.isArray(value)) return value.map((item) => scrub(item, forms));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, child]) => [
    mask(key),
    SECRET_KEYS.test(key) && child && child !== true ? MASK : scrub(child, forms),
  ]);
  return Object.fromEntries(entries);
}
