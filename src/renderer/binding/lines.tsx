import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { bindingWords } from '../../words/binding.ts';
import { useWords } from '../language.tsx';
import css from './lines.module.css';
import { LINES, type LineState, lineState, type Progress } from './progress.ts';

/** The four lines that light up one after another. */
export function Lines({ progress }: { progress: Progress }) {
  const words = useWords(bindingWords);
  return (
    <ol className={css.lines}>
      {LINES.map((line, place) => {
        const state = lineState(progress, place);
        const hint =
          line === 'confirm' ? <strong>{words.scanIsNotEnough}</strong> : words.hints[line];
        return (
          <li
            key={line}
            className={`${css.line} ${css[state]}`}
            aria-current={state === 'current' ? 'step' : undefined}
          >
            <span className={css.mark} aria-hidden>
              {markOf(state, place)}
            </span>
            <div className={css.words}>
              <p className={css.title}>
                {words.lines[line]}
                {state === 'done' && <span className="visually-hidden">, {words.done}</span>}
              </p>
              {hint && <p className={css.hint}>{hint}</p>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function markOf(state: LineState, place: number): ReactNode {
  if (state === 'done') return <Check size={14} strokeWidth={2.5} />;
  return state === 'stopped' ? '!' : place + 1;
}
