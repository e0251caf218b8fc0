import { access, constants, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Message } from '../../shared/message.ts';
import { type Clock, sleep } from '../clock.ts';
import { callHere, callInstance } from '../control/client.ts';
import { HeldError, type Instance, openInstance } from '../control/instance.ts';
import type { Call, Input, Output } from '../control/questions.ts';
import { TEXT_LIMIT } from '../control/router/chats.ts';
import { createConversations } from '../journal/conversations.ts';
import { openForReading } from '../journal/open.ts';
import { locateHome } from '../settings/home.ts';
import { messageOf } from '../settings/problem.ts';
import { readAll } from './input.ts';
import { plainLine } from './plain.ts';
import { type ExitCode, type Terminal, UsageError } from './terminal.ts';
import { describeFileError, describeState } from './words.ts';

/** Milliseconds that WeCom has to take the message, and between two looks. */
const SETTLE_MS = 60_000;
const LOOK_MS = 100;
/** Milliseconds for another `send` to leave, or an instance to start. */
const TURN_MS = 90_000;
/** Milliseconds in which an instance that ends has written down what became of a message. */
const END_MS = 5_000;

/** What `send` is told on the command line. */
export interface SendOptions {
  readonly file?: readonly string[];
  readonly json?: boolean;
}

/** How it ended, in words. */
interface Sent {
  readonly state: Output<'delivery'>['state'] | 'unsent';
  readonly note: string | null;
  /** Its place in the journal, once it is there. */
  readonly seq?: number;
}

/** What is to be sent, and all that it takes to see what becomes of it. */
interface Errand {
  readonly input: Input<'send'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Where the journal is. */
  readonly journal: string;
}

/** `wecom-tray send`: says something into a chat unasked, and waits until WeCom has it. */
export async function send(
  terminal: Terminal,
  chat: string,
  text: string | undefined,
  { file = [], json = false }: SendOptions,
): Promise<ExitCode> {
  if (chat.trim() === '') throw new UsageError('CHAT is empty: give a user id or a group id.');
  const input = await readInput(terminal, chat, text, file);
  const sent = await sendSomehow(terminal, input, terminal.catchStop());
  if (json) terminal.json({ chat, ...sent });
  else if (sent.state === 'delivered') terminal.say(`Sent to ${plainLine(chat)}.`);
  else terminal.note(explain(sent));
  return sent.state === 'delivered' ? 0 : 1;
}

async function readInput(
  { stdin }: Terminal,
  chat: string,
  text: string | undefined,
  files: readonly string[],
): Promise<Input<'send'>> {
  const said = text === '-' ? await readAll(stdin, TEXT_LIMIT) : (text ?? '');
  if (said.trim() === '' && files.length === 0) {
    throw new UsageError('There is nothing to send: give a TEXT, or a file with --file.');
  }
  const paths = files.map((path) => resolve(path));
  for (const path of paths) {
    const fault = await faultOf(path);
    if (fault !== undefined) throw new Error(`${path} cannot be sent: ${fault}.`);
  }
  return {
    chat,
    ...(said.trim() === '' ? {} : { text: said }),
    ...(paths.length === 0 ? {} : { files: paths }),
  };
}

/** Why a file cannot be sent; undefined where nothing is in the way. */
async function faultOf(path: string): Promise<string | undefined> {
  try {
    if (!(await stat(path)).isFile()) return 'it is not a file';
    await access(path, constants.R_OK);
    return undefined;
  } catch (error) {
    return describeFileError(error);
  }
}

/** Through the instance that runs; where none does, by being one for a moment. */
async function sendSomehow(
  { env, clock }: Terminal,
  input: Input<'send'>,
  signal: AbortSignal,
): Promise<Sent> {
  const { socket, journal } = locateHome({ env });
  const errand = { input, clock, signal, journal };
  const call = callInstance({ socket, clock, signal });
  const until = clock.monotonic() + TURN_MS;
  for (;;) {
    const running = await call('status', {});
    if (running.ok) return deliver(call, errand);
    if (running.reason !== 'absent') return { state: 'unsent', note: running.message };
    try {
      const instance = await openInstance({ env, clock, reachable: false });
      try {
        return await sendAlone(instance, errand);
      } finally {
        await instance.close();
      }
    } catch (error) {
      if (!(error instanceof HeldError) || clock.monotonic() > until || signal.aborted) throw error;
    }
    await sleep(clock, LOOK_MS, signal);
  }
}

async function sendAlone({ bot, router }: Instance, errand: Errand): Promise<Sent> {
  const { clock, signal } = errand;
  const connected = await bot.connect();
  if (!connected.ok) return { state: 'unsent', note: connected.message };
  // Dial and subscription have deadlines of their own.
  const isUnderway = () => ['connecting', 'subscribing'].includes(bot.status().state.name);
  while (isUnderway() && !signal.aborted) await sleep(clock, LOOK_MS, signal);
  if (signal.aborted) return { state: 'unsent', note: 'cancelled' };
  const { state, bot_id } = bot.status();
  if (state.name !== 'online') {
    return { state: 'unsent', note: describeState(state, bot_id, clock.wall()) };
  }
  const sent = await deliver(callHere(router), errand);
  // Nobody is left to send it later, and the person may well try again.
  const dropped = sent.seq !== undefined && bot.journal.drop(sent.seq);
  return dropped
    ? { ...sent, state: 'failed', note: `${sent.note ?? 'no answer in time'}; given up` }
    : sent;
}

async function deliver(call: Call, errand: Errand): Promise<Sent> {
  const { input, clock, signal } = errand;
  const taken = await call('send', input);
  if (!taken.ok) return { state: 'unsent', note: taken.message };
  const { seq } = taken.value;
  const until = clock.monotonic() + SETTLE_MS;
  for (;;) {
    const called = await call('delivery', { seq });
    if (!called.ok) return lookUp(seq, called.message, errand);
    const { state, note } = called.value;
    const settled = state !== 'queued' && state !== 'sending';
    if (settled || clock.monotonic() > until || signal.aborted) return { state, note, seq };
    await sleep(clock, LOOK_MS, signal);
  }
}

/** What the journal says of a message whose instance could not be asked, and `why` not. */
async function lookUp(seq: number, why: string, { journal, clock, signal }: Errand): Promise<Sent> {
  const until = clock.monotonic() + END_MS;
  try {
    let found = readMessage(journal, seq);
    while (found?.state === 'sending' && clock.monotonic() < until && !signal.aborted) {
      await sleep(clock, LOOK_MS, signal);
      found = readMessage(journal, seq);
    }
    const note = found?.note ?? (signal.aborted ? 'you stopped waiting' : why);
    switch (found?.state) {
      case 'delivered':
        return { state: 'delivered', note: found.note, seq };
      case 'queued':
      case 'failed':
        return { state: found.state, note, seq };
      default:
        return { state: 'unconfirmed', note, seq };
    }
  } catch (error) {
    return { state: 'unconfirmed', note: messageOf(error), seq };
  }
}

function readMessage(journal: string, seq: number): Message | undefined {
  const database = openForReading(journal);
  try {
    return createConversations(database).message(seq);
  } finally {
    database.close();
  }
}

function explain({ state, note }: Sent): string {
  const why = plainLine(note ?? 'no reason is known');
  const clause = why.replace(/\.$/, '');
  switch (state) {
    case 'unconfirmed':
      return `Unconfirmed: ${clause}. It may have arrived; look before you send it again.`;
    case 'queued':
    case 'sending':
      return `Not sent yet: ${clause}. ${WAITS}`;
    case 'failed':
      return `Failed: ${why.endsWith('(93006)') ? UNKNOWN_CHAT : why}`;
    default:
      return `Not sent: ${why}`;
  }
}

const WAITS = 'It waits in the outbox and is sent when WeCom Tray is connected.';
const UNKNOWN_CHAT =
  'WeCom does not know this chat (93006). Ids are case-sensitive; `wecom-tray chats` lists them.';
