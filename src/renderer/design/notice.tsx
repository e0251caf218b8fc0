import type { ReactNode } from 'react';
import css from './notice.module.css';

/** What {@link Notice} needs. */
export interface NoticeProps {
  readonly kind: 'info' | 'good' | 'warn' | 'bad';
  /** What can be done about it. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

const MARKS = { info: 'i', good: '✓', warn: '!', bad: '!' } as const;

/** What is, then what to do, where a person looks anyway. */
export function Notice({ kind, action, children }: NoticeProps) {
  return (
    <div className={`${css.notice} ${css[kind]}`} role={kind === 'bad' ? 'alert' : 'status'}>
      <span className={css.mark} aria-hidden>
        {MARKS[kind]}
      </span>
      <div className={`${css.words} selectable`}>{children}</div>
      {action && <div className={css.action}>{action}</div>}
    </div>
  );
}
