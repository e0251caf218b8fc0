import { SquarePen } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import type { ChatKey, ChatSummary, Hit } from '../../shared/api.ts';
import { commonWords } from '../../words/common.ts';
import { conversationsWords } from '../../words/conversations.ts';
import { Button } from '../design/button.tsx';
import { Empty } from '../design/empty.tsx';
import { useWords } from '../language.tsx';
import { spelledOut } from '../markdown/invisible.ts';
import { CHAT_LINE_HEIGHT, ChatLine } from './chat-line.tsx';
import { chatsNamed } from './chat-order.ts';
import css from './conversations.module.css';
import { FailureNotice } from './failure-notice.tsx';
import { HIT_LINE_HEIGHT, HitLine } from './hit-line.tsx';
import { ListBox, type ListBoxHandle } from './list-box.tsx';
import { keyOf } from './memory.ts';
import { SearchField } from './search-field.tsx';
import type { Chats } from './use-chats.ts';
import { useSearch } from './use-search.ts';
import { useTimes } from './use-times.ts';

type Line =
  | { readonly type: 'chat'; readonly chat: ChatSummary }
  | { readonly type: 'hit'; readonly hit: Hit };

/** All chats, or what was found in them. */
export function Sidebar({ chats, shown: all, chosen, onChoose, onNew }: SidebarProps) {
  const words = useWords(conversationsWords);
  const common = useWords(commonWords);
  const times = useTimes();
  const list = useRef<ListBoxHandle>(null);
  const [input, setInput] = useState('');
  const search = useSearch(input);
  const [hit, setHit] = useState<number>();
  const isSearching = search.words !== '';
  const lines = useMemo<readonly Line[]>(() => {
    const shown = isSearching ? chatsNamed(all, search.words) : all;
    return [
      ...shown.map((chat) => ({ type: 'chat', chat }) as const),
      ...search.hits.map((found) => ({ type: 'hit', hit: found }) as const),
    ];
  }, [all, isSearching, search.words, search.hits]);
  const choose = (line: Line): void => {
    if (line.type === 'chat') return onChoose(line.chat);
    setHit(line.hit.seq);
    onChoose(line.hit.chat, line.hit.seq);
  };
  const isChosen = hit !== undefined && search.hits.some(({ seq }) => seq === hit);
  const chosenKey = chosen && (isChosen ? `${hit}` : keyOf(chosen));
  const isNothing = isSearching && !search.isBusy && lines.length === 0;
  return (
    <aside className={css.sidebar} aria-label={words.chats}>
      <div className={css.tools}>
        <SearchField value={input} onChange={setInput} onLeave={() => list.current?.focus()} />
        <Button kind="quiet" label={words.newMessage} onClick={onNew}>
          <SquarePen size={16} aria-hidden />
        </Button>
      </div>
      <p className="visually-hidden" role="status">
        {isSearching && words.found(lines.length - search.hits.length, search.hits.length)}
      </p>
      <Failures chats={chats} search={search.failure} tryAgain={common.tryAgain} />
      <div className={css.list}>
        {isNothing && search.failure === undefined ? (
          <Empty title={words.nothingFound(spelledOut(search.words))}>
            <p>{words.nothingFoundHelp}</p>
          </Empty>
        ) : (
          <ListBox
            ref={list}
            label={isSearching ? words.results : words.chats}
            items={lines}
            keyOf={keyOfLine}
            heightOf={heightOfLine}
            chosen={chosenKey}
            onChoose={choose}
            onEnd={search.more}
            onLeave={() => setInput('')}
          >
            {(line) =>
              line.type === 'chat' ? (
                <ChatLine chat={line.chat} times={times} />
              ) : (
                <HitLine hit={line.hit} words={search.words} times={times} />
              )
            }
          </ListBox>
        )}
      </div>
    </aside>
  );
}

interface SidebarProps {
  readonly chats: Chats;
  /** The list of them. */
  readonly shown: readonly ChatSummary[];
  readonly chosen: ChatKey | undefined;
  readonly onChoose: (chat: ChatKey, seq?: number) => void;
  readonly onNew: () => void;
}

interface FailuresProps {
  readonly chats: Chats;
  readonly search: unknown;
  readonly tryAgain: string;
}

function Failures({ chats, search, tryAgain }: FailuresProps) {
  if (chats.failure === undefined && search === undefined) return null;
  const again = (
    <Button small onClick={chats.readAgain}>
      {tryAgain}
    </Button>
  );
  return (
    <div className={css.failures}>
      <FailureNotice failure={chats.failure} action={again} />
      <FailureNotice failure={search} />
    </div>
  );
}

function keyOfLine(line: Line): string {
  return line.type === 'chat' ? keyOf(line.chat) : `${line.hit.seq}`;
}

function heightOfLine(line: Line): number {
  return line.type === 'chat' ? CHAT_LINE_HEIGHT : HIT_LINE_HEIGHT;
}
