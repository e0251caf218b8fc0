import type { MouseEvent, ReactNode } from 'react';
import { spelledOut } from './invisible.ts';
import { judgeLink } from './judge-link.ts';
import css from './markdown.module.css';
import { useOpenLink } from './open-link.tsx';
import { VisibleText } from './visible-text.tsx';

/** A link of a message. `text` is what `children` say. */
export function Link({ address, text, children }: LinkProps) {
  const open = useOpenLink();
  const verdict = judgeLink(address, text);
  if (verdict.type === 'text') {
    return (
      <>
        {children}
        {verdict.address !== undefined && (
          <>
            {' ('}
            <VisibleText text={verdict.address} />)
          </>
        )}
      </>
    );
  }
  const onClick = (event: MouseEvent): void => {
    event.preventDefault();
    if (event.button < 2) open(verdict.href);
  };
  return (
    <>
      <a
        href={verdict.href}
        title={spelledOut(verdict.href)}
        target="_blank"
        rel="noopener noreferrer"
        onClick={onClick}
        onAuxClick={onClick}
      >
        {children}
      </a>
      {verdict.shownHost !== undefined && <span className={css.host}> ({verdict.shownHost})</span>}
    </>
  );
}

interface LinkProps {
  readonly address: string;
  readonly text: string;
  readonly children: ReactNode;
}
