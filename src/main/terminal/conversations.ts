import { existsSync } from 'node:fs';
import { sleep } from '../clock.ts';
import { type Conversations, createConversations } from '../journal/conversations.ts';
import { openForReading } from '../journal/open.ts';
import type { ChatRow, MessageRow } from '../journal/rows.ts';
import { locateHome } from '../settings/home.ts';
import { plain, plainLine } from './plain.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import { dateAndTime } from './words.ts';

/** Milliseconds between two looks of `log --follow`, and messages taken at one. */
const LOOK_MS = 300;
const LOOK_LIMIT = 1000;

/** What `log` is told on the command line. */
export interface LogOptions {
  readonly search?: string;
  readonly follow?: boolean;
  readonly limit: number;
  readonly json?: boolean;
}

/** `wecom-tray chats`: the address book. */
export async function chats(
  terminal: Terminal,
  { json = false }: { json?: boolean },
): Promise<ExitCode> {
  const found = read(terminal, (journal) =>
    journal.chats().map((chat) => ({ ...chat, people: journal.people(chat.channel, chat.id) })),
  );
  if (json) terminal.json(found ?? []);
  else if (!found?.length) terminal.note('No chats yet: they appear when people write to the bot.');
  else for (const chat of found) terminal.say(chatLine(chat));
  return 0;
}

/** `wecom-tray log`: what was said, the newest last. */
export async function log(
  terminal: Terminal,
  chatId: string | undefined,
  { search, follow = false, limit, json = false }: LogOptions,
): Promise<ExitCode> {
  const within = chatId === undefined ? {} : { chatId };
  const show = (journal: Conversations, message: MessageRow) =>
    json ? terminal.json(message) : terminal.say(messageLines(message, journal));
  const query = (limits: { limit: number; after?: number }) => (journal: Conversations) => {
    const all = { ...within, ...limits };
    const found = search === undefined ? journal.messages(all) : journal.search(search, all);
    for (const message of found) show(journal, message);
    return found.at(-1)?.seq;
  };
  const signal = follow ? terminal.catchStop() : undefined;
  let last = read(terminal, query({ limit }));
  if (last === undefined && !follow && !json) terminal.note('Nothing found.');
  while (signal && !signal.aborted) {
    last = read(terminal, query({ limit: LOOK_LIMIT, after: last ?? 0 })) ?? last;
    await sleep(terminal.clock, LOOK_MS, signal);
  }
  return 0;
}

/** Reads the journal beside the instance that writes it; undefined where there is none yet. */
function read<T>({ env }: Terminal, look: (journal: Conversations) => T): T | undefined {
  const { journal: path } = locateHome({ env });
  if (!existsSync(path)) return undefined;
  const database = openForReading(path);
  try {
    return look(createConversations(database));
  } finally {
    database.close();
  }
}

function chatLine(chat: ChatRow & { readonly people: readonly string[] }): string {
  const { id, type, last_seen, unreachable, people } = chat;
  const with_ = type === 'group' ? `, with ${people.map(plainLine).join(', ')}` : '';
  const trouble = unreachable === null ? '' : ` (cannot be reached: ${unreachable})`;
  return `${dateAndTime(last_seen)}  ${plainLine(id)}  ${type}${with_}${trouble}`;
}

function messageLines(message: MessageRow, journal: Conversations): string {
  const { at, channel, chat_id, direction, sender, kind, text, state, note } = message;
  const isGroup = journal.chat(channel, chat_id)?.type === 'group';
  const chat = isGroup ? `group ${chat_id}` : chat_id;
  const who = direction === 'out' ? `bot to ${chat}` : isGroup ? `${sender} in ${chat}` : chat;
  // Further lines are set in, so that none passes for a message of its own.
  const said = plain(text === '' ? `[${kind}]` : text).replaceAll('\n', '\n    ');
  const trouble = HARMLESS.has(state) ? '' : ` [${plainLine(note ? `${state}: ${note}` : state)}]`;
  return `${dateAndTime(at)}  ${plainLine(who)}: ${said}${trouble}`;
}

/** States of a message with which nothing is wrong. */
const HARMLESS: ReadonlySet<MessageRow['state']> = new Set([
  'received',
  'answered',
  'sending',
  'delivered',
]);
