import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runPhone } from '../../simulator/phone.ts';
import { createSimulator, type Simulator } from '../../simulator/simulator.ts';
import type { BindingEvent } from '../binding/binding.ts';
import { sleep } from '../clock.ts';
import { bindBot } from '../control/bind.ts';
import { type Instance, openInstance } from '../control/instance.ts';
import type { SecretStore } from '../settings/keychain.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import { describeBot } from './words.ts';

/** Who the person at the keyboard is in the simulated WeCom. */
const PERSON = 'zhangsan';
/** Milliseconds between two looks whether somebody confirmed; the phone here is quick. */
const POLL_MS = 100;
/** Milliseconds in which a demo ends, whatever hangs. */
const END_WITHIN = 4_500;

/** `wecom-tray demo`: a bot, a WeCom for it and a phone, in this one process. */
export async function demo(terminal: Terminal): Promise<ExitCode> {
  const { clock, stdin, stdout } = terminal;
  const signal = terminal.catchStop();
  const dir = mkdtempSync(join(tmpdir(), 'wecom-tray-demo-'));
  const simulator = await createSimulator();
  let instance: Instance | undefined;
  try {
    const keychain = createMemory();
    const env = demoEnvironment(terminal.env, dir, simulator.gatewayUrl);
    instance = await openInstance({ env, clock, keychain, reachable: false });
    const isBound = await bindByPhone(terminal, simulator, instance, signal);
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
    await Promise.race([instance?.close(), sleep(clock, END_WITHIN)]);
    await simulator.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

const HINTS = `You are ${PERSON} in WeCom. Type a message, /help for commands, Ctrl-D to leave.`;

/** The way every bot is bound, with a phone that scans and confirms by itself. */
async function bindByPhone(
  terminal: Terminal,
  simulator: Simulator,
  { settings, keychain }: Instance,
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
    settings,
    keychain,
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

/** Only the agent is the person's own; all else would reach what is real. */
function demoEnvironment(env: Terminal['env'], dir: string, gatewayUrl: string): Terminal['env'] {
  const kept = Object.entries(env).filter(
    ([name]) => !/^(PICOCLAW|WECOM_TRAY)_/.test(name) || name.startsWith('WECOM_TRAY_AGENT_'),
  );
  return {
    ...Object.fromEntries(kept),
    WECOM_TRAY_HOME: dir,
    PICOCLAW_CHANNELS_WECOM_WEBSOCKET_URL: gatewayUrl,
  };
}

/** Secrets that are gone with the process. */
function createMemory(): SecretStore {
  const secrets = new Map<string, string>();
  return {
    get: async (path) => ({ ok: true, value: secrets.get(path) }),
    set: async (path, value) => ({ ok: true, value: void secrets.set(path, value) }),
    delete: async (path) => ({ ok: true, value: void secrets.delete(path) }),
    status: async () => ({ available: true }),
  };
}
