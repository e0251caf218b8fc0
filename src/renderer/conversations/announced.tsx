import { useEffect, useRef, useState } from 'react';
import type { Page } from '../../shared/api.ts';
import { conversationsWords } from '../../words/conversations.ts';
import { useWords } from '../language.tsx';
import { spelledOut } from '../markdown/invisible.ts';

/** Characters of a message that are read out. */
const READ_OUT = 300;

/** Tells a screen reader about a message that is new, and about nothing else. */
export function Announced({ page }: { page: Page }) {
  const words = useWords(conversationsWords);
  const newest = page.hasAfter ? undefined : page.messages.at(-1);
  const told = useRef(newest?.seq ?? 0);
  const [text, setText] = useState('');
  useEffect(() => {
    if (!newest || newest.seq <= told.current) return;
    told.current = newest.seq;
    const who = newest.direction === 'out' ? words.bot : (newest.sender ?? '');
    setText(words.said(who, spelledOut(newest.text.slice(0, READ_OUT))));
  }, [newest, words]);
  return (
    <div className="visually-hidden" aria-live="polite">
      {text}
    </div>
  );
}
