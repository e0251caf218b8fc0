import { homedir } from 'node:os';
import type { Check, LogLine } from '../../shared/diagnostics.ts';
import { describeFinding } from '../../words/diagnostics.ts';
import type { Conversations } from '../journal/conversations.ts';
import type { Problem } from '../settings/problem.ts';
import type { Settings } from '../settings/schema.ts';
import type { FieldState } from '../settings/store.ts';
import { idsInLines, maskIds } from './mask.ts';

/** What a report is made of. */
export interface ReportContents {
  /** Of this program. */
  readonly version: string;
  /** The system, its processor and its version. */
  readonly platform: string;
  /** Of what this program runs on, as `process.versions` has them. */
  readonly versions: Readonly<Record<string, string | undefined>>;
  readonly fields: readonly FieldState[];
  readonly problems: readonly Problem[];
  readonly checks: readonly Check[];
  /** The last 200 are taken. */
  readonly lines: readonly LogLine[];
  /** Every id that must not be told, as {@link idsOf} collects them. */
  readonly ids: Iterable<string>;
  /** Masks all known secrets. */
  readonly scrub: (text: string) => string;
  /** Wall-clock milliseconds. */
  readonly now: number;
  /** Default the home folder of who runs this. */
  readonly homeFolder?: string;
}

const MOST_LINES = 200;
const RUNTIMES = ['node', 'electron', 'chrome'];

/** All that somebody who helps wants to know, as one text without secrets, ids and messages. */
export function writeReport(contents: ReportContents): string {
  const { version, platform, versions, fields, problems, checks, now, scrub } = contents;
  const lines = contents.lines.slice(-MOST_LINES);
  const runtimes = RUNTIMES.filter((name) => versions[name]);
  const text = [
    `WeCom Tray ${version}, report of ${new Date(now).toISOString()}`,
    [platform, ...runtimes.map((name) => `${name} ${versions[name]}`)].join(', '),
    section('Checks', checks.map(checkLine)),
    section('Settings', fields.map(fieldLine)),
    section(
      'Problems with the settings',
      problems.map(({ message }) => message),
    ),
    section(`Log, the last ${lines.length} lines`, lines.map(logLine)),
  ].join('\n');
  const clean = withoutHome(scrub(text), contents.homeFolder ?? homedir());
  return `${maskIds(clean, [...contents.ids, ...idsInLines(lines)])}\n`;
}

function section(title: string, lines: readonly string[]): string {
  return ['', title, ...(lines.length > 0 ? lines : ['none']).map((line) => `  ${line}`)].join(
    '\n',
  );
}

function checkLine(check: Check): string {
  if (check.mark === 'running') return `${check.name}: not done`;
  return `${check.mark.padEnd(4)}  ${check.name}: ${describeFinding('en', check).detail}`;
}

/** Texts of people, whose length is enough to know. */
const PRIVATE: ReadonlySet<string> = new Set(['agent.system_prompt', 'replies.welcome_text']);

function fieldLine({ path, value, origin }: FieldState): string {
  return `${path} = ${shown(path, value)} (${origin})`;
}

function shown(path: string, value: unknown): string {
  if (PRIVATE.has(path) && value !== '') return `${String(value).length} characters`;
  if (path === 'agent.command' && Array.isArray(value)) {
    // Arguments may be keys.
    return `${JSON.stringify(value[0])} with ${value.length - 1} arguments`;
  }
  return value === undefined ? 'not shown' : JSON.stringify(value);
}

function logLine({ at, level, message, details }: LogLine): string {
  const time = Number.isNaN(at) ? '?' : new Date(at).toISOString();
  return [time, level.padEnd(5), message, details].join(' ').trimEnd();
}

/** The home folder has the name of who lives there. */
function withoutHome(text: string, home: string): string {
  if (home.length < 2) return text;
  const inJson = JSON.stringify(home).slice(1, -1);
  return text.replaceAll(inJson, '~').replaceAll(home, '~');
}

/** The ids of the bot, and of everybody and every chat it knows. */
export function idsOf(
  { channels: { wecom, wecom_app } }: Settings,
  journal: Pick<Conversations, 'chats' | 'people'>,
): string[] {
  const met = journal.chats().flatMap(({ channel, id }) => [id, ...journal.people(channel, id)]);
  const named = [wecom.bot_id, wecom.reasoning_channel_id, wecom_app.corp_id];
  return [...new Set([...named, ...wecom.allow_from, ...wecom_app.allow_from, ...met])];
}
