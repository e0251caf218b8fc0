import type { ReactNode } from 'react';
import css from './empty.module.css';

/** What stands where there is nothing yet: what would fill the place, and perhaps a button. */
export function Empty({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <div className={css.empty}>
      {title && <h2>{title}</h2>}
      {children}
    </div>
  );
}
