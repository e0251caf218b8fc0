import { z } from 'zod';
import type { Control } from '../../shared/settings.ts';
import { isLoopback, parseAddress } from './address.ts';
import { parseDuration } from './duration.ts';

/** What is known of a field beside its type. */
export interface FieldMeta {
  /** What the field does, in one English line. */
  readonly description: string;
  /** The values it takes, in words that complete "allowed is …". */
  readonly allowed: string;
  /** Its default, as the settings file spells it. */
  readonly initial: unknown;
  readonly control: Control;
}

function field<T extends z.ZodType>(
  type: T,
  initial: z.input<T>,
  allowed: string,
  description: string,
  control: Control = { type: 'text', long: false },
) {
  return type.prefault(initial as never).meta({ description, allowed, initial, control });
}

function flag(initial: boolean, description: string) {
  return field(z.boolean(), initial, 'true or false', description, { type: 'flag' });
}

function integer(min: number, max: number, initial: number, description: string) {
  const type = z.int().min(min).max(max);
  const control = { type: 'number', min, max } as const;
  return field(type, initial, `a whole number from ${min} to ${max}`, description, control);
}

function oneLine(initial: string, description: string) {
  const type = z
    .string()
    .trim()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
    .regex(/^[^\s\u0000-\u001f\u007f]*$/);
  return field(type, initial, 'text without spaces', description);
}

function longText(initial: string, description: string) {
  return field(z.string(), initial, 'text', description, { type: 'text', long: true });
}

function choice<const T extends string>(
  choices: readonly [T, ...T[]],
  initial: T,
  description: string,
) {
  const words = choices.map((name) => `"${name}"`);
  const allowed = `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
  return field(z.enum(choices), initial as never, allowed, description, {
    type: 'choice',
    choices,
  });
}

function allowlist(description: string) {
  const type = z.array(z.string().trim().min(1));
  return field(type, [], 'a list of user ids, each in quotes', description, { type: 'list' });
}

function isSocketAddress(value: string): boolean {
  const url = parseAddress(value, ['wss:', 'ws:']);
  return url !== undefined && (url.protocol === 'wss:' || isLoopback(url));
}

function isWebAddress(value: string): boolean {
  return parseAddress(value, ['https:', 'http:']) !== undefined;
}

const duration = z.string().transform((value, context) => {
  const ms = parseDuration(value);
  if (ms !== undefined) return ms;
  context.addIssue({ code: 'custom' });
  return z.NEVER;
});

const wecom = z.object({
  enabled: flag(false, 'Switches the AI Bot channel on.'),
  bot_id: oneLine('', 'Id of the AI Bot. Needed when the channel is enabled.'),
  websocket_url: field(
    z.string().trim().refine(isSocketAddress),
    'wss://openws.work.weixin.qq.com',
    'a wss:// address (ws:// only for this computer itself)',
    "Address of WeCom's gateway.",
  ),
  send_thinking_message: flag(true, 'Shows "Processing..." before the answer begins to stream.'),
  allow_from: allowlist('User ids that may talk to the bot. Empty: everybody.'),
  reasoning_channel_id: oneLine('', "Chat that gets the agent's reasoning. Empty: nobody does."),
});

const wecomApp = z.object({
  enabled: flag(false, 'Switches the self-built app channel on.'),
  corp_id: oneLine('', 'CorpID of the company. Needed when the channel is enabled.'),
  agent_id: integer(0, 2_147_483_647, 0, 'AgentId of the app. Needed when the channel is enabled.'),
  webhook_host: field(
    z
      .string()
      .trim()
      .regex(/^[\w.:-]+$/),
    '0.0.0.0',
    'an address of this computer, such as 127.0.0.1 or 0.0.0.0',
    'Address on which callbacks are listened for. 0.0.0.0: every network of this computer.',
  ),
  webhook_port: integer(0, 65_535, 18_792, 'Port for callbacks. 0 takes a free one.'),
  webhook_path: field(
    z
      .string()
      .trim()
      .regex(/^\/[\w.~/-]*$/),
    '/webhook/wecom-app',
    'a path that starts with / and has no query',
    'Path of the callback address.',
  ),
  allow_from: allowlist('User ids that may talk to the app. Empty: everybody.'),
  reply_timeout: integer(1, 60, 5, 'Seconds WeCom has to take an answer.'),
});

const agent = z.object({
  kind: choice(
    ['echo', 'command', 'model'],
    'echo',
    'What answers: an echo, a program of yours, or a language model.',
  ),
  command: field(
    z.array(z.string()).refine((words) => words[0] !== undefined && words[0].trim() !== ''),
    ['claude', '-p'],
    'a list of a program and its arguments, each in quotes',
    'Program and arguments of the command agent. No shell is involved.',
    { type: 'list' },
  ),
  timeout: field(
    duration,
    '5m',
    'a duration up to a day, such as "90s", "5m" or "1h"',
    'How long one answer may take.',
  ),
  base_url: field(
    z.string().trim().refine(isWebAddress),
    'http://127.0.0.1:11434/v1',
    'an http:// or https:// address without a password in it',
    'OpenAI-compatible endpoint of the model agent.',
  ),
  model: field(z.string().trim().min(1), 'qwen3', 'the name of a model', 'Model to ask.'),
  system_prompt: longText('', 'Instructions the model gets before every conversation.'),
  history: integer(0, 1000, 20, 'How many earlier messages of a chat the agent sees.'),
  show_reasoning: flag(false, "Shows the model's reasoning, folded, above the answer."),
});

const replies = z.object({
  welcome_text: longText('', 'Said when somebody opens the chat for the first time in a day.'),
  paused: flag(false, 'Keep messages and answer none until switched off again.'),
});

const journal = z.object({
  retention_days: integer(0, 36_500, 0, 'Days that conversations are kept. 0: for ever.'),
});

const app = z.object({
  language: choice(
    ['auto', 'en', 'zh'],
    'auto',
    'Language of the windows. auto: as the system has it.',
  ),
  appearance: choice(
    ['auto', 'light', 'dark'],
    'auto',
    'Colours of the windows. auto: as the system has them.',
  ),
  notifications: flag(true, 'Tells of messages and of trouble while no window is in front.'),
  notification_bodies: flag(false, 'Show message text in notifications.'),
  close_to_tray: flag(true, 'Closing the window leaves the bot running behind its tray icon.'),
});

/** The settings file. Missing sections and fields take their defaults; others are ignored. */
export const settingsSchema = z.object({
  channels: z.object({ wecom: wecom.prefault({}), wecom_app: wecomApp.prefault({}) }).prefault({}),
  agent: agent.prefault({}),
  replies: replies.prefault({}),
  journal: journal.prefault({}),
  app: app.prefault({}),
});

/** Settings in force: file and environment over defaults. Never holds a secret. */
export type Settings = z.output<typeof settingsSchema>;

/** The settings with nothing configured. */
export function defaultSettings(): Settings {
  return settingsSchema.parse({});
}
