import { useState } from 'react';
import { conversationsWords } from '../../words/conversations.ts';
import { Button } from '../design/button.tsx';
import { useWords } from '../language.tsx';
import { Body } from '../markdown/body.tsx';
import { fold } from '../markdown/fold.ts';
import css from './message-row.module.css';

/** What the agent thought, folded away. */
export function Thought({ text, ms }: { text: string; ms: number | null | 'still' }) {
  const words = useWords(conversationsWords);
  const [isOpen, setIsOpen] = useState(false);
  const [isWhole, setIsWhole] = useState(false);
  const { shown, folded } = fold(isOpen ? text : '');
  return (
    <details
      className={css.thought}
      open={isOpen}
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
    >
      <summary>{titleOf(ms, words)}</summary>
      {isOpen && (
        <div className={css.thoughts}>
          <Body text={isWhole ? text : shown} isMarkdown={false} />
          {folded && !isWhole && (
            <Button kind="quiet" small onClick={() => setIsWhole(true)}>
              {words.showAll}
            </Button>
          )}
        </div>
      )}
    </details>
  );
}

function titleOf(
  ms: number | null | 'still',
  words: Pick<(typeof conversationsWords)['en'], 'thinking' | 'thought' | 'thoughtFor'>,
): string {
  if (ms === 'still') return words.thinking;
  return ms === null ? words.thought : words.thoughtFor(Math.max(1, Math.round(ms / 1000)));
}
