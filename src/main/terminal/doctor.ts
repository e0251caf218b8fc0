import type { DoneCheck } from '../../words/diagnostics.ts';
import { callInstance } from '../control/client.ts';
import type { BotAnswer } from '../diagnostics/answering.ts';
import { examine } from '../diagnostics/examine.ts';
import { checkFolder, unusableFolder, unusableSettings } from '../diagnostics/local.ts';
import { type Home, openHome } from '../settings/home.ts';
import { createKeychain } from '../settings/keychain.ts';
import { openSettings, type SettingsStore } from '../settings/store.ts';
import { plainLine } from './plain.ts';
import { tell } from './remedies.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** `wecom-tray doctor`: looks at all that a bot needs and says what to do where it is missing. */
export async function doctor(
  terminal: Terminal,
  { json = false }: { json?: boolean },
): Promise<ExitCode> {
  const told = (await checkup(terminal)).map(tell);
  const healthy = told.every(({ mark }) => mark !== 'fail');
  if (json) terminal.json({ ok: healthy, checks: told });
  else
    for (const { name, mark, detail, remedy = '' } of told) {
      terminal.say(`${mark.padEnd(4)}  ${name}: ${plainLine(`${detail} ${remedy}`)}`);
    }
  return healthy ? 0 : 1;
}

/** Every check; where the data folder or the settings fail, those that need them are left out. */
async function checkup(terminal: Terminal): Promise<DoneCheck[]> {
  const { env, clock } = terminal;
  let home: Home;
  try {
    home = openHome({ env });
  } catch (error) {
    return [{ name: 'folder', ...unusableFolder(error) }];
  }
  const keychain = createKeychain({ home: home.dir, clock });
  let settings: SettingsStore;
  try {
    settings = await openSettings({ home, env, keychain });
  } catch (error) {
    return [
      { name: 'folder', ...checkFolder(home) },
      { name: 'settings', ...unusableSettings(error, { home, env }) },
    ];
  }
  try {
    const bot = (signal: AbortSignal) => askBot(home, terminal, signal);
    const never = new AbortController().signal;
    const places = new Map<string, DoneCheck | undefined>();
    for await (const check of examine({ home, settings, keychain, env, clock, bot }, never)) {
      places.set(check.name, check.mark === 'running' ? undefined : check);
    }
    return [...places.values()].filter((check) => check !== undefined);
  } finally {
    await settings.close();
  }
}

async function askBot(
  { socket }: Home,
  { clock }: Terminal,
  signal: AbortSignal,
): Promise<BotAnswer> {
  const called = await callInstance({ socket, clock, signal })('status', {});
  if (called.ok) return { found: 'running', status: called.value };
  if (called.reason === 'absent') return { found: 'absent' };
  return { found: 'silent', why: called.message };
}
