import { useEffect, useId, useRef } from 'react';
import type { AgentChoice } from '../../shared/api.ts';
import { agentsWords } from '../../words/agents.ts';
import { commonWords } from '../../words/common.ts';
import { Button } from '../design/button.tsx';
import { inputClass } from '../design/field.tsx';
import { Notice } from '../design/notice.tsx';
import { useWords } from '../language.tsx';
import css from './trial.module.css';
import { secondsText } from './trial-state.ts';
import { type Trial as TrialNow, useTrial } from './use-trial.ts';

/** What {@link Trial} needs. */
export interface TrialProps {
  /** Undefined where the form is not complete. */
  readonly agent: AgentChoice | undefined;
  readonly question: string;
  readonly onQuestion: (question: string) => void;
  /** Somebody wants to ask what is not complete. */
  readonly onIncomplete: () => void;
}

/** A question to try an agent with, and its answer as it grows. */
export function Trial({ agent, question, onQuestion, onIncomplete }: TrialProps) {
  const words = useWords(agentsWords);
  const common = useWords(commonWords);
  const { trial, ask, cancel } = useTrial();
  const id = useId();
  return (
    <div className={css.trial}>
      <label htmlFor={id}>{words.testLabel}</label>
      <form
        className={css.question}
        onSubmit={(event) => {
          event.preventDefault();
          if (trial.running || question.trim() === '') return;
          if (agent) void ask(agent, question);
          else onIncomplete();
        }}
      >
        <input
          id={id}
          className={inputClass}
          autoComplete="off"
          value={question}
          onChange={(event) => onQuestion(event.target.value)}
        />
        {trial.running ? (
          <Button key="cancel" onClick={cancel}>
            {common.cancel}
          </Button>
        ) : (
          <Button key="ask" submit disabled={question.trim() === ''}>
            {words.ask}
          </Button>
        )}
      </form>
      <Answer trial={trial} />
    </div>
  );
}

function Answer({ trial: { running, state, declined } }: { trial: TrialNow }) {
  const words = useWords(agentsWords);
  const answer = useRef<HTMLDivElement>(null);
  const stage = `${running} ${state?.text !== ''} ${state?.reasoning !== ''}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever it takes more room
  useEffect(() => {
    answer.current?.scrollIntoView({ block: 'nearest' });
  }, [stage]);
  if (!state) return <div aria-live="polite" />;
  const { text, reasoning, end } = state;
  return (
    <div ref={answer} className={css.answer} aria-live="polite" aria-busy={running}>
      {reasoning && (
        <details className={css.reasoning}>
          <summary>{words.reasoning}</summary>
          <p className="selectable">{reasoning}</p>
        </details>
      )}
      {text && (
        <section
          className={`${css.text} selectable`}
          aria-label={words.answer}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls needs the keyboard
          tabIndex={0}
        >
          {text}
        </section>
      )}
      {running && !text && <p className={css.quiet}>{words.asking}</p>}
      {end?.type === 'done' && <p className={css.quiet}>{words.took(secondsText(end.ms))}</p>}
      <Failure end={end} declined={declined} />
    </div>
  );
}

interface FailureProps {
  readonly end: NonNullable<TrialNow['state']>['end'];
  readonly declined: TrialNow['declined'];
}

function Failure({ end, declined }: FailureProps) {
  const words = useWords(agentsWords);
  const common = useWords(commonWords);
  if (declined === 'broken-off') return <Notice kind="warn">{words.brokenOff}</Notice>;
  if (declined) {
    return (
      <Notice kind="bad">
        {common.declined[declined.reason]}
        <pre className={css.detail}>{declined.message}</pre>
      </Notice>
    );
  }
  if (end?.type !== 'failed') return null;
  return (
    <Notice kind="bad">
      {words.failures[end.reason]}
      {end.detail && <pre className={css.detail}>{end.detail}</pre>}
    </Notice>
  );
}
