import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { PassThrough, Readable } from 'node:stream';
import type { Clock } from '../clock.ts';
import { sleep } from '../clock.ts';
import { endProcessGroup } from './process-group.ts';

const STDERR_TAIL_BYTES = 4096;
const DRAIN_MS = 250;

/** What to run, and with what. */
export interface ProgramOptions {
  /** Program and arguments; no shell reads them. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Written to stdin, followed by end of file. */
  readonly input: string;
  /** How much stdout is kept for a slow reader before the program has to wait, in bytes. */
  readonly bufferBytes: number;
  readonly clock: Clock;
}

/** How a program ended. */
export type Exit =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'killed'; readonly signal: string }
  /** It never ran. */
  | { readonly kind: 'unstarted'; readonly reason: string };

/** A program that was started, in a process group of its own. */
export interface Program {
  /** Ends when the program has ended, even where something else still holds its stdout open. */
  readonly stdout: AsyncIterable<Uint8Array>;
  readonly exited: Promise<Exit>;
  /** The last 4 KiB of its stderr. */
  stderrTail(): string;
  /**
   * Ends the program and whatever it started; resolves when they are gone, within two seconds.
   * Happens by itself when the program ends.
   */
  end(): Promise<void>;
}

/**
 * Starts a program. Should this process be killed outright, nobody is left to end the program: it
 * then finds its stdin at end of file and its stdout broken, which is all it gets to know.
 */
export function startProgram(options: ProgramOptions): Program {
  let child: ChildProcessWithoutNullStreams;
  try {
    child = spawn(options.command[0] ?? '', options.command.slice(1), {
      cwd: options.cwd,
      env: options.env,
      stdio: 'pipe',
      // A group of its own, so that all of it can be signalled. On Windows it would be a console
      // window, and taskkill finds the children without it.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
  } catch (error) {
    return unstarted(Promise.resolve(error));
  }
  const failed = new Promise<unknown>((resolve) => child.on('error', resolve));
  if (child.pid === undefined) return unstarted(failed);
  return supervise(child, options);
}

function unstarted(failed: Promise<unknown>): Program {
  return {
    stdout: Readable.from([]),
    exited: failed.then((error) => ({
      kind: 'unstarted',
      reason: error instanceof Error ? error.message : String(error),
    })),
    stderrTail: () => '',
    end: () => Promise.resolve(),
  };
}

function supervise(
  child: ChildProcessWithoutNullStreams,
  { input, bufferBytes, clock }: ProgramOptions,
): Program {
  // Broken pipes are no failure: a program may answer without reading what it is told.
  const pipes = [child.stdin, child.stdout, child.stderr];
  for (const pipe of pipes) pipe.on('error', () => {});
  const stdout = new PassThrough({ highWaterMark: bufferBytes });
  child.stdout.pipe(stdout);
  let tail: Buffer = Buffer.alloc(0);
  child.stderr.on('data', (bytes: Buffer) => {
    tail = Buffer.concat([tail, bytes]).subarray(-STDERR_TAIL_BYTES);
  });
  child.stdin.end(input);

  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) =>
      resolve(code === null ? { kind: 'killed', signal: `${signal}` } : { kind: 'exited', code }),
    );
  });
  const closed = new AbortController();
  child.once('close', () => closed.abort());

  async function endAll(): Promise<void> {
    await endProcessGroup(child, clock);
    // A process that left the group may hold the pipes open for ever. What was written by now
    // gets here well within this time; nobody waits for more.
    await sleep(clock, DRAIN_MS, closed.signal);
    child.stdout.unpipe(stdout);
    stdout.end();
    for (const pipe of pipes) pipe.destroy();
  }
  let ending: Promise<void> | undefined;
  const end = () => {
    ending ??= endAll();
    return ending;
  };
  void exited.then(end);

  return { stdout, exited, stderrTail: () => decodeTail(tail), end };
}

/** Decodes bytes whose first character may have been cut in two. */
function decodeTail(bytes: Uint8Array): string {
  const start = bytes.findIndex((byte) => (byte & 0xc0) !== 0x80);
  return start < 0 ? '' : new TextDecoder().decode(bytes.subarray(start)).trim();
}
