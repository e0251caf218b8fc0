import { runPhone } from '../../simulator/phone.ts';
import type { BindingEvent } from '../binding/binding.ts';
import { bindBot } from '../control/bind.ts';
import { type DemoInstance, openDemo } from '../control/demo-instance.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import { describeBot } from './words.ts';

/** Who the person at the keyboard is in the simulated WeCom. */
const PERSON = 'zhangsan';
/** Milliseconds between two looks whether somebody confirmed; the phone here is quick. */
const POLL_MS = 100;

/** `wecom-tray demo`: a bot, a WeCom for it and a phone, in this one process. */
export async function demo(terminal: Terminal): Promise<ExitCode> {
  const { env, clock, stdin, stdout } = terminal;
  const signal = terminal.catchStop();
  const opened = await openDemo({ env, clock });
  const { simulator, instance } = opened;
  try {
    const isBound = await bindByPhone(terminal, opened, signal);
    if (!isBound) return signal.aborted ? 0 : 1;
    const started = await instance.bot.start();
    if (!started.ok) throw new Error(started.message);
    const { status } = instance.bot;
    await simulator.waitFor(() => status().state.name === 'online' || signal.aborted);
    terminal.note(describeBot(status(), clock.wall()));
    const interactive = stdin.isTTY === true;
    if (interactive) terminal.note(HINTS);
    return await runPhone({
      simulator,
      input: stdin,
      output: stdout,
      interactive,
      from: PERSON,
      signal,
    });
  } finally {
    await opened.close();
  }
}

const HINTS = `You are ${PERSON} in WeCom. Type a message, /help for commands, Ctrl-D to leave.`;

/** The way every bot is bound, with a phone that scans and confirms by itself. */
async function bindByPhone(
  terminal: Terminal,
  { simulator, instance }: DemoInstance,
  signal: AbortSignal,
): Promise<boolean> {
  const code = () => simulator.qr.latest() ?? '';
  const onEvent = ({ state }: BindingEvent): void => {
    if (state === 'waiting') simulator.qr.scan(code());
    if (state === 'scanned') simulator.qr.confirm(code());
    const words = STEPS.get(state);
    if (words) terminal.note(words);
  };
  const bound = await bindBot({
    settings: instance.settings,
    keychain: instance.keychain,
    baseUrl: simulator.httpUrl,
    clock: terminal.clock,
    pollMs: POLL_MS,
    signal,
    onEvent,
  });
  if ('message' in bound) terminal.note(bound.message);
  return bound.state === 'saved';
}

const STEPS: ReadonlyMap<BindingEvent['state'], string> = new Map([
  ['requesting', 'Binding a bot in a simulated WeCom…'],
  ['scanned', 'QR code scanned'],
  ['verifying', 'confirmed in WeCom'],
]);
