import { type ReactNode, useId } from 'react';
import css from './option.module.css';

/** What {@link Option} needs. */
export interface OptionProps {
  readonly title: string;
  readonly about: string;
  readonly selected: boolean;
  readonly onSelect: () => void;
  /** Unfolds while it is selected. */
  readonly children: ReactNode;
}

/** One of the things that can answer. */
export function Option({ title, about, selected, onSelect, children }: OptionProps) {
  const id = useId();
  return (
    <div className={css.option}>
      <label className={css.label}>
        <input
          type="radio"
          name="agent"
          className={css.radio}
          checked={selected}
          aria-labelledby={`${id}-title`}
          aria-describedby={`${id}-about`}
          onChange={onSelect}
        />
        <span id={`${id}-title`} className={css.title}>
          {title}
        </span>
        <span id={`${id}-about`} className={css.about}>
          {about}
        </span>
      </label>
      {selected && (
        <fieldset className={css.form} aria-labelledby={`${id}-title`}>
          {children}
        </fieldset>
      )}
    </div>
  );
}
