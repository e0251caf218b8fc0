import { createContext, use } from 'react';
import type { InEach, Language } from '../shared/language.ts';

/** The language that everything is shown in. */
export const LanguageContext = createContext<Language>('en');

/** The words of one area, in the language of the window. */
export function useWords<Words>(words: InEach<Words>): Words {
  return words[use(LanguageContext)];
}

/** The language of the window, for dates and numbers. */
export function useLanguage(): Language {
  return use(LanguageContext);
}

/** As BCP 47, for `Intl` and the page's `lang`. */
export const localeOf: InEach<string> = { en: 'en', zh: 'zh-CN' };
