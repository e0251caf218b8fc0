import type { Language } from '../shared/language.ts';

/** What to speak: the setting, else the system's language (BCP 47) where we speak it, else English. */
export function chooseLanguage(setting: unknown, system: string): Language {
  if (setting === 'en' || setting === 'zh') return setting;
  return /^zh\b/i.test(system) ? 'zh' : 'en';
}
