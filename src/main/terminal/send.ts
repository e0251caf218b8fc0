import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Clock, sleep } from '../clock.ts';
import { callInstance } from '../control/client.ts';
import { HeldError, type Instance, openInstance } from '../control/instance.ts';
import { callHere } from '../control/procedures.ts';
import { BODY_LIMIT, type Call, type Input, type Output } from '../control/protocol.ts';
import { locateHome } from '../settings/home.ts';
import { messageOf } from '../settings/problem.ts';
import { readAll } from './input.ts';
import { plainLine } from './plain.ts';
import { type ExitCode, type Terminal, UsageError } from './terminal.ts';
import { describeState } from './words.ts';

/** Milliseconds that WeCom has to take the message, and between two looks. */
const SETTLE_MS = 60_000;
const LOOK_MS = 100;
/** Milliseconds for another `send` to leave, or an instance to start. */
const TURN_MS = 90_000;

/** What `send` is told on the command line. */
export interface SendOptions {
  readonly file?: readonly string[];
  readonly json?: boolean;
}

/** How it ended, in words. */
interface Sent {
  readonly state: Output<'delivery'>['state'] | 'unsent';
  readonly note: string | null;
}

/** `wecom-tray send`: says something into a chat unasked, and waits until WeCom has it. */
export async function send(
  terminal: Terminal,
  chat: string,
  text: string | undefined,
  { file = [], json = false }: SendOptions,
): Promise<ExitCode> {
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
  const said = text === '-' ? await readAll(stdin, BODY_LIMIT) : (text ?? '');
  if (said.trim() === '' && files.length === 0) {
    throw new UsageError('There is nothing to send: give a TEXT, or a file with --file.');
  }
  const paths = files.map((path) => resolve(path));
  for (const path of paths) {
    const found = await stat(path).catch((error: unknown) => messageOf(error));
    if (typeof found === 'string') throw new Error(`${path} cannot be sent: ${found}.`);
    if (!found.isFile()) throw new Error(`${path} cannot be sent: it is not a file.`);
  }
  return {
    chat,
    ...(said.trim() === '' ? {} : { text: said }),
    ...(paths.length === 0 ? {} : { files: paths }),
  };
}

/** Through the instance that runs; where none does, by being one for a moment. */
async function sendSomehow(
  { env, clock }: Terminal,
  input: Input<'send'>,
  signal: AbortSignal,
): Promise<Sent> {
  const { socket } = locateHome({ env });
  const call = callInstance({ socket, clock, signal });
  const until = clock.monotonic() + TURN_MS;
  for (;;) {
    const running = await call('status', {});
    if (running.ok) return deliver(call, input, clock, signal);
    if (running.reason !== 'absent') return { state: 'unsent', note: running.message };
    try {
      const instance = await openInstance({ env, clock, reachable: false });
      try {
        return await sendAlone(instance, input, clock, signal);
      } finally {
        await instance.close();
      }
    } catch (error) {
      if (!(error instanceof HeldError) || clock.monotonic() > until || signal.aborted) throw error;
    }
    await sleep(clock, LOOK_MS, signal);
  }
}

async function sendAlone(
  { bot, procedures }: Instance,
  input: Input<'send'>,
  clock: Clock,
  signal: AbortSignal,
): Promise<Sent> {
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
  const sent = await deliver(callHere(procedures), input, clock, signal);
  // Nobody is left to send it later, and the person may well try again.
  const dropped = sent.seq !== undefined && bot.journal.drop(sent.seq);
  return dropped
    ? { state: 'failed', note: `${sent.note ?? 'no answer in time'}; given up` }
    : sent;
}

async function deliver(
  call: Call,
  input: Input<'send'>,
  clock: Clock,
  signal: AbortSignal,
): Promise<Sent & { readonly seq?: number }> {
  const taken = await call('send', input);
  if (!taken.ok) return { state: 'unsent', note: taken.message };
  const { seq } = taken.value;
  const until = clock.monotonic() + SETTLE_MS;
  for (;;) {
    const called = await call('delivery', { seq });
    if (!called.ok) return { state: 'unconfirmed', note: called.message, seq };
    const { state, note } = called.value;
    const settled = state !== 'queued' && state !== 'sending';
    if (settled || clock.monotonic() > until || signal.aborted) return { state, note, seq };
    await sleep(clock, LOOK_MS, signal);
  }
}

function explain({ state, note }: Sent): string {
  const why = plainLine(note ?? 'no reason is known');
  switch (state) {
    case 'unconfirmed':
      return `Unconfirmed: ${why}. It may have arrived; look before you send it again.`;
    case 'queued':
    case 'sending':
      return `Not sent yet: ${why}. It waits in the outbox and is sent when that is possible.`;
    case 'failed':
      return `Failed: ${why}`;
    default:
      return `Not sent: ${why}`;
  }
}
