import { memo, type ReactNode } from 'react';
import ReactMarkdown, { type Components, type ExtraProps } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { conversationsWords } from '../../words/conversations.ts';
import { useWords } from '../language.tsx';
import { CodeBlock } from './code-block.tsx';
import { Link } from './link.tsx';
import css from './markdown.module.css';
import { markInvisible } from './marks.ts';
import { Scroller } from './scroller.tsx';
import { Mark } from './visible-text.tsx';

/** Markdown as elements. Raw HTML stays text, and nothing is loaded from anywhere. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  return (
    <div className={css.markdown}>
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[markInvisible]}
        components={COMPONENTS}
        // Links are judged where they are drawn, so that nobody loses what they said.
        urlTransform={(url) => url}
      >
        {text}
      </ReactMarkdown>
    </div>
  );
});

type Element = NonNullable<ExtraProps['node']>;

const COMPONENTS: Components = {
  a: ({ node, href = '', children }) => (
    <Link address={href} text={textOf(node)}>
      {children}
    </Link>
  ),
  img: ({ src, alt = '' }) => <Picture address={typeof src === 'string' ? src : ''} alt={alt} />,
  pre: ({ node }) => (
    <CodeBlock text={textOf(node).replace(/\n$/, '')} language={languageOf(node)} />
  ),
  mark: ({ node }) => <Mark name={textOf(node)} />,
  table: ({ children }) => <Table>{children}</Table>,
  input: ({ checked }) => <TaskBox done={checked === true} />,
  // A message is no document: its headings must not mix with those of the window.
  h1: ({ children }) => <p className={css.h1}>{children}</p>,
  h2: ({ children }) => <p className={css.h2}>{children}</p>,
  h3: ({ children }) => <p className={css.h3}>{children}</p>,
  h4: ({ children }) => <p className={css.h3}>{children}</p>,
  h5: ({ children }) => <p className={css.h3}>{children}</p>,
  h6: ({ children }) => <p className={css.h3}>{children}</p>,
};

/** An image is named, never loaded. */
function Picture({ address, alt }: { address: string; alt: string }) {
  const words = useWords(conversationsWords);
  const name = words.picture(alt);
  return (
    <Link address={address} text={name}>
      {name}
    </Link>
  );
}

function Table({ children }: { children: ReactNode }) {
  const words = useWords(conversationsWords);
  return (
    <Scroller label={words.table}>
      <table className={css.table}>{children}</table>
    </Scroller>
  );
}

function TaskBox({ done }: { done: boolean }) {
  const words = useWords(conversationsWords);
  return (
    <span role="img" aria-label={done ? words.taskDone : words.taskOpen} className={css.task}>
      {done ? '☑' : '☐'}
    </span>
  );
}

function textOf(node: Element | Element['children'][number] | undefined): string {
  if (!node) return '';
  if (node.type === 'text') return node.value;
  return 'children' in node ? node.children.map(textOf).join('') : '';
}

function languageOf(pre: Element | undefined): string {
  const code = pre?.children[0];
  const names = code?.type === 'element' ? code.properties['className'] : undefined;
  const [name = ''] = Array.isArray(names) ? names : [];
  return String(name).replace(/^language-/, '');
}
