import { memo, useMemo } from 'react';
import { commonWords } from '../../words/common.ts';
import { conversationsWords } from '../../words/conversations.ts';
import { CopyButton } from '../design/button.tsx';
import { useWords } from '../language.tsx';
import { codeParts } from './code-parts.ts';
import css from './markdown.module.css';
import { Scroller } from './scroller.tsx';
import { VisibleText } from './visible-text.tsx';

/** Code as it was written: it scrolls sideways, and can be copied. `language` may be empty. */
export const CodeBlock = memo(function CodeBlock({ text, language }: CodeBlockProps) {
  const words = useWords(conversationsWords);
  const { parts, columns } = useMemo(() => codeParts(text), [text]);
  const common = useWords(commonWords);
  return (
    <figure className={css.code}>
      <figcaption>
        <span>
          <VisibleText text={language} />
        </span>
        <CopyButton text={text} label={common.copy} done={common.copied} />
      </figcaption>
      <Scroller label={words.code(language)}>
        <pre>
          <code>
            {parts.map((part, index) => (
              <span
                // biome-ignore lint/suspicious/noArrayIndexKey: a part of a text has nothing but its place
                key={index}
                className={parts.length > 1 ? css.part : css.whole}
                style={{ containIntrinsicSize: `${columns}ch ${part.lines}lh` }}
              >
                <VisibleText text={part.text} />
              </span>
            ))}
          </code>
        </pre>
      </Scroller>
    </figure>
  );
});

interface CodeBlockProps {
  readonly text: string;
  readonly language: string;
}
