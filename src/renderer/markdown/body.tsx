import { memo } from 'react';
import { type Block, blocksOf, plainBlocks } from './blocks.ts';
import { CodeBlock } from './code-block.tsx';
import css from './markdown.module.css';
import { Markdown } from './markdown.tsx';
import { VisibleText } from './visible-text.tsx';

/** The body of a message: Markdown where the bot speaks, plain text where people do. */
export const Body = memo(function Body({ text, isMarkdown }: BodyProps) {
  const blocks = isMarkdown ? blocksOf(text) : plainBlocks(text);
  return (
    <div className={`${css.body} selectable`}>
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part of a text has nothing but its place
        <BlockView key={index} block={block} />
      ))}
    </div>
  );
});

interface BodyProps {
  readonly text: string;
  readonly isMarkdown: boolean;
}

function BlockView({ block }: { block: Block }) {
  switch (block.type) {
    case 'markdown':
      return <Markdown text={block.text} />;
    case 'code':
      return <CodeBlock text={block.text} language={block.info} />;
    case 'plain':
      return (
        <div className={css.plain}>
          <VisibleText text={block.text} />
        </div>
      );
  }
}
