import { createInterface } from 'node:readline/promises';
import type { Readable } from 'node:stream';
import { Writable } from 'node:stream';
import type { Terminal } from './terminal.ts';

const SECRET_LIMIT = 4096;

/** All of `input` as text. Throws where it is over `limit` bytes. */
export async function readAll(input: Readable, limit: number): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of input as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > limit) throw new Error(`The input is over ${limit} bytes, too much at once.`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}

/** A secret, typed unseen or piped in; it is never part of a command line. */
export async function readSecret(
  terminal: Terminal,
  question: string,
  stop: AbortSignal = new AbortController().signal,
): Promise<string> {
  if (!terminal.stdin.isTTY) return (await readAll(terminal.stdin, SECRET_LIMIT)).trim();
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: terminal.stdin, output: unseen, terminal: true });
  // Only now, when nothing is shown any more.
  terminal.note(`${question} (what you type is not shown):`);
  const cancelled = new AbortController();
  const signal = AbortSignal.any([cancelled.signal, stop]);
  prompt.once('SIGINT', () => cancelled.abort());
  prompt.once('close', () => cancelled.abort());
  try {
    return (await prompt.question('', { signal })).trim();
  } catch {
    throw new Error('Cancelled. Nothing was changed.');
  } finally {
    prompt.close();
  }
}
