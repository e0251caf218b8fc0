import { X } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import type { FieldView } from '../../shared/settings.ts';
import { settingsWords } from '../../words/settings.ts';
import { useApi } from '../connection/api.tsx';
import { Button } from '../design/button.tsx';
import { Field, inputClass } from '../design/field.tsx';
import { useWords } from '../language.tsx';
import { Aside, Help, isLocked } from './origin.tsx';
import css from './settings-view.module.css';
import { useApply } from './use-apply.ts';

/** Who may ask: typed in, or picked from those who spoke to the bot. */
export function AllowlistField({ field }: { field: FieldView }) {
  const words = useWords(settingsWords);
  const applying = useApply(field);
  const known = usePeople();
  const [typed, setTyped] = useState('');
  const { label = field.path, help } = words.fields[field.path] ?? {};
  const allowed = Array.isArray(field.value) ? field.value.map(String) : [];
  const locked = isLocked(field);
  const suggestions = known.filter((person) => !allowed.includes(person));
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const person = typed.trim();
    if (person === '' || allowed.includes(person)) return setTyped('');
    if (await applying.apply([...allowed, person])) setTyped('');
  };
  const listId = `${field.path}-people`;
  return (
    <Field
      label={label}
      help={<Help field={field}>{help}</Help>}
      error={applying.error}
      aside={<Aside field={field} said={applying.said} />}
    >
      {(props) => (
        <div className={css.allowlist}>
          {allowed.length === 0 && <p className={css.everybody}>{words.everybody}</p>}
          {allowed.length > 0 && (
            <ul className={css.people}>
              {allowed.map((person) => (
                <li key={person}>
                  <span className="selectable">{person}</span>
                  {!locked && (
                    <Button
                      kind="quiet"
                      small
                      label={words.remove(person)}
                      onClick={() => applying.apply(allowed.filter((other) => other !== person))}
                    >
                      <X size={14} aria-hidden />
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )}
          {!locked && (
            <form className={css.secret} onSubmit={(event) => void add(event)}>
              <input
                {...props}
                className={inputClass}
                list={listId}
                placeholder={words.addPerson}
                spellCheck={false}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
              <datalist id={listId} aria-label={words.fromAddressBook}>
                {suggestions.map((person) => (
                  <option key={person} value={person} />
                ))}
              </datalist>
              <Button submit disabled={typed.trim() === ''}>
                {words.add}
              </Button>
            </form>
          )}
        </div>
      )}
    </Field>
  );
}

/** User ids of the address book. */
function usePeople(): readonly string[] {
  const api = useApi();
  const [people, setPeople] = useState<readonly string[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    api.chats.people(undefined, { signal: stop.signal }).then(
      (found) => !stop.signal.aborted && setPeople(found),
      () => {},
    );
    return () => stop.abort();
  }, [api]);
  return people;
}
