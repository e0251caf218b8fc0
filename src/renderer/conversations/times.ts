import type { Language } from '../../shared/language.ts';
import { conversationsWords } from '../../words/conversations.ts';
import { isSameDay } from './rows.ts';

/** Times as people read them. */
export interface Times {
  /** `14:05`. */
  clock(at: number): string;
  /** `Today`, `Friday, 21 November`, with the year where it is another. */
  day(at: number, now: number): string;
  /** As short as it can be said: a time today, else a day. */
  short(at: number, now: number): string;
  /** Day and time. */
  full(at: number): string;
}

const LOCALES = { en: 'en-GB', zh: 'zh-CN' } as const;

/** How times are written in `language`. Costly: make it once. */
export function createTimes(language: Language): Times {
  const words = conversationsWords[language];
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(LOCALES[language], options);
    return (at: number) => formatter.format(at);
  };
  const clock = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const day = format({ weekday: 'long', day: 'numeric', month: 'long' });
  const dayOfYear = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const short = format({ day: 'numeric', month: 'short' });
  const shortOfYear = format({ day: 'numeric', month: 'numeric', year: 'numeric' });
  const full = format({
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const isThisYear = (at: number, now: number) =>
    new Date(at).getFullYear() === new Date(now).getFullYear();
  return {
    clock,
    full,
    day(at, now) {
      if (isSameDay(at, now)) return words.today;
      if (isSameDay(at, dayBefore(now))) return words.yesterday;
      return isThisYear(at, now) ? day(at) : dayOfYear(at);
    },
    short(at, now) {
      if (isSameDay(at, now)) return clock(at);
      if (isSameDay(at, dayBefore(now))) return words.yesterday;
      return isThisYear(at, now) ? short(at) : shortOfYear(at);
    },
  };
}

/** Days are not all 24 hours long. */
function dayBefore(at: number): number {
  const day = new Date(at);
  day.setDate(day.getDate() - 1);
  return day.getTime();
}
