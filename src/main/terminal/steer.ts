import { type Clock, sleep } from '../clock.ts';
import { callInstance } from '../control/client.ts';
import type { Called, Output } from '../control/questions.ts';
import { locateHome } from '../settings/home.ts';
import { plainLine } from './plain.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import { dateAndTime, describeState } from './words.ts';

/** Milliseconds that `connect` waits to see how it goes, and between two looks. */
const CONNECT_MS = 20_000;
const LOOK_MS = 100;

type Status = Output<'status'>;

/** `wecom-tray status`: how the running instance is. */
export async function status(
  terminal: Terminal,
  { json = false }: { json?: boolean },
): Promise<ExitCode> {
  const called = await ask(terminal, 'status');
  if (!called.ok && json) {
    terminal.json({ state: { name: called.reason }, note: called.message });
    return 1;
  }
  if (!called.ok) return complain(terminal, called.message);
  if (json) terminal.json(called.value);
  else for (const line of describe(called.value, terminal.clock)) terminal.say(line);
  return 0;
}

/** `wecom-tray connect`: connects, or takes the bot over from another device. */
export async function connect(terminal: Terminal): Promise<ExitCode> {
  const started = await ask(terminal, 'connect');
  if (!started.ok) return complain(terminal, started.message);
  const until = terminal.clock.monotonic() + CONNECT_MS;
  let now = started.value;
  while (isUnderway(now) && terminal.clock.monotonic() < until) {
    await sleep(terminal.clock, LOOK_MS);
    const called = await ask(terminal, 'status');
    if (!called.ok) return complain(terminal, called.message);
    now = called.value;
  }
  const [first = ''] = describe(now, terminal.clock);
  if (now.state.name !== 'online') return complain(terminal, first);
  terminal.say(first);
  return 0;
}

/** `wecom-tray disconnect`: ends the connection; the instance stays. */
export async function disconnect(terminal: Terminal): Promise<ExitCode> {
  const called = await ask(terminal, 'disconnect');
  if (!called.ok) return complain(terminal, called.message);
  const [first = ''] = describe(called.value, terminal.clock);
  terminal.say(first);
  return 0;
}

function ask(
  { env, clock }: Terminal,
  procedure: 'status' | 'connect' | 'disconnect',
): Promise<Called<'status' | 'connect' | 'disconnect'>> {
  return callInstance({ socket: locateHome({ env }).socket, clock })(procedure, {});
}

function complain(terminal: Terminal, message: string): ExitCode {
  terminal.note(message);
  return 1;
}

function isUnderway({ state }: Status): boolean {
  return state.name === 'connecting' || state.name === 'subscribing';
}

function describe(status: Status, clock: Clock): string[] {
  const { state, bot_id, agent, turns, today, waiting, pid } = status;
  const since = state.name === 'online' ? ` since ${dateAndTime(state.since)}` : '';
  return [
    `${describeState(state, bot_id, clock.wall())}${since}`,
    `agent: ${plainLine(agent)}`,
    `answering now: ${turns}; waiting to be sent: ${waiting}`,
    `last 24 hours: ${today.received} received, ${today.failed} not delivered`,
    `process: ${pid}`,
  ];
}
