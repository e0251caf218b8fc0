import type { Hit } from '../../shared/api.ts';
import { conversationsWords } from '../../words/conversations.ts';
import { useWords } from '../language.tsx';
import { spelledOut } from '../markdown/invisible.ts';
import { VisibleText } from '../markdown/visible-text.tsx';
import { highlighted, type Part } from './highlight.ts';
import css from './lines.module.css';
import type { Times } from './times.ts';

/** Pixels. */
export const HIT_LINE_HEIGHT = 82;

/** A message that was found: where, when, who said it, and the text around it. */
export function HitLine({ hit, words: sought, times }: HitLineProps) {
  const words = useWords(conversationsWords);
  const { chat, chat_type, direction, sender, at, excerpt } = hit;
  const who = direction === 'out' ? words.bot : sender;
  return (
    <div className={css.line}>
      <div className={css.top}>
        <strong className={css.name} title={spelledOut(chat.id)}>
          <VisibleText text={chat.id} />
        </strong>
        <time className={css.time}>{times.short(at, times.now)}</time>
      </div>
      <div className={css.found}>
        {who !== null && (direction === 'out' || chat_type === 'group') && (
          <span className={css.who}>
            <VisibleText text={words.said(who, '')} />
          </span>
        )}
        {highlighted(excerpt, sought).map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a part of a text has nothing but its place
          <Excerpt key={index} part={part} />
        ))}
      </div>
    </div>
  );
}

interface HitLineProps {
  readonly hit: Hit;
  /** What was searched for. */
  readonly words: string;
  readonly times: Times & { readonly now: number };
}

function Excerpt({ part: { text, isFound } }: { part: Part }) {
  const shown = <VisibleText text={text} />;
  return isFound ? <mark>{shown}</mark> : shown;
}
