import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Level, type Logger, pino, stdSerializers, stdTimeFunctions } from 'pino';
import roll from 'pino-roll';
import type { LogLine } from '../shared/diagnostics.ts';
import { sleep, systemClock } from './clock.ts';

/** The log file of one process, and the secrets it must never show. */
export interface Log {
  readonly log: Logger;
  /** What was written, as people read it. */
  readonly lines: Lines;
  /** From now on `value` is masked wherever it turns up. Values under 4 characters are not. */
  addSecret(value: string): void;
  /** Masks all known secrets in a text that is no line of the log. */
  scrub(text: string): string;
  /** Writes what is buffered and closes the file, within 2 seconds. Later lines are dropped. */
  close(): Promise<void>;
}

/** The last lines of the log, and those to come, scrubbed. */
export interface Lines {
  /** The last `limit` lines, oldest first; at most 1000 are kept. */
  recent(limit: number): readonly LogLine[];
  /**
   * Calls `listener` with every line from now on; the function returned ends that. A listener
   * neither throws nor logs.
   */
  follow(listener: (line: LogLine) => void): () => void;
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
const KEPT_LINES = 1000;
/** Characters of a message, and of the details, of a line that is kept. */
const LONGEST = 2000;
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
  const allSecrets = () => [...known, ...(secrets?.() ?? [])];
  const { lines, add } = createLines();
  const stream = {
    write(line: string) {
      if (closed) return;
      const scrubbed = scrub(JSON.parse(line), formsOfAll(allSecrets()));
      file.write(`${JSON.stringify(scrubbed)}\n`);
      add(scrubbed);
    },
  };
  const log = pino(
    {
      level,
      timestamp: stdTimeFunctions.isoTime,
      base: { pid: process.pid },
      // An Error says nothing as JSON; by itself, pino only helps where it is called `err`.
      serializers: { error: stdSerializers.err },
    },
    stream,
  );
  return {
    log,
    lines,
    addSecret: (value) => void known.add(value),
    scrub: (text) => maskAll(text, formsOfAll(allSecrets())),
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

/** The ring of the last lines; `add` takes what one line of JSON says. */
function createLines(): { lines: Lines; add: (line: unknown) => void } {
  const listeners = new Set<(line: LogLine) => void>();
  const ring: LogLine[] = [];
  let written = 0;
  const lines: Lines = {
    recent(limit) {
      const start = written % KEPT_LINES;
      const ordered =
        ring.length < KEPT_LINES ? ring : [...ring.slice(start), ...ring.slice(0, start)];
      return ordered.slice(Math.max(0, ordered.length - limit));
    },
    follow(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return {
    lines,
    add(line) {
      const read = lineOf(line);
      ring[written % KEPT_LINES] = read;
      written += 1;
      for (const listener of listeners) listener(read);
    },
  };
}

/** What pino writes, as a person reads it. */
function lineOf(line: unknown): LogLine {
  const { pid: _, time, level, msg, ...rest } = line as Record<string, unknown>;
  const details = JSON.stringify(rest);
  return {
    at: Date.parse(String(time)),
    level: LEVELS[Number(level)] ?? 'info',
    message: cut(String(msg ?? '')),
    details: details === '{}' ? '' : cut(details),
  };
}

const LEVELS: Readonly<Record<number, LogLine['level']>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

const cut = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

/** Masks the secrets in one line of JSON; what comes back is one line of JSON again. */
export function scrubLine(line: string, secrets: Iterable<string>): string {
  return JSON.stringify(scrub(JSON.parse(line), formsOfAll(secrets)));
}

/** Every spelling of the secrets that are long enough to be told apart, the longest first. */
function formsOfAll(secrets: Iterable<string>): string[] {
  return [...secrets]
    .filter((secret) => secret.length >= SHORTEST)
    .flatMap(formsOf)
    .sort((a, b) => b.length - a.length);
}

/** How a value may be spelled inside a string: as it is, in a URL, in JSON, in a form. */
function formsOf(secret: string): string[] {
  const encoded = encodeURIComponent(secret.toWellFormed());
  const forms = [secret, encoded, JSON.stringify(secret).slice(1, -1)];
  return [...new Set([...forms, encoded.replaceAll('%20', '+')])];
}

function maskAll(text: string, forms: readonly string[]): string {
  return forms.reduce((rest, form) => rest.replaceAll(form, MASK), text);
}

function scrub(value: unknown, forms: readonly string[]): unknown {
  const mask = (text: string) => maskAll(text, forms);
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
