import { statusWords } from '../../words/status.ts';
import { useSession } from '../connection/api.tsx';
import { localeOf, useLanguage, useWords } from '../language.tsx';
import css from './numbers.module.css';

/** The last 24 hours in four numbers. */
export function Numbers() {
  const { today, waiting } = useSession().bot;
  const words = useWords(statusWords);
  const locale = localeOf[useLanguage()];
  const count = (value: number) => new Intl.NumberFormat(locale).format(value);
  const median = today.median_ms === null ? words.none : words.seconds(secondsOf(today.median_ms));
  const numbers = [
    [words.turns, count(today.received), false],
    [words.median, median, false],
    [words.waiting, count(waiting), false],
    [words.failed, count(today.failed), today.failed > 0],
  ] as const;
  return (
    <dl className={css.numbers}>
      {numbers.map(([name, value, bad]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={bad ? css.bad : ''}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** One digit after the point below ten seconds. */
function secondsOf(ms: number): number {
  return ms < 10_000 ? Math.round(ms / 100) / 10 : Math.round(ms / 1000);
}
