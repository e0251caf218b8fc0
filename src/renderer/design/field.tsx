import { type ReactNode, useId } from 'react';
import css from './field.module.css';

/** What a control of a field is given. */
export interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby': string;
  readonly 'aria-invalid': boolean;
}

/** What {@link Field} needs. */
export interface FieldProps {
  readonly label: string;
  /** One line. */
  readonly help?: ReactNode;
  /** What is wrong with the value that was tried. */
  readonly error?: string | undefined;
  /** Beside the label: where the value comes from, or that it was applied. */
  readonly aside?: ReactNode;
  /** The control goes beside the label instead of below it, as a switch does. */
  readonly inline?: boolean;
  readonly children: (control: ControlProps) => ReactNode;
}

/** A label, a control, one line of help, and what is wrong. */
export function Field({ label, help, error, aside, inline, children }: FieldProps) {
  const id = useId();
  const about = `${id}-about`;
  const control = children({ id, 'aria-describedby': about, 'aria-invalid': error !== undefined });
  return (
    <div className={`${css.field} ${inline ? css.inline : ''}`}>
      <div className={css.label}>
        <label htmlFor={id}>{label}</label>
        {aside && <span className={css.aside}>{aside}</span>}
      </div>
      <div className={css.control}>{control}</div>
      <div id={about} className={css.about}>
        {error && (
          <p className={css.error} role="alert">
            {error}
          </p>
        )}
        {help && <p className={css.help}>{help}</p>}
      </div>
    </div>
  );
}

/** What {@link Toggle} needs. */
export interface ToggleProps extends Partial<ControlProps> {
  readonly checked: boolean;
  readonly disabled?: boolean | undefined;
  readonly onChange: (checked: boolean) => void;
}

/** A switch. */
export function Toggle({ checked, onChange, ...rest }: ToggleProps) {
  return (
    <input
      {...rest}
      type="checkbox"
      role="switch"
      className={css.toggle}
      checked={checked}
      aria-checked={checked}
      onChange={(event) => onChange(event.target.checked)}
    />
  );
}

/** The look of text inputs, selects and text areas. */
export const inputClass: string = css.input ?? '';
