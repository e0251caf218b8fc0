import { existsSync } from 'node:fs';
import { sleep } from '../clock.ts';
import { callInstance } from '../control/client.ts';
import { createConversations } from '../journal/conversations.ts';
import { openForReading } from '../journal/open.ts';
import { type Home, openHome } from '../settings/home.ts';
import { createKeychain, type SecretStore } from '../settings/keychain.ts';
import { messageOf, SettingsError } from '../settings/problem.ts';
import { openSettings, type SettingsStore } from '../settings/store.ts';
import { checkAgent, checkClock, checkNetwork, type Finding, fail, ok, warn } from './checks.ts';
import { plainLine } from './plain.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import { describePlace, describeState } from './words.ts';

/** Milliseconds that a check may take. The keychain has a deadline of its own, below this one. */
const CHECK_MS = 12_000;
const NETWORK_MS = 6_000;
const API_URL = 'https://qyapi.weixin.qq.com';
const SECRET = 'channels.wecom.secret';

interface Check {
  readonly name: string;
  readonly run: (signal: AbortSignal) => Promise<Finding> | Finding;
  readonly withinMs?: number;
}

type Checked = Finding & { readonly name: string };

/** `wecom-tray doctor`: looks at all that a bot needs and says what to do where it is missing. */
export async function doctor(
  terminal: Terminal,
  { json = false }: { json?: boolean },
): Promise<ExitCode> {
  const checked = await examine(terminal);
  const healthy = checked.every(({ mark }) => mark !== 'fail');
  if (json) terminal.json({ ok: healthy, checks: checked });
  else
    for (const { name, mark, detail, remedy } of checked) {
      const advice = remedy ? `. ${plainLine(remedy)}` : '';
      terminal.say(`${mark.padEnd(4)}  ${name}: ${plainLine(detail).replace(/\.$/, '')}${advice}`);
    }
  return healthy ? 0 : 1;
}

/** Every check; where the data folder or the settings fail, those that need them are left out. */
async function examine(terminal: Terminal): Promise<Checked[]> {
  const { env, clock } = terminal;
  let home: Home;
  try {
    home = openHome({ env });
  } catch (error) {
    return [{ name: 'data folder', mark: 'fail', detail: messageOf(error) }];
  }
  const folder: Checked = { name: 'data folder', ...ok(home.dir) };
  const keychain = createKeychain({ home: home.dir, clock });
  let settings: SettingsStore;
  try {
    settings = await openSettings({ home, env, keychain });
  } catch (error) {
    const problems = error instanceof SettingsError ? error.problems : [];
    const remedy = describePlace(problems, env, home.config);
    return [folder, { name: 'settings', ...fail(messageOf(error), remedy) }];
  }
  try {
    const checks = checksOf({ terminal, home, keychain, settings });
    return [folder, ...(await Promise.all(checks.map((check) => run(check, terminal))))];
  } finally {
    await settings.close();
  }
}

interface Patient {
  readonly terminal: Terminal;
  readonly home: Home;
  readonly keychain: SecretStore;
  readonly settings: SettingsStore;
}

function checksOf(patient: Patient): Check[] {
  const { terminal, home, settings } = patient;
  const { env, clock } = terminal;
  const { channels, agent } = settings.current();
  const apiUrl = env['WECOM_TRAY_API_URL'] || API_URL;
  return [
    { name: 'settings', run: () => checkSettings(patient) },
    { name: 'keychain', run: () => checkKeychain(patient) },
    { name: 'journal', run: () => checkJournal(home) },
    { name: 'bot', run: () => checkBot(patient) },
    {
      name: 'network',
      run: (signal) => checkNetwork(channels.wecom.websocket_url, signal),
      withinMs: NETWORK_MS,
    },
    {
      name: 'clock',
      run: (signal) => checkClock(apiUrl, () => clock.wall(), signal),
      withinMs: NETWORK_MS,
    },
    {
      name: 'agent',
      run: (signal) => checkAgent(agent, () => settings.secret('agent.api_key'), env, signal),
    },
    { name: 'instance', run: () => checkInstance(patient) },
  ];
}

async function run({ name, run: look, withinMs = CHECK_MS }: Check, { clock }: Terminal) {
  const enough = new AbortController();
  const done = new AbortController();
  const late = sleep(clock, withinMs, done.signal).then(() => {
    enough.abort();
    return fail(
      `no answer within ${withinMs / 1000} s`,
      'Try again; if it stays, check the network.',
    );
  });
  try {
    return { name, ...(await Promise.race([look(enough.signal), late])) };
  } catch (error) {
    return { name, ...fail(messageOf(error), 'Try again; the message says what is in the way.') };
  } finally {
    done.abort();
  }
}

function checkSettings({ home, settings, terminal: { env } }: Patient): Finding {
  const problems = settings.problems().filter(({ key }) => key !== SECRET && key !== 'keychain');
  if (problems.length === 0) return ok(home.config);
  const words = problems.map(({ message }) => message).join(' ');
  return warn(words, describePlace(problems, env, home.config));
}

async function checkKeychain({ keychain, terminal }: Patient): Promise<Finding> {
  const status = await keychain.status();
  if (status.available) return ok('answers');
  return terminal.env['PICOCLAW_CHANNELS_WECOM_SECRET']
    ? warn(`${status.reason} The secret comes from the environment`, status.remedy)
    : fail(status.reason, status.remedy);
}

const NEXT_START = 'The next start brings it up to date, or sets it aside and begins a new one.';

function checkJournal({ journal }: Home): Finding {
  if (!existsSync(journal)) return ok('none yet; the first start makes it');
  try {
    const database = openForReading(journal);
    const chats = createConversations(database).chats().length;
    database.close();
    return ok(`${journal}, chats: ${chats}`);
  } catch (error) {
    return warn(messageOf(error), NEXT_START);
  }
}

async function checkBot({ settings }: Patient): Promise<Finding> {
  const { enabled, bot_id } = settings.current().channels.wecom;
  if (bot_id === '') return fail('no bot is bound', 'Run `wecom-tray auth wecom`.');
  if (!enabled) {
    const switchOn = 'Run `wecom-tray config set channels.wecom.enabled true`.';
    return fail(`${bot_id} is bound, but the channel is switched off`, switchOn);
  }
  if ((await settings.secret(SECRET)) !== undefined) return ok(`${bot_id} is bound`);
  return fail(`${bot_id} is bound, but its secret is missing`, GIVE_SECRET);
}

const GIVE_SECRET =
  'Run `wecom-tray config set channels.wecom.secret`, or `wecom-tray auth wecom`.';

async function checkInstance({ home, settings, terminal: { clock } }: Patient): Promise<Finding> {
  const called = await callInstance({ socket: home.socket, clock })('status', {});
  if (!called.ok) {
    return called.reason === 'absent'
      ? warn('none is running', 'Run `wecom-tray gateway`.')
      : fail(called.message);
  }
  const { state, pid } = called.value;
  const { bot_id } = settings.current().channels.wecom;
  const detail = `process ${pid}: ${describeState(state, bot_id, clock.wall())}`;
  switch (state.name) {
    case 'online':
      return ok(detail);
    case 'refused':
      return fail(detail);
    case 'stopped':
      return warn(detail, '`wecom-tray connect` connects it.');
    default:
      return warn(detail);
  }
}
