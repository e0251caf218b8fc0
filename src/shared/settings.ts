/** Where a value came from. `memory`: kept for this run only. */
export type Origin = 'default' | 'file' | 'environment' | 'keychain' | 'memory' | 'unset';

/** What kind of control a setting wants. */
export type Control =
  | { readonly type: 'flag' }
  | { readonly type: 'number'; readonly min: number; readonly max: number }
  | { readonly type: 'text'; readonly long: boolean }
  | { readonly type: 'list' }
  | { readonly type: 'choice'; readonly choices: readonly string[] }
  | { readonly type: 'secret' };

/** One setting as it is now. */
export interface FieldView {
  /** Place in the settings file, dotted: `channels.wecom.bot_id`. */
  readonly path: string;
  readonly control: Control;
  readonly origin: Origin;
  /** As the settings file spells it; always undefined for a secret. */
  readonly value: unknown;
  readonly initial: unknown;
  /** Environment variable that overrides it. */
  readonly variable: string;
}

/** Something about the settings that a person should know or put right. */
export interface SettingsProblem {
  /** The setting, variable or file it is about. */
  readonly key: string;
  /** English. Never holds a secret. */
  readonly message: string;
}

/** All settings. */
export interface SettingsView {
  readonly fields: readonly FieldView[];
  readonly problems: readonly SettingsProblem[];
  /** Whether the keychain answers; `unknown` before anybody asked it. */
  readonly keychain: 'available' | 'unavailable' | 'unknown';
  /** Path of the settings file. */
  readonly file: string;
}
