import { useEffect, useState } from 'react';
import type { ConnectionSpan } from '../../shared/api.ts';
import { statusWords } from '../../words/status.ts';
import { useSession } from '../connection/api.tsx';
import { localeOf, useLanguage, useWords } from '../language.tsx';
import css from './day-strip.module.css';
import { type Segment, segmentsOf, timesOf } from './strip.ts';

const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MINUTE = 60_000;
/** A moment still shows. */
const LEAST = '3px';
/** Every how many hours a time stands under the strip. */
const MARK_HOURS = 6;

/** How the connection was in the last 24 hours: full, hatched and empty rather than colours alone. */
export function DayStrip() {
  const { api, bot } = useSession();
  const words = useWords(statusWords);
  const locale = localeOf[useLanguage()];
  const [seen, setSeen] = useState<{ spans: readonly ConnectionSpan[]; now: number }>();
  const { name } = bot.state;
  // Read anew when the connection changes, and once a minute.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the name is what it depends on
  useEffect(() => {
    const stop = new AbortController();
    const read = async (): Promise<void> => {
      const now = Date.now();
      const spans = await api.bot.connections({ since: now - DAY }, { signal: stop.signal });
      if (!stop.signal.aborted) setSeen({ spans, now });
    };
    const readQuietly = () => void read().catch(() => {});
    readQuietly();
    const timer = setInterval(readQuietly, MINUTE);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [api, name]);
  if (!seen) return <div className={css.strip} />;
  const from = seen.now - DAY;
  const segments = segmentsOf(seen.spans, from, seen.now);
  const clock = new Intl.DateTimeFormat(locale, CLOCK);
  const times = timesOf(segments);
  const long = (ms: number) => words.duration(Math.round(ms / MINUTE));
  const title = ({ state, from: start, until }: Segment) =>
    words.span(
      words.connection[state],
      clock.format(start),
      until === seen.now ? words.now : clock.format(until),
    );
  return (
    <figure>
      <div
        className={css.strip}
        role="img"
        aria-label={words.summary(long(times.online), long(times.trying), long(times.off))}
      >
        {segments.map((segment) => (
          <div
            key={segment.from}
            className={`${css.segment} ${css[segment.state]}`}
            style={{
              left: `min(${segment.start * 100}%, 100% - ${LEAST})`,
              width: `${segment.width * 100}%`,
              minWidth: LEAST,
            }}
            title={title(segment)}
          />
        ))}
      </div>
      <Hours from={from} until={seen.now} format={(at) => clock.format(at)} />
      <figcaption className={css.legend}>
        {(['online', 'trying', 'off'] as const).map((state) => (
          <span key={state}>
            <i className={`${css.sample} ${css[state]}`} aria-hidden />
            {words.connection[state]}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

/** Times under the strip, at full hours; the last one is the present. */
function Hours({
  from,
  until,
  format,
}: {
  from: number;
  until: number;
  format: (at: number) => string;
}) {
  const words = useWords(statusWords);
  const first = new Date(from);
  first.setMinutes(60, 0, 0);
  while (first.getHours() % MARK_HOURS !== 0) first.setHours(first.getHours() + 1);
  const marks: number[] = [];
  for (let at = first.getTime(); at < until - 1.5 * HOUR; at += MARK_HOURS * HOUR) marks.push(at);
  return (
    <div className={css.hours} aria-hidden>
      {marks.map((at) => (
        <span key={at} style={{ left: `${((at - from) / (until - from)) * 100}%` }}>
          {format(at)}
        </span>
      ))}
      <span className={css.present}>{words.now}</span>
    </div>
  );
}
