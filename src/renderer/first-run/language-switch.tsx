import type { Language } from '../../shared/language.ts';
import { firstRunWords, languageNames } from '../../words/first-run.ts';
import { useSession } from '../connection/api.tsx';
import { Button } from '../design/button.tsx';
import { localeOf, useLanguage, useWords } from '../language.tsx';
import css from './first-run.module.css';

const SETTING = 'app.language';
const LANGUAGES: readonly Language[] = ['en', 'zh'];

/** What {@link LanguageSwitch} needs. */
export interface LanguageSwitchProps {
  /** Does something and says so where it fails. */
  readonly tell: (work: () => Promise<unknown>) => Promise<void>;
}

/** What the window speaks; not there where the environment says it. */
export function LanguageSwitch({ tell }: LanguageSwitchProps) {
  const { api, settings } = useSession();
  const words = useWords(firstRunWords);
  const language = useLanguage();
  const field = settings.fields.find(({ path }) => path === SETTING);
  if (!field || field.origin === 'environment') return null;
  const speak = (value: Language) => tell(() => api.settings.set({ path: SETTING, value }));
  return (
    <fieldset className={css.languages} aria-label={words.language}>
      {LANGUAGES.map((one) => (
        <Button key={one} kind="quiet" small pressed={one === language} onClick={() => speak(one)}>
          <span lang={localeOf[one]}>{languageNames[one]}</span>
        </Button>
      ))}
    </fieldset>
  );
}
