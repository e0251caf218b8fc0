import type { Language } from '../../shared/language.ts';
import { chooseLanguage } from '../../words/language.ts';
import type { Host } from '../control/host.ts';
import type { Settings } from '../settings/schema.ts';

/** The settings that the desktop itself follows. */
export interface Preferences {
  current(): Settings['app'];
  /** The language of everything that the system shows for us. */
  language(): Language;
  /** Calls `listener` after changes, and where another bot's settings took over. */
  onChange(listener: () => void): void;
}

/** The preferences of whichever bot is there. `locale` is the system's language as BCP 47. */
export function followPreferences(host: Host, locale: () => string): Preferences {
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  let stop = (): void => {};
  const attach = (): void => {
    stop();
    stop = host.current().settings.onChange(({ keys }) => {
      if (keys.some((key) => key.startsWith('app.'))) tell();
    });
  };
  attach();
  host.onSwap(() => {
    attach();
    tell();
  });
  const current = () => host.current().settings.current().app;
  return {
    current,
    language: () => chooseLanguage(current().language, locale()),
    onChange: (listener) => void listeners.add(listener),
  };
}
