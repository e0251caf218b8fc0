import { z } from 'zod';
import { checkValue, findField, isSecretPath, type SecretPath } from './fields.ts';
import type { Change } from './problem.ts';
import { isSection } from './resolve.ts';
import type { SettingsStore } from './store.ts';

/** What a PicoClaw configuration becomes here. */
export interface MigrationPlan {
  /** Values by path, for the settings file. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Secrets by path, for the keychain. Never show them. */
  readonly secrets: Readonly<Partial<Record<SecretPath, string>>>;
  /** Keys of the old file and the setting each became. */
  readonly kept: readonly { readonly key: string; readonly to: string }[];
  /** Keys of the old file that are not taken over. */
  readonly dropped: readonly { readonly key: string; readonly reason: string }[];
  /** What is left for a person to do. */
  readonly todo: readonly string[];
}

/** A plan, or why the file cannot be read. */
export type Migration =
  | { readonly ok: true; readonly plan: MigrationPlan }
  | { readonly ok: false; readonly message: string };

/** Plans what to take over from the text of a PicoClaw configuration (JSON). */
export function migratePicoclaw(text: string): Migration {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return {
      ok: false,
      message: 'The file is not valid JSON, so it is no PicoClaw configuration.',
    };
  }
  const sections = sectionsOf(content);
  if (sections.length === 0) {
    return { ok: false, message: 'The file has no WeCom channel (channels.wecom…).' };
  }
  return { ok: true, plan: planOf(sections) };
}

/**
 * Carries a plan out: the secrets first, then all settings in one go. Where a secret cannot be
 * kept, nothing is written to the settings file.
 */
export async function applyMigration(
  store: Pick<SettingsStore, 'setSecret' | 'update'>,
  plan: MigrationPlan,
): Promise<Change> {
  for (const [path, value] of Object.entries(plan.secrets)) {
    if (!isSecretPath(path)) continue;
    const kept = await store.setSecret(path, value);
    if (!kept.ok) return kept;
  }
  return store.update(plan.settings);
}

const WECOM = 'channels.wecom';
const TYPES = ['wecom', 'wecom_aibot', 'wecom_app'] as const;

interface Section {
  readonly type: (typeof TYPES)[number];
  /** Where it stands in the old file: `channels.wecom_aibot`. */
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * The WeCom sections, best source first: those with a bot, then in the order of the types. Newer
 * files call the map `channel_list` and nest most fields in `settings`.
 */
function sectionsOf(content: unknown): Section[] {
  if (!isSection(content)) return [];
  const found = ['channels', 'channel_list'].flatMap((container) =>
    entriesOf(content[container]).flatMap(([key, entry]): Section[] => {
      const type = TYPES.find((known) => known === (entry['type'] ?? key));
      const { type: _type, name: _name, settings, ...rest } = entry;
      const values = { ...rest, ...(isSection(settings) ? settings : {}) };
      return type ? [{ type, name: `${container}.${key}`, values }] : [];
    }),
  );
  const rank = (section: Section) => (hasBot(section) ? 0 : 3) + TYPES.indexOf(section.type);
  return found.toSorted((a, b) => rank(a) - rank(b));
}

function entriesOf(container: unknown): [string, Record<string, unknown>][] {
  const entries = Array.isArray(container)
    ? container.filter(isSection).map((entry) => [String(entry['name'] ?? entry['type']), entry])
    : Object.entries(isSection(container) ? container : {});
  return entries.filter((entry): entry is [string, Record<string, unknown>] => isSection(entry[1]));
}

function hasBot({ type, values }: Section): boolean {
  return type !== 'wecom_app' && typeof values['bot_id'] === 'string' && values['bot_id'] !== '';
}

function planOf(sections: readonly Section[]): MigrationPlan {
  const settings: Record<string, unknown> = {};
  const secrets: Partial<Record<SecretPath, string>> = {};
  const kept: MigrationPlan['kept'][number][] = [];
  const dropped: MigrationPlan['dropped'][number][] = [];
  for (const section of sections) {
    if (section.type === 'wecom_app') dropped.push({ key: section.name, reason: USE_WECOM });
    for (const [name, value] of Object.entries(section.values)) {
      if (isEmpty(value)) continue;
      const key = `${section.name}.${name}`;
      const path = `${WECOM}.${name}`;
      const verdict: Verdict =
        path in settings || path in secrets
          ? { drop: `${sections[0]?.name} has it too, and is the one in use.` }
          : judge(section, name, value, section === sections[0]);
      if ('drop' in verdict) dropped.push({ key, reason: verdict.drop });
      else {
        kept.push({ key, to: path });
        if (isSecretPath(path)) secrets[path] = String(verdict.keep);
        else settings[path] = verdict.keep;
      }
    }
  }
  return { settings, secrets, kept, dropped, todo: todoOf(settings, secrets) };
}

type Verdict = { readonly keep: unknown } | { readonly drop: string };

function judge(section: Section, name: string, value: unknown, first: boolean): Verdict {
  const isAllowlist = name === 'allow_from';
  if (section.type === 'wecom_app' && !isAllowlist) return { drop: reasonForApp(name) };
  const field = findField(`${WECOM}.${name}`);
  if (!field) return { drop: LEGACY.get(name) ?? 'It is not a setting here.' };
  // An allowlist is taken from wherever there is one: losing it would let everybody in.
  if (!first && !isAllowlist) return { drop: 'Another section is the one in use.' };
  if (name === 'enabled' && !hasBot(section)) {
    return { drop: 'There is no bot to connect yet; binding one switches the channel on.' };
  }
  if (field.secret && typeof value === 'string' && POINTER.test(value)) {
    return { drop: 'It only says where the secret is, which is not read from there.' };
  }
  const checked = checkValue(field, isAllowlist ? userIdsOf(value) : value);
  return checked.ok ? { keep: checked.value } : { drop: checked.message };
}

/** Values that stand in a configuration for a secret that is elsewhere. */
const POINTER = /^(ref:|enc:\/\/|file:\/\/|\[NOT_HERE\]$)/;

const oldAllowlist = z.union([
  z.string().transform((ids) => ids.split(',')),
  z.array(z.union([z.string(), z.number()])),
]);

/** User ids from the forms `id`, number, `wecom:id` and `id|name`. */
function userIdsOf(value: unknown): unknown {
  const list = oldAllowlist.safeParse(value);
  if (!list.success) return value;
  return list.data.map((id) =>
    String(id)
      .trim()
      .replace(/^wecom:/i, '')
      .replace(/\|.*$/, ''),
  );
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

const NO_WEBHOOK = 'No longer used: the connection goes out from here, nothing calls in.';
const NO_APP = 'No longer used: an AI Bot is known by bot_id and secret.';
const USE_WECOM = 'Remove it and use channels.wecom instead.';
const NOT_PART = 'No longer part of the channel.';

const LEGACY = new Map([
  ['token', NO_WEBHOOK],
  ['encoding_aes_key', NO_WEBHOOK],
  ['webhook_url', NO_WEBHOOK],
  ['webhook_host', NO_WEBHOOK],
  ['webhook_port', NO_WEBHOOK],
  ['webhook_path', NO_WEBHOOK],
  ['corp_id', NO_APP],
  ['corp_secret', NO_APP],
  ['agent_id', NO_APP],
  ['welcome_message', `${NOT_PART} To greet people, set replies.welcome_text.`],
  ['processing_message', `${NOT_PART} send_thinking_message shows or hides a fixed one.`],
  ['max_steps', NOT_PART],
]);

function reasonForApp(name: string): string {
  const reason = LEGACY.get(name) ?? 'No longer used.';
  const path = `channels.wecom_app.${name}`;
  return findField(path)
    ? `${reason} To run the app beside the bot, use \`wecom-tray config set ${path}\`.`
    : reason;
}

function todoOf(settings: Record<string, unknown>, secrets: MigrationPlan['secrets']): string[] {
  if (!(`${WECOM}.bot_id` in settings)) return ['Bind a bot: `wecom-tray auth wecom`.'];
  if (secrets[`${WECOM}.secret`] !== undefined) return [];
  return [
    'Enter the secret, which PicoClaw keeps in .security.yml: ' +
      '`wecom-tray config set channels.wecom.secret`, or bind anew: `wecom-tray auth wecom`.',
  ];
}
