import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { LogLine } from '../../shared/diagnostics.ts';
import { diagnosticsWords } from '../../words/diagnostics.ts';
import { useApi, useFollow } from '../connection/api.tsx';
import { Button } from '../design/button.tsx';
import { inputClass } from '../design/field.tsx';
import { localeOf, useLanguage, useWords } from '../language.tsx';
import css from './live-log.module.css';
import { appended, filtered, KEPT_LINES, type NumberedLine } from './log-lines.ts';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
const LINE_HEIGHT = 22;
/** Pixels from the end within which the view goes on following. */
const NEAR_END = 24;

/** What the program does, as it does it. */
export function LiveLog() {
  const words = useWords(diagnosticsWords);
  const [level, setLevel] = useState<LogLine['level']>('info');
  const [filter, setFilter] = useState('');
  const { lines, held, paused, setPaused } = useLines();
  const shown = useMemo(() => filtered(lines, level, filter), [lines, level, filter]);
  return (
    <section className={css.log} aria-label={words.log.title}>
      <div className={css.head}>
        <h2>{words.log.title}</h2>
        <input
          className={`${inputClass} ${css.filter}`}
          type="search"
          aria-label={words.log.filter}
          placeholder={words.log.filter}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        <select
          className={`${inputClass} ${css.level}`}
          aria-label={words.log.from}
          value={level}
          onChange={(event) => setLevel(event.target.value as LogLine['level'])}
        >
          {LEVELS.map((name) => (
            <option key={name} value={name}>
              {words.log.levels[name]}
            </option>
          ))}
        </select>
        <Button pressed={paused} onClick={() => setPaused(!paused)}>
          {paused ? words.log.resume : words.log.pause}
        </Button>
      </div>
      {held > 0 && (
        <p className={css.held} role="status">
          {words.log.held(held)}
        </p>
      )}
      <Lines lines={shown} empty={lines.length === 0 ? words.log.empty : words.log.nothing} />
    </section>
  );
}

/** Follows the log; while it is paused, new lines wait. */
function useLines() {
  const api = useApi();
  const [lines, setLines] = useState<readonly NumberedLine[]>([]);
  const [waiting, setWaiting] = useState<readonly LogLine[]>([]);
  const [paused, setPausedState] = useState(false);
  const isPaused = useRef(false);
  useFollow(
    api.diagnostics.log,
    (more) => {
      if (isPaused.current) setWaiting((before) => [...before, ...more].slice(-KEPT_LINES));
      else setLines((before) => appended(before, more));
    },
    // A stream that is opened again begins with the last lines again.
    () => {
      setLines([]);
      setWaiting([]);
    },
  );
  const setPaused = (next: boolean): void => {
    isPaused.current = next;
    setPausedState(next);
    if (next) return;
    setLines((before) => appended(before, waiting));
    setWaiting([]);
  };
  return { lines, held: waiting.length, paused, setPaused };
}

function Lines({ lines, empty }: { lines: readonly NumberedLine[]; empty: string }) {
  const words = useWords(diagnosticsWords);
  const scroller = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const getKey = useCallback((index: number) => lines[index]?.id ?? index, [lines]);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    getItemKey: getKey,
    overscan: 20,
  });
  useEffect(() => {
    if (following.current && lines.length > 0) virtual.scrollToIndex(lines.length - 1);
  }, [lines, virtual]);
  const onScroll = (): void => {
    const { scrollTop = 0, scrollHeight = 0, clientHeight = 0 } = scroller.current ?? {};
    following.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
  };
  return (
    <div
      ref={scroller}
      className={`${css.lines} selectable`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard has to reach it
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label={words.log.title}
      onScroll={onScroll}
    >
      {lines.length === 0 && <p className={css.empty}>{empty}</p>}
      <div className={css.space} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const line = lines[item.index];
          return (
            line && (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className={css.line}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <Line line={line} />
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

function Line({ line }: { line: LogLine }) {
  const locale = localeOf[useLanguage()];
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hour12: false });
  return (
    <>
      <time dateTime={new Date(line.at).toISOString()}>{time.format(line.at)}</time>{' '}
      <b className={css[line.level] ?? ''}>{line.level}</b> {line.message}{' '}
      {line.details && <span className={css.details}>{line.details}</span>}
    </>
  );
}
