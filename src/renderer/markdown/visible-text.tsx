import { memo } from 'react';
import { stretchesOf } from './invisible.ts';
import css from './visible-text.module.css';

/** Text of somebody else: what would turn it around or hide in it is shown as a labelled mark. */
export const VisibleText = memo(function VisibleText({ text }: { text: string }) {
  return (
    <bdi>
      {stretchesOf(text).map((stretch, index) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: a part of a text has nothing but its place
        typeof stretch === 'string' ? stretch : <Mark key={index} name={stretch.mark} />,
      )}
    </bdi>
  );
});

/** An invisible character. */
export function Mark({ name }: { name: string }) {
  return <span className={css.mark}>{name}</span>;
}
