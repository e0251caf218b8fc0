import type { Readable, Writable } from 'node:stream';
import { type Clock, systemClock } from '../clock.ts';
import { plain, plainJson } from './plain.ts';

/** 0 done, 1 failed, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2;

/** The command line is wrong; the message says how it should be. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** The terminal that a command talks to. What it says is stripped of all that steers terminals. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** For what is stripped elsewhere, or drawn by us. */
  readonly stdout: Writable & { readonly isTTY?: boolean };
  /** One or more lines of what was asked for. */
  say(text: string): void;
  /** One line of JSON. */
  json(value: unknown): void;
  /** One or more lines about how it goes, apart from what was asked for. */
  note(text: string): void;
  /**
   * From now on Ctrl-C (SIGTERM, a closed terminal, a reader that went away) aborts this signal
   * instead of ending the process; a second one ends it at once.
   */
  catchStop(): AbortSignal;
  /** Ends the process when all is written. */
  end(code: ExitCode): void;
}

const STOPPING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** One Ctrl-C may come twice, from the terminal and from a parent that passes it on. */
const SAME_PRESS_MS = 300;

/** The terminal of this process. */
export function openTerminal(): Terminal {
  const { env, stdin, stdout, stderr } = process;
  const stop = new AbortController();
  let caught = false;
  let stoppedAt = Number.POSITIVE_INFINITY;

  const onSignal = (): void => {
    const now = systemClock.monotonic();
    if (now - stoppedAt > SAME_PRESS_MS) process.exit(130);
    stoppedAt = Math.min(stoppedAt, now);
    stop.abort();
  };
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read this has had enough, or the terminal is gone.
    if (error.code !== 'EPIPE' && error.code !== 'EIO') process.exit(1);
    if (!caught) process.exit(0);
    stop.abort();
  });
  stderr.on('error', () => {});

  return {
    env,
    clock: systemClock,
    stdin,
    stdout,
    say: (text) => void stdout.write(`${plain(text)}\n`),
    json: (value) => void stdout.write(`${plainJson(value)}\n`),
    note: (text) => void stderr.write(`${plain(text)}\n`),
    catchStop() {
      for (const name of caught ? [] : STOPPING) {
        // What writes the settings file listens too, and would raise the signal once more. Ours
        // first: with no listener left, Node drops a signal that it has not told of yet.
        const others = process.listeners(name);
        process.on(name, onSignal);
        for (const other of others) process.removeListener(name, other);
      }
      caught = true;
      return stop.signal;
    },
    end: (code) => void stdout.write('', () => process.exit(code)),
  };
}
