import {
  clearScreenDown,
  createInterface,
  cursorTo,
  type Interface,
  moveCursor,
} from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { Shown, Simulator } from './simulator.ts';

const PROMPT = '> ';
const ANSWER_WITHIN_MS = 10 * 60 * 1000;
/** An answer in several parts is over when nothing changed for this long. */
const QUIET_MS = 250;

export interface PhoneOptions {
  readonly simulator: Simulator;
  /** What the person types, a message a line, until its end. */
  readonly input: Readable;
  readonly output: Writable;
  /** True edits lines in a terminal and shows answers as they grow; false prints each alone. */
  readonly interactive: boolean;
  /** User id of the person; default `you`. */
  readonly from?: string;
  /** Not interactive: real milliseconds an answer may take; default 10 minutes. */
  readonly answerWithinMs?: number;
  /** Puts the phone away. */
  readonly signal: AbortSignal;
}

/**
 * A WeCom user in the terminal: every line is sent to the bot as it is. Resolves when the input
 * ends or `signal` aborts, with the exit code: 1 where an answer did not come, else 0.
 */
export async function runPhone(options: PhoneOptions): Promise<0 | 1> {
  const { input, output, interactive, signal } = options;
  // A terminal's own line editing erases half of a Chinese character and cuts at 4095 bytes.
  const editing = interactive ? { output, terminal: true, prompt: PROMPT } : { terminal: false };
  const lines = createInterface({ input, crlfDelay: Infinity, signal, ...editing });
  try {
    return interactive ? await chat(options, lines) : await answerAll(options, lines);
  } finally {
    lines.close();
  }
}

/** Shows what comes while the person types. */
async function chat(options: PhoneOptions, lines: Interface): Promise<0> {
  const { simulator, input, output, from = 'you' } = options;
  const paper = createPaper(output, lines);
  const stop = simulator.onShown((where, entry) => {
    if (where.type === 'single' && where.id === from && entry.who === 'bot') paper.show(entry);
  });
  // Before the line editor sees the key, so that what it echoes stands behind a prompt.
  input.prependListener('keypress', paper.prompt);
  lines.on('line', (line) => {
    paper.entered();
    const text = line.trim();
    const delivered = text === '' || simulator.say({ text, from }).delivered;
    if (!delivered) paper.note('The bot is not connected; WeCom does not deliver this later.');
    if (text === '' || !delivered) paper.prompt();
  });
  paper.prompt();
  await new Promise<void>((resolve) => {
    lines.once('close', () => {
      stop();
      input.off('keypress', paper.prompt);
      resolve();
    });
  });
  output.write('\n');
  return 0;
}

/** Sends line after line, each when the last was answered. */
async function answerAll(options: PhoneOptions, lines: Interface): Promise<0 | 1> {
  const { output, signal, answerWithinMs = ANSWER_WITHIN_MS } = options;
  const put = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  let code: 0 | 1 = 0;
  for await (const line of lines) {
    const text = line.trim();
    if (text === '') continue;
    if (signal.aborted) break;
    const failure = await Promise.race([put, ask(options, text, answerWithinMs)]);
    if (failure === undefined) continue;
    output.write(`${failure} within ${answerWithinMs / 1000} s.\n`);
    code = 1;
  }
  return code;
}

/** Says `text` once the bot is there and prints the answer; else tells what did not happen. */
async function ask(
  options: PhoneOptions,
  text: string,
  withinMs: number,
): Promise<string | undefined> {
  const { simulator, output, from = 'you' } = options;
  const deadline = performance.now() + withinMs;
  let changedAt = 0;
  const stop = simulator.onShown(() => {
    changedAt = performance.now();
  });
  try {
    await simulator.waitFor(() => simulator.online, withinMs);
    const before = simulator.chat(from).length;
    const { reqId } = simulator.say({ text, from });
    const answer = await simulator.waitFor(() => {
      const entries = simulator.chat(from).slice(before);
      const quiet = performance.now() - changedAt >= QUIET_MS;
      return quiet && isAnswer(entries, reqId) && entries.filter(({ who }) => who === 'bot');
    }, deadline - performance.now());
    for (const entry of answer) output.write(`${textOf(entry)}\n`);
    return undefined;
  } catch {
    return simulator.online
      ? `No answer to "${plain(text)}" came`
      : `The bot did not connect to hear or answer "${plain(text)}"`;
  } finally {
    stop();
  }
}

/** Whether `entries` answer the message `reqId` and nothing of them still grows. */
function isAnswer(entries: readonly Shown[], reqId: string): boolean {
  const visible = entries.some((entry) => {
    if (entry.who !== 'bot') return false;
    const belongs = entry.kind === 'push' || entry.reqId === reqId;
    return belongs && !(entry.kind === 'bubble' && entry.spinning);
  });
  return visible && entries.every(isDone);
}

function isDone(entry: Shown): boolean {
  return entry.who === 'me' || entry.kind !== 'bubble' || entry.finished || entry.expired;
}

/**
 * What is above the prompt is only ever appended to, which works for every width, script and
 * wrapping: what extends the text before continues it, anything else is written again on a new
 * line. The prompt, with what is typed so far, makes room for it.
 */
function createPaper(output: Writable, lines: Interface) {
  let current: Shown | undefined;
  let written = '';
  let atLineStart = true;
  let prompted = false;

  function put(text: string): void {
    if (text === '') return;
    output.write(text);
    atLineStart = text.endsWith('\n');
  }
  function prompt(): void {
    if (prompted) return;
    if (!atLineStart) put('\n');
    prompted = true;
    if (lines.line === '') return void output.write(PROMPT);
    // To draw a line the editor first goes up the rows it took when it was drawn last.
    output.write('\n'.repeat(lines.getCursorPos().rows));
    lines.prompt(true);
  }
  function unprompt(): void {
    if (!prompted) return;
    prompted = false;
    cursorTo(output, 0);
    moveCursor(output, 0, -lines.getCursorPos().rows);
    clearScreenDown(output);
  }
  return {
    prompt,
    /** The person ended the line. */
    entered() {
      prompted = false;
    },
    note(text: string) {
      put(`(${text})\n`);
    },
    show(entry: Shown) {
      // A growing answer waits while a line is typed: the two cannot share the last row.
      if (prompted && lines.line !== '' && !isDone(entry)) return;
      const text = textOf(entry);
      unprompt();
      const continues = entry === current && text.startsWith(written);
      if (!continues && !atLineStart) put('\n');
      put(continues ? text.slice(written.length) : text);
      current = entry;
      written = text;
      if (!isDone(entry)) return;
      current = undefined;
      prompt();
    },
  };
}

/** What a terminal can show of an entry. */
function textOf(entry: Shown): string {
  if (entry.who === 'me') return plain(entry.text);
  if (entry.kind === 'bubble') return plain(entry.content);
  if (entry.media) {
    const { type, name, bytes } = entry.media;
    return plain(`[${type} ${name}, ${bytes.length} bytes]`);
  }
  return plain(entry.card ? `[card ${JSON.stringify(entry.card)}]` : entry.content);
}

/** Leaves nothing that steers a terminal or turns the direction of text. */
function plain(text: string): string {
  return stripVTControlCharacters(text.replace(/\r\n?/g, '\n'))
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
}
