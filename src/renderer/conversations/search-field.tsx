import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { conversationsWords } from '../../words/conversations.ts';
import { Button } from '../design/button.tsx';
import { inputClass } from '../design/field.tsx';
import { useWords } from '../language.tsx';
import css from './conversations.module.css';

/** Characters that a search takes. */
const LONGEST = 1000;

/** Where somebody types what to look for. Half a Chinese word in an input method is not sought. */
export function SearchField({ value, onChange, onLeave }: SearchFieldProps) {
  const words = useWords(conversationsWords);
  const input = useRef<HTMLInputElement>(null);
  const [composing, setComposing] = useState<string>();
  useEffect(() => {
    const listener = (event: globalThis.KeyboardEvent): void => {
      const isFind = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (!isFind || event.key.toLowerCase() !== 'f') return;
      event.preventDefault();
      input.current?.select();
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape' && value !== '') onChange('');
    else if (event.key === 'Escape' || event.key === 'ArrowDown') onLeave();
    else return;
    event.preventDefault();
  };
  return (
    <search className={css.search}>
      <Search size={14} aria-hidden />
      <input
        ref={input}
        type="text"
        className={inputClass}
        aria-label={words.search}
        placeholder={words.search}
        spellCheck={false}
        autoComplete="off"
        maxLength={LONGEST}
        value={composing ?? value}
        onChange={(event) => {
          const { value: typed } = event.target;
          if (composing === undefined) onChange(typed);
          else setComposing(typed);
        }}
        onCompositionStart={(event) => setComposing(event.currentTarget.value)}
        onCompositionEnd={(event) => {
          setComposing(undefined);
          onChange(event.currentTarget.value);
        }}
        onKeyDown={onKeyDown}
      />
      {value !== '' && (
        <Button kind="quiet" small label={words.clearSearch} onClick={() => onChange('')}>
          <X size={14} aria-hidden />
        </Button>
      )}
    </search>
  );
}

interface SearchFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** The keyboard goes on to the list. */
  readonly onLeave: () => void;
}
