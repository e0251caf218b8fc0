import { memo, useEffect } from 'react';
import { conversationsWords } from '../../words/conversations.ts';
import { useWords } from '../language.tsx';
import { Body } from '../markdown/body.tsx';
import css from './message-row.module.css';
import { Thought } from './thought.tsx';
import type { Growing } from './transcript.ts';
import type { Expanded } from './use-expanded.ts';

/** The answer that is being written, as far as it has come. */
export const GrowingBubble = memo(function GrowingBubble({ growing, expanded }: GrowingProps) {
  const words = useWords(conversationsWords);
  const { text, reasoning, reply_to } = growing;
  useEffect(() => {
    if (text !== '') expanded.watched.add(reply_to);
  }, [expanded, reply_to, text]);
  return (
    <article className={`${css.message} ${css.out}`} aria-label={words.answering} aria-busy>
      <div className={css.bubble}>
        {reasoning !== '' && <Thought text={reasoning} ms={text === '' ? 'still' : null} />}
        {text !== '' && <Body text={text} isMarkdown />}
        <span className={css.dots} aria-hidden>
          <i />
          <i />
          <i />
        </span>
      </div>
    </article>
  );
});

interface GrowingProps {
  readonly growing: Growing;
  readonly expanded: Expanded;
}
