import { type FormEvent, useState } from 'react';
import type { FieldView } from '../../shared/settings.ts';
import { commonWords } from '../../words/common.ts';
import { settingsWords } from '../../words/settings.ts';
import { useSession } from '../connection/api.tsx';
import { Button } from '../design/button.tsx';
import { type ControlProps, Field, inputClass } from '../design/field.tsx';
import { useWords } from '../language.tsx';
import { Aside, Help, isLocked } from './origin.tsx';
import css from './settings-view.module.css';
import { useApply } from './use-apply.ts';

/** Whether there is something that can be cleared here. */
function isSecretKept({ origin }: FieldView): boolean {
  return origin === 'keychain' || origin === 'memory';
}

/** A secret: it can be replaced and cleared, never seen. */
export function SecretField({ field }: { field: FieldView }) {
  const { api, info, settings } = useSession();
  const words = useWords(settingsWords);
  const applying = useApply(field);
  const [replacing, setReplacing] = useState(false);
  const { path } = field;
  const { label = path, help } = words.fields[path] ?? {};
  const keep = settings.keychain === 'unavailable' ? 'memory' : 'keychain';
  const set = async (value: string): Promise<void> => {
    const done = await applying.attempt(() => api.settings.setSecret({ path, value, keep }));
    if (done) setReplacing(false);
  };
  const clear = () => applying.attempt(() => api.settings.clearSecret({ path }));
  return (
    <Field
      label={label}
      help={<Help field={field}>{replacing && keep === 'memory' ? words.keychainOff : help}</Help>}
      error={applying.error}
      aside={<Aside field={field} said={applying.said} />}
    >
      {(props) =>
        replacing ? (
          <NewSecret
            props={props}
            keep={keep}
            onSet={set}
            onCancel={() => {
              setReplacing(false);
              applying.forget();
            }}
          />
        ) : (
          <div className={css.secret}>
            <output {...props} className={css.secretState}>
              {stateWords(info.demo ? inSimulation(field) : field, words)}
            </output>
            {!isLocked(field) && (
              <>
                <Button small onClick={() => setReplacing(true)}>
                  {isSecretKept(field) ? words.secretReplace : words.secretGive}
                </Button>
                {isSecretKept(field) && (
                  <Button small kind="quiet" onClick={clear}>
                    {words.secretClear}
                  </Button>
                )}
              </>
            )}
          </div>
        )
      }
    </Field>
  );
}

/** The simulation has no keychain of the system. */
function inSimulation(field: FieldView): FieldView {
  return field.origin === 'keychain' ? { ...field, origin: 'memory' } : field;
}

function stateWords({ origin }: FieldView, words: (typeof settingsWords)['en']): string {
  switch (origin) {
    case 'keychain':
      return words.secretKept;
    case 'memory':
      return words.secretInMemory;
    case 'environment':
      return '••••••••';
    default:
      return words.secretUnset;
  }
}

interface NewSecretProps {
  readonly props: ControlProps;
  readonly keep: 'keychain' | 'memory';
  readonly onSet: (value: string) => Promise<void>;
  readonly onCancel: () => void;
}

function NewSecret({ props, keep, onSet, onCancel }: NewSecretProps) {
  const words = useWords(settingsWords);
  const common = useWords(commonWords);
  const [value, setValue] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void onSet(value);
  };
  return (
    <form className={css.secret} onSubmit={submit}>
      <input
        {...props}
        className={inputClass}
        type="password"
        autoComplete="off"
        spellCheck={false}
        placeholder={words.secretNew}
        value={value}
        // The person just asked for this field.
        ref={(element) => element?.focus()}
        onChange={(event) => setValue(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && onCancel()}
      />
      <Button submit disabled={value === ''}>
        {keep === 'memory' ? words.secretMemoryOnly : words.secretSet}
      </Button>
      <Button kind="quiet" onClick={onCancel}>
        {common.cancel}
      </Button>
    </form>
  );
}
