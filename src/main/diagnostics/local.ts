import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { FindingOf } from '../../shared/diagnostics.ts';
import { createConversations } from '../journal/conversations.ts';
import { openForReading } from '../journal/open.ts';
import type { Home } from '../settings/home.ts';
import { messageOf, type Problem, SettingsError } from '../settings/problem.ts';
import type { Patient } from './examine.ts';

const SECRET = 'channels.wecom.secret';
const MB = 1024 * 1024;
/** Free bytes below which the journal may soon be unable to grow. */
const LOW = 500 * MB;
/** Free bytes below which writing is about to fail. */
const FULL = 50 * MB;

/** The data folder is there. */
export function checkFolder({ dir }: Pick<Home, 'dir'>): FindingOf<'folder'> {
  return { mark: 'ok', finding: 'ready', values: { path: dir } };
}

/** Why there is no data folder. */
export function unusableFolder(error: unknown): FindingOf<'folder'> {
  return { mark: 'fail', finding: 'unusable', values: { why: messageOf(error) } };
}

/** Whether the file system of the data folder has room. */
export async function checkDisk({ dir }: Pick<Home, 'dir'>): Promise<FindingOf<'disk'>> {
  const { bavail, bsize } = await statfs(dir);
  return judgeSpace(bavail * bsize);
}

/** What `free` bytes mean. */
export function judgeSpace(free: number): FindingOf<'disk'> {
  const values = { free };
  if (free < FULL) return { mark: 'fail', finding: 'full', values };
  if (free < LOW) return { mark: 'warn', finding: 'low', values };
  return { mark: 'ok', finding: 'enough', values };
}

/** What is wrong with the settings in force; the secret and the keychain have their own checks. */
export function checkSettings({ home, settings, env }: Patient): FindingOf<'settings'> {
  const problems = settings.problems().filter(({ key }) => key !== SECRET && key !== 'keychain');
  if (problems.length === 0) {
    return { mark: 'ok', finding: 'good', values: { file: home.config } };
  }
  const values = valuesOf(problems, env, home.config);
  return { mark: 'warn', finding: 'problems', values };
}

/** Why there are no settings. */
export function unusableSettings(
  error: unknown,
  { home, env }: Pick<Patient, 'home' | 'env'>,
): FindingOf<'settings'> {
  const problems =
    error instanceof SettingsError ? error.problems : [{ key: '', message: messageOf(error) }];
  const values = valuesOf(problems, env, home.config);
  return { mark: 'fail', finding: 'unusable', values };
}

function valuesOf(problems: readonly Problem[], env: Patient['env'], file: string) {
  const isUnsaid = problems.some(({ key }) => key !== file && !Object.hasOwn(env, key));
  const unsaid: 0 | 1 = isUnsaid ? 1 : 0;
  return { problems: problems.map(({ message }) => message).join(' '), file, unsaid };
}

/** Whether the keychain answers, or is not needed. */
export async function checkKeychain({ keychain, env }: Patient): Promise<FindingOf<'keychain'>> {
  const status = await keychain.status();
  if (status.available) return { mark: 'ok', finding: 'answers', values: {} };
  const values = { why: status.reason, remedy: status.remedy };
  return env['PICOCLAW_CHANNELS_WECOM_SECRET']
    ? { mark: 'warn', finding: 'unneeded', values }
    : { mark: 'fail', finding: 'unavailable', values };
}

/** Whether the journal can be read. */
export function checkJournal({ journal }: Pick<Home, 'journal'>): FindingOf<'journal'> {
  if (!existsSync(journal)) return { mark: 'ok', finding: 'none', values: {} };
  try {
    const database = openForReading(journal);
    try {
      const chats = createConversations(database).chats().length;
      return { mark: 'ok', finding: 'readable', values: { path: journal, chats } };
    } finally {
      database.close();
    }
  } catch (error) {
    return { mark: 'warn', finding: 'unreadable', values: { why: messageOf(error) } };
  }
}

/** Whether a bot is bound, switched on, and has its secret. */
export async function checkBot({ settings }: Patient): Promise<FindingOf<'bot'>> {
  const { enabled, bot_id: bot } = settings.current().channels.wecom;
  if (bot === '') return { mark: 'fail', finding: 'not-bound', values: {} };
  if (!enabled) return { mark: 'fail', finding: 'switched-off', values: { bot } };
  return (await settings.secret(SECRET)) === undefined
    ? { mark: 'fail', finding: 'no-secret', values: { bot } }
    : { mark: 'ok', finding: 'bound', values: { bot } };
}
