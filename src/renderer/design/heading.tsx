import { type ReactNode, useEffect, useRef } from 'react';
import css from './heading.module.css';

/** The title of a view that took the place of another: readers of the screen begin here. */
export function Heading({ children }: { children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <h1 ref={heading} className={css.heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
