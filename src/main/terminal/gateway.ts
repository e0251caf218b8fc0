import type { Level } from 'pino';
import { sleep } from '../clock.ts';
import type { HostOptions } from '../control/host.ts';
import { type Instance, openInstance } from '../control/instance.ts';
import { serveWindow } from './gateway-window.ts';
import { readSecret } from './input.ts';
import { reportEvents } from './report.ts';
import { stopped } from './stopped.ts';
import { type ExitCode, type Terminal, UsageError } from './terminal.ts';

/** Milliseconds in which a gateway ends, whatever hangs. */
const END_WITHIN = 4_500;
const SECRET = 'channels.wecom.secret';

/** What `gateway` is told on the command line. */
export interface GatewayOptions {
  readonly logLevel?: Level | 'silent';
  /** Serves the window to browsers on this computer. */
  readonly ui?: boolean;
  /** The port of that; default any that is free. */
  readonly port?: number;
}

/** `wecom-tray gateway`: runs the bot until it is told to stop. */
export async function gateway(
  terminal: Terminal,
  { logLevel, ui = false, port }: GatewayOptions,
): Promise<ExitCode> {
  if (port !== undefined && !ui) throw new UsageError('--port belongs to --ui.');
  const { env, clock } = terminal;
  const stop = terminal.catchStop();
  const warned = new Set<string>();
  const options: HostOptions = {
    env,
    clock,
    onWarning(message) {
      warned.add(message);
      terminal.note(`warning: ${message}`);
    },
    ...(logLevel ? { logLevel } : {}),
  };
  if (ui) return serveWindow(terminal, options, { port: port ?? 0, stop });
  const instance = await openInstance({ ...options, reachable: true });
  try {
    const failure = await Promise.race([start(terminal, instance, stop), stopped(stop)]);
    if (failure !== undefined) {
      terminal.note(warned.has(failure) ? NO_SECRET : failure);
      return 1;
    }
    await stopped(stop);
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
  reportEvents(terminal, bot);
  const started = await bot.start();
  return started.ok ? undefined : started.message;
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
