import { useCallback, useEffect, useRef, useState } from 'react';
import type { Check, CheckName } from '../../shared/diagnostics.ts';
import { commonWords } from '../../words/common.ts';
import {
  type DoneCheck,
  describeFinding,
  diagnosticsWords,
  type FindingAction,
} from '../../words/diagnostics.ts';
import { reasonOf, useApi } from '../connection/api.tsx';
import { Button } from '../design/button.tsx';
import { Notice } from '../design/notice.tsx';
import { useLanguage, useWords } from '../language.tsx';
import { useNavigation } from '../navigation.tsx';
import css from './checks.module.css';

const MARKS = { ok: '✓', warn: '!', fail: '!', running: '' } as const;

/** Everything the bot needs, checked when the view opens and again on a click. */
export function Checks() {
  const words = useWords(diagnosticsWords);
  const { checks, running, failed, run } = useChecks();
  const done = checks.filter((check): check is DoneCheck => check.mark !== 'running');
  const count = (mark: DoneCheck['mark']) => done.filter((check) => check.mark === mark).length;
  return (
    <section className={css.checks} aria-label={words.title}>
      <div className={css.head}>
        <p role="status">{running ? words.running : words.summary(count('fail'), count('warn'))}</p>
        <Button disabled={running} onClick={run}>
          {words.run}
        </Button>
      </div>
      {failed && <Notice kind="bad">{words.unavailable}</Notice>}
      <ul className={css.list}>
        {checks.map((check) => (
          <CheckRow key={check.name} check={check} onChanged={run} />
        ))}
      </ul>
    </section>
  );
}

function CheckRow({ check, onChanged }: { check: Check; onChanged: () => void }) {
  const words = useWords(diagnosticsWords);
  const language = useLanguage();
  const said = check.mark === 'running' ? undefined : describeFinding(language, check);
  return (
    <li className={css.check}>
      <span className={`${css.mark} ${css[check.mark]}`} title={words.marks[check.mark]}>
        <span aria-hidden>{MARKS[check.mark]}</span>
        <span className="visually-hidden">{words.marks[check.mark]}</span>
      </span>
      <h2>{words.checks[check.name]}</h2>
      <div className="selectable">
        <p>{said?.detail ?? words.running}</p>
        {said?.remedy && <p className={css.remedy}>{said.remedy}</p>}
      </div>
      {said?.action && (
        <RemedyButton action={said.action} onChanged={onChanged}>
          {said.button ?? words.buttons.settings}
        </RemedyButton>
      )}
    </li>
  );
}

interface RemedyButtonProps {
  readonly action: FindingAction;
  readonly onChanged: () => void;
  readonly children: string;
}

function RemedyButton({ action, onChanged, children }: RemedyButtonProps) {
  const api = useApi();
  const common = useWords(commonWords);
  const { go } = useNavigation();
  const [failure, setFailure] = useState<string>();
  const act = async (): Promise<void> => {
    switch (action) {
      case 'bind':
        return go({ view: 'status', binding: true });
      case 'connect':
      case 'keychain-retry':
        await api.bot.connect();
        return onChanged();
      default:
        return go({ view: 'settings', field: action.slice('settings:'.length) });
    }
  };
  const tryTo = () =>
    act().catch((error: unknown) => setFailure(common.declined[reasonOf(error).reason]));
  return (
    <div className={css.action}>
      <Button small onClick={tryTo}>
        {children}
      </Button>
      {failure && (
        <p className={css.failure} role="alert">
          {failure}
        </p>
      )}
    </div>
  );
}

/** The checks as they come in; one examination at a time. */
function useChecks() {
  const api = useApi();
  const [checks, setChecks] = useState<readonly Check[]>([]);
  const [running, setRunning] = useState(true);
  const [failed, setFailed] = useState(false);
  const stop = useRef<AbortController>(undefined);
  const run = useCallback(() => {
    stop.current?.abort();
    const mine = new AbortController();
    stop.current = mine;
    setRunning(true);
    setFailed(false);
    const read = async (): Promise<void> => {
      const stream = await api.diagnostics.run(undefined, { signal: mine.signal });
      for await (const check of stream) {
        if (mine.signal.aborted) return;
        setChecks((before) => replaced(before, check));
      }
    };
    void read()
      .catch(() => !mine.signal.aborted && setFailed(true))
      .finally(() => !mine.signal.aborted && setRunning(false));
  }, [api]);
  useEffect(() => {
    run();
    return () => stop.current?.abort();
  }, [run]);
  return { checks, running, failed, run };
}

/** A finding stays in its place, and on the screen while it is looked at again. */
function replaced(checks: readonly Check[], check: Check): readonly Check[] {
  const isSame = ({ name }: { name: CheckName }) => name === check.name;
  if (!checks.some(isSame)) return [...checks, check];
  return checks.map((before) => (isSame(before) ? check : before));
}
