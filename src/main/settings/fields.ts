import { z } from 'zod';
import type { Control } from '../../shared/settings.ts';
import { type FieldMeta, settingsSchema } from './schema.ts';

/** One setting: all that the file, the environment, `config get` and the manual know of it. */
export interface Field {
  /** Place in the settings file, dotted: `channels.wecom.bot_id`. */
  readonly path: string;
  /** What it does, in one line. */
  readonly meaning: string;
  /** The values it takes, in words that complete "allowed is …". */
  readonly allowed: string;
  /** Environment variable that overrides file and keychain. */
  readonly variable: string;
  /** True where the value lives in the keychain and never in the file. */
  readonly secret: boolean;
  /** Default, as the file spells it; undefined for a secret. */
  readonly initial: unknown;
  /** Accepts exactly the allowed values. */
  readonly schema: z.ZodType;
}

/** A value, or why there is none in words fit for the person who typed it. */
export type Checked =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string };

interface Secret {
  readonly path: string;
  readonly meaning: string;
  readonly allowed: string;
  readonly pattern: RegExp;
}

const KEY = /^[!-~]{1,1000}$/;
const KEY_WORDS = 'text without spaces, at most 1000 characters';

const SECRETS = [
  {
    path: 'channels.wecom.secret',
    meaning: 'Secret of the AI Bot. Needed when the channel is enabled.',
    allowed: KEY_WORDS,
    pattern: KEY,
  },
  {
    path: 'channels.wecom_app.corp_secret',
    meaning: 'Secret of the app. Needed when the channel is enabled.',
    allowed: KEY_WORDS,
    pattern: KEY,
  },
  {
    path: 'channels.wecom_app.token',
    meaning: 'Token that signs callbacks. Needed when the channel is enabled.',
    allowed: '1 to 32 letters and digits',
    pattern: /^[A-Za-z0-9]{1,32}$/,
  },
  {
    path: 'channels.wecom_app.encoding_aes_key',
    meaning: 'Key that encrypts callbacks. Needed when the channel is enabled.',
    allowed: 'exactly 43 letters and digits',
    pattern: /^[A-Za-z0-9]{43}$/,
  },
  {
    path: 'agent.api_key',
    meaning: 'Key for the endpoint of the model agent. Local endpoints need none.',
    allowed: KEY_WORDS,
    pattern: KEY,
  },
] as const satisfies readonly Secret[];

/** The path of a secret. */
export type SecretPath = (typeof SECRETS)[number]['path'];

/** Whether `path` names a secret. */
export function isSecretPath(path: string): path is SecretPath {
  return SECRETS.some((secret) => secret.path === path);
}

/** Prefixes that only our own environment variables have. */
export const variablePrefixes = [
  'PICOCLAW_CHANNELS_WECOM_',
  'WECOM_TRAY_AGENT_',
  'WECOM_TRAY_REPLIES_',
  'WECOM_TRAY_JOURNAL_',
  'WECOM_TRAY_APP_',
] as const;

function variableOf(path: string): string {
  const owner = path.startsWith('channels.') ? 'PICOCLAW' : 'WECOM_TRAY';
  return `${owner}_${path.replaceAll('.', '_').toUpperCase()}`;
}

function secretField({ path, meaning, allowed, pattern }: Secret): Field {
  const schema = z.string().trim().regex(pattern);
  const variable = variableOf(path);
  return { path, meaning, allowed, variable, secret: true, initial: undefined, schema };
}

/** What the schema says of a field that is no secret. */
function metaOf(schema: z.ZodType): FieldMeta {
  return schema.meta() as unknown as FieldMeta;
}

function plainField(path: string, schema: z.ZodType): Field {
  const meta = metaOf(schema);
  return {
    path,
    meaning: meta.description,
    allowed: meta.allowed,
    variable: variableOf(path),
    secret: false,
    initial: meta.initial,
    schema,
  };
}

function fieldsOf(section: z.ZodObject, path = ''): Field[] {
  const inside = Object.entries(section.shape).flatMap(([key, child]) => {
    const childPath = path ? `${path}.${key}` : key;
    const inner = child instanceof z.ZodPrefault ? child.unwrap() : child;
    return inner instanceof z.ZodObject
      ? fieldsOf(inner, childPath)
      : [plainField(childPath, child as z.ZodType)];
  });
  const secrets = SECRETS.filter((secret) => parentOf(secret.path) === path).map(secretField);
  return [...inside, ...secrets];
}

const parentOf = (path: string) => path.slice(0, path.lastIndexOf('.'));

/** Every setting once, in the order of the file, a section's secrets after its other fields. */
export const fields: readonly Field[] = fieldsOf(settingsSchema);

/** The setting at `path`, if there is one. */
export function findField(path: string): Field | undefined {
  return fields.find((field) => field.path === path);
}

/** What kind of control a window shows for a setting. */
export function controlOf({ secret, schema }: Field): Control {
  return secret ? { type: 'secret' } : metaOf(schema).control;
}

/** Says what is wrong with `value`, which was given as `name`; a secret is never repeated. */
export function wrongValue(field: Field, value: unknown, name = field.path): string {
  const shown = field.secret ? 'has a wrong value' : `is ${brief(value)}`;
  return `${name} ${shown}; allowed is ${field.allowed}.`;
}

/** `value` as JSON, cut to a length that fits a message. */
export function brief(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 80 ? `${json.slice(0, 79)}…` : json;
}

/** Checks `value` as the settings file would hold it and returns it trimmed. */
export function checkValue(field: Field, value: unknown, name = field.path): Checked {
  if (value === undefined || !field.schema.safeParse(value).success) {
    return { ok: false, message: wrongValue(field, value, name) };
  }
  const trimmed = typeof value === 'string' ? value.trim() : value;
  return { ok: true, value: trimmed };
}

const TRUE = /^(true|1|yes)$/i;
const FALSE = /^(false|0|no)$/i;

/**
 * Reads a setting from a variable or a command line; `name` is what messages call it. Lists are
 * comma-separated or a JSON array; booleans are true/false, 1/0 or yes/no in any case.
 */
export function parseText(field: Field, text: string, name = field.path): Checked {
  return checkValue(field, readAs(field, text), name);
}

function readAs(field: Field, text: string): unknown {
  const trimmed = text.trim();
  if (typeof field.initial === 'boolean') {
    return TRUE.test(trimmed) ? true : FALSE.test(trimmed) ? false : text;
  }
  if (typeof field.initial === 'number') {
    return /^-?\d+$/.test(trimmed) ? Number(trimmed) : text;
  }
  return Array.isArray(field.initial) ? listOf(trimmed) : text;
}

function listOf(text: string): unknown {
  if (!text.startsWith('[')) {
    return text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
