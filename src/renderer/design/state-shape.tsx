import type { Condition } from '../../words/state.ts';
import css from './state-shape.module.css';

/** A condition as a shape, so that colour is never all that tells. The word stands beside it. */
export function StateShape({ condition, size = 14 }: { condition: Condition; size?: number }) {
  return (
    <svg
      className={`${css.shape} ${css[condition]}`}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden
    >
      {SHAPES[condition]}
    </svg>
  );
}

const SHAPES = {
  online: <circle cx="8" cy="8" r="7" />,
  trying: (
    <>
      <circle className={css.ring} cx="8" cy="8" r="6" />
      <path d="M8 2a6 6 0 0 1 0 12z" />
    </>
  ),
  off: <circle className={css.ring} cx="8" cy="8" r="6" />,
  attention: <path d="M8 1.5 15.5 14.5H.5z" />,
} as const;
