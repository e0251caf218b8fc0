import { type KeyboardEvent, useEffect, useState } from 'react';
import type { FieldView } from '../../shared/settings.ts';
import { settingsWords } from '../../words/settings.ts';
import { type ControlProps, Field, inputClass, Toggle } from '../design/field.tsx';
import { useWords } from '../language.tsx';
import { shownValue, typedValue } from './groups.ts';
import { Aside, Help, isLocked } from './origin.tsx';
import css from './settings-view.module.css';
import { type Applying, useApply } from './use-apply.ts';

/** A setting that is no secret. */
export function PlainField({ field }: { field: FieldView }) {
  const words = useWords(settingsWords);
  const applying = useApply(field);
  const { label = field.path, help } = words.fields[field.path] ?? {};
  const { origin, control } = field;
  const isFlag = control.type === 'flag';
  // Emptying a field is as easy, and nobody unbinds a bot by accident.
  const hasDefault = field.initial !== '' && !(Array.isArray(field.initial) && !field.initial[0]);
  const canReset = origin === 'file' && hasDefault && !isFlag && control.type !== 'choice';
  return (
    <Field
      label={label}
      help={
        <Help field={field}>
          {help}
          {canReset && (
            <>
              {' '}
              <button
                type="button"
                className={css.reset}
                onClick={() => void applying.apply(field.initial)}
              >
                {words.backToDefault}
              </button>
            </>
          )}
        </Help>
      }
      error={applying.error}
      aside={<Aside field={field} said={applying.said} />}
      inline={isFlag}
    >
      {(props) => <PlainControl field={field} applying={applying} props={props} />}
    </Field>
  );
}

interface PlainControlProps {
  readonly field: FieldView;
  readonly applying: Applying;
  readonly props: ControlProps;
}

function PlainControl({ field, applying, props }: PlainControlProps) {
  const words = useWords(settingsWords);
  const { control, value } = field;
  switch (control.type) {
    case 'flag':
      return (
        <Toggle
          {...props}
          checked={value === true}
          disabled={isLocked(field)}
          onChange={(checked) => void applying.apply(checked)}
        />
      );
    case 'choice':
      return (
        <select
          {...props}
          className={inputClass}
          value={shownValue(value)}
          disabled={isLocked(field)}
          onChange={(event) => void applying.apply(event.target.value)}
        >
          {control.choices.map((choice) => (
            <option key={choice} value={choice}>
              {words.choices[choice] ?? choice}
            </option>
          ))}
        </select>
      );
    case 'number':
      return <TypedControl field={field} applying={applying} props={props} type="number" />;
    case 'list':
      return <TypedControl field={field} applying={applying} props={props} type="lines" />;
    default:
      return <TypedControl field={field} applying={applying} props={props} type="text" />;
  }
}

interface TypedControlProps extends PlainControlProps {
  readonly type: 'number' | 'text' | 'lines';
}

/** What is typed is applied on Enter or when the field is left; Esc takes it back. */
function TypedControl({ field, applying, props, type }: TypedControlProps) {
  const shown = shownValue(field.value);
  const [text, setText] = useState(shown);
  useEffect(() => setText(shown), [shown]);
  const isLong = type === 'lines' || (field.control.type === 'text' && field.control.long);
  const commit = (): void => {
    if (text === shown) return applying.forget();
    void applying.apply(typedValue(type, text));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      setText(shown);
      applying.forget();
    }
    if (event.key === 'Enter' && !isLong) commit();
  };
  const common = {
    ...props,
    className: inputClass,
    value: text,
    disabled: isLocked(field),
    spellCheck: false,
    onChange: (event: { target: { value: string } }) => setText(event.target.value),
    onBlur: commit,
    onKeyDown,
  };
  if (isLong) return <textarea {...common} rows={type === 'lines' ? 3 : 4} />;
  return (
    <input
      {...common}
      className={`${inputClass} ${type === 'number' ? css.number : ''}`}
      inputMode={type === 'number' ? 'numeric' : 'text'}
    />
  );
}
