import type { Level } from 'pino';
import type { ConnectionState } from '../../shared/connection.ts';
import type { BotEvent } from '../bot.ts';
import { sleep } from '../clock.ts';
import { type Instance, openInstance } from '../control/instance.ts';
import { readSecret } from './input.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import { createTurnReport } from './turns.ts';
import { describeBot, timeOfDay } from './words.ts';

/** Milliseconds in which a gateway ends, whatever hangs. */
const END_WITHIN = 4_500;
const SECRET = 'channels.wecom.secret';

/** `wecom-tray gateway`: runs the bot until it is told to stop. */
export async function gateway(
  terminal: Terminal,
  { logLevel }: { logLevel?: Level | 'silent' },
): Promise<ExitCode> {
  const { env, clock } = terminal;
  const stop = terminal.catchStop();
  const warned = new Set<string>();
  const instance = await openInstance({
    env,
    clock,
    reachable: true,
    onWarning(message) {
      warned.add(message);
      terminal.note(`warning: ${message}`);
    },
    ...(logLevel ? { logLevel } : {}),
  });
  try {
    const failure = await Promise.race([start(terminal, instance, stop), aborted(stop)]);
    if (failure !== undefined) {
      terminal.note(warned.has(failure) ? NO_SECRET : failure);
      return 1;
    }
    await aborted(stop);
    return 0;
  } finally {
    await Promise.race([instance.close(), sleep(clock, END_WITHIN)]);
  }
}

/** What a warning of the keychain leads to. */
const NO_SECRET =
  'So the bot has no secret. PICOCLAW_CHANNELS_WECOM_SECRET can give it one for this run.';

/** Resolves with why the bot cannot run, undefined where it does. */
async function start(
  terminal: Terminal,
  instance: Instance,
  stop: AbortSignal,
): Promise<string | undefined> {
  const { bot } = instance;
  if (bot.journal.notice) terminal.note(`warning: ${bot.journal.notice}`);
  await offerMemory(terminal, instance, stop);
  bot.onEvent(report(terminal, instance));
  const started = await bot.start();
  return started.ok ? undefined : started.message;
}

/** Resolves when `signal` aborts. */
function aborted(signal: AbortSignal): Promise<undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

/** Without a keychain a person may type the secret, for this run only. */
async function offerMemory(
  terminal: Terminal,
  { settings, keychain }: Instance,
  stop: AbortSignal,
): Promise<void> {
  const { enabled, bot_id } = settings.current().channels.wecom;
  if (!terminal.stdin.isTTY || !enabled || bot_id === '') return;
  if ((await settings.secret(SECRET)) !== undefined) return;
  if ((await keychain.status()).available) return;
  const question = `Secret of ${bot_id}, kept in memory for this run`;
  const secret = await readSecret(terminal, question, stop);
  if (secret === '') return;
  const kept = await settings.setSecret(SECRET, secret, 'memory');
  if (!kept.ok) throw new Error(kept.message);
}

/** Prints one line a change of state and one a turn; never what was said. */
function report(terminal: Terminal, { bot }: Instance): (event: BotEvent) => void {
  const { clock } = terminal;
  const line = (text: string) => terminal.say(`${timeOfDay(clock.wall())} ${text}`);
  const reportTurn = createTurnReport(bot.journal, clock);
  return (event) => {
    if (event.type === 'state' && isNews(event.state)) {
      line(describeBot({ ...bot.status(), state: event.state }, clock.wall()));
    }
    if (event.type === 'settled') {
      const text = reportTurn(event.row);
      if (text !== undefined) line(text);
    }
  };
}

/** The second and later tries were announced by the line before. */
function isNews(state: ConnectionState): boolean {
  return state.name !== 'subscribing' && !(state.name === 'connecting' && state.attempt > 1);
}
