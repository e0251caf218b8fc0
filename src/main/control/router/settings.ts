import { z } from 'zod';
import type { SettingsView } from '../../../shared/settings.ts';
import type { Clock } from '../../clock.ts';
import { checkValue, controlOf, fields, findField, isSecretPath } from '../../settings/fields.ts';
import { forgetForeignKey } from '../agent-key.ts';
import { declined, kept, made } from '../declined.ts';
import type { Source } from '../host.ts';
import type { Instance } from '../instance.ts';
import { openView } from '../stream.ts';
import { type Base, keepInput } from './base.ts';

const SHOW_EVERY = 100;
const PATH_LENGTH = 100;
/** Characters of a setting as JSON: a system prompt may be long. */
const VALUE_LENGTH = 200_000;
const SECRET_LENGTH = 4096;

const path = z.string().min(1).max(PATH_LENGTH);
const value = z.unknown().refine((given) => (JSON.stringify(given) ?? '').length <= VALUE_LENGTH);

/** Settings and secrets. A secret goes in and never comes out. */
export function createSettingsProcedures(base: Base, source: Source, clock: Clock) {
  return {
    get: base.handler(() => viewOf(source.current())),

    follow: base.handler(({ signal }) => {
      const instance = source.current();
      return openView<SettingsView>({
        signal,
        clock,
        everyMs: SHOW_EVERY,
        listen(changed, end) {
          const stopNews = instance.settings.onNews(changed);
          const stopSwap = source.onSwap(end);
          return () => {
            stopNews();
            stopSwap();
          };
        },
        read: () => viewOf(instance),
      });
    }),

    set: base.input(z.strictObject({ path, value })).handler(async ({ input }) => {
      checkSettings({ [input.path]: input.value });
      const { settings } = source.current();
      if (input.path === 'agent.base_url') await forgetForeignKey(settings, input.value);
      return made(await settings.set(input.path, input.value));
    }),

    setSecret: base
      .input(z.strictObject({ path, value: z.string().min(1).max(SECRET_LENGTH), keep: keepInput }))
      .handler(async ({ input }) => {
        const secret = secretAt(input.path);
        checkSecret(secret, input.value);
        const { settings } = source.current();
        return kept(await settings.setSecret(secret, input.value, input.keep));
      }),

    clearSecret: base
      .input(z.strictObject({ path }))
      .handler(async ({ input }) =>
        kept(await source.current().settings.clearSecret(secretAt(input.path))),
      ),
  };
}

/** Declines values that the settings would not take, before anything is changed. */
export function checkSettings(values: Readonly<Record<string, unknown>>): void {
  for (const [name, given] of Object.entries(values)) {
    const field = findField(name);
    if (!field) throw declined('unknown', 'There is no such setting.');
    if (field.secret)
      throw declined('wrong-value', `${name} is a secret; it goes to the keychain.`);
    const checked = checkValue(field, given);
    if (!checked.ok) throw declined('wrong-value', checked.message);
  }
}

/** Declines a secret that cannot be one. */
export function checkSecret(secret: string, given: string): void {
  const field = findField(secret);
  const checked = field && checkValue(field, given);
  if (checked?.ok === false) throw declined('wrong-value', checked.message);
}

function secretAt(name: string) {
  if (!isSecretPath(name)) throw declined('unknown', 'There is no such secret.');
  return name;
}

async function viewOf({ settings, home }: Instance): Promise<SettingsView> {
  const states = await settings.origins();
  return {
    fields: fields.flatMap((field) => {
      const state = states.find((one) => one.path === field.path);
      const { initial, variable } = field;
      return state ? [{ ...state, control: controlOf(field), initial, variable }] : [];
    }),
    problems: settings.problems(),
    keychain: settings.keychain(),
    file: home.config,
  };
}
