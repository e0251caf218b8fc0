import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { ChatSummary } from '../../shared/api.ts';
import { conversationsWords } from '../../words/conversations.ts';
import { Button } from '../design/button.tsx';
import { Empty } from '../design/empty.tsx';
import { useWords } from '../language.tsx';
import { Announced } from './announced.tsx';
import { estimateRow } from './estimate.ts';
import css from './log.module.css';
import { MessageRow } from './message-row.tsx';
import { rowsOf } from './rows.ts';
import type { Transcript, TranscriptState } from './transcript.ts';
import { useExpanded } from './use-expanded.ts';
import { useFollowEnd } from './use-follow-end.ts';
import { useGoTo } from './use-go-to.ts';
import { useRead } from './use-read.ts';
import { useTimes } from './use-times.ts';

/** Pixels from the end at which it counts as seen, and the view follows what comes. */
const END_THRESHOLD = 40;
/** Pixels from an edge of what is held at which more is read. */
const READ_AHEAD = 2_500;
/** Pixels of a log before it is on screen. */
const WIDTH = 540;
/** More than any log is high: the first drawing begins at the end. */
const BEYOND = 1e8;

/** The messages of a chat: only what is on screen is in the page, and more is read on the way. */
export function Log({ chat, transcript, state, page }: LogProps) {
  const words = useWords(conversationsWords);
  const scroller = useRef<HTMLDivElement>(null);
  const width = useRef(WIDTH);
  const { growing, place, missed } = state;
  const rows = useMemo(() => rowsOf(page, growing), [page, growing]);
  const times = useTimes();
  const expanded = useExpanded();
  const [atEnd, setAtEnd] = useState(place.at === 'end');
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimateRow(rows[index], width.current),
    getItemKey: (index) => rows[index]?.key ?? index,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: END_THRESHOLD,
    initialOffset: place.at === 'end' ? BEYOND : 0,
    overscan: 6,
    paddingStart: 12,
    paddingEnd: 12,
    directDomUpdates: true,
    onChange: (instance) => onMove(instance),
  });

  const onMove = (moved: Virtualizer<HTMLDivElement, Element>): void => {
    // What the virtualizer knows: asking the page would lay it out once more, for each row.
    const height = moved.scrollRect?.height ?? 0;
    const before = moved.scrollOffset ?? 0;
    const after = moved.getTotalSize() - before - height;
    if (!moved.scrollRect || height === 0) return;
    width.current = moved.scrollRect.width;
    setAtEnd(after <= END_THRESHOLD);
    if (before < READ_AHEAD) void transcript.more('before');
    if (after < READ_AHEAD) void transcript.more('after');
  };

  useFollowEnd(virtualizer, scroller, END_THRESHOLD);
  const highlight = useGoTo(virtualizer, rows, place, scroller);
  const seesNewest = atEnd && !page.hasAfter;
  useEffect(() => transcript.lookAtEnd(seesNewest), [transcript, seesNewest]);
  useRead(transcript.chat, page.messages.at(-1)?.seq, seesNewest);

  const toNewest = async (): Promise<void> => {
    if (page.hasAfter) await transcript.open();
    else virtualizer.scrollToEnd();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== scroller.current || event.altKey || event.shiftKey) return;
    if (event.key === 'Home') {
      if (page.hasBefore) void transcript.open({ after: 0 });
      else virtualizer.scrollToOffset(0);
    } else if (event.key === 'End') void toNewest();
    // At once: the browser's own gliding ends early where rows above turn out higher than thought.
    else if (event.key === 'PageUp') virtualizer.scrollBy(-pageOf(scroller.current));
    else if (event.key === 'PageDown') virtualizer.scrollBy(pageOf(scroller.current));
    else return;
    event.preventDefault();
  };

  return (
    <div className={css.frame}>
      <div
        ref={scroller}
        className={css.scroller}
        role="log"
        aria-label={words.messages}
        // Scrolling brings old messages into the page; only the newest is told, below.
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div ref={virtualizer.containerRef} className={css.rows}>
          {virtualizer.getVirtualItems().map(({ index }) => {
            const row = rows[index];
            if (!row) return null;
            const isFound = row.type === 'message' && row.message.seq === highlight;
            return (
              <div
                key={row.key}
                ref={virtualizer.measureElement}
                className={`${css.row} ${isFound ? css.highlight : ''}`}
                data-index={index}
                data-row={row.key}
              >
                <MessageRow row={row} chat={chat} times={times} expanded={expanded} />
              </div>
            );
          })}
        </div>
      </div>
      {rows.length === 0 && <NoMessages />}
      {!seesNewest && rows.length > 0 && <ToNewest missed={missed} onClick={toNewest} />}
      <Announced page={page} />
    </div>
  );
}

interface LogProps {
  readonly chat: Pick<ChatSummary, 'id' | 'type'>;
  readonly transcript: Transcript;
  readonly state: TranscriptState;
  readonly page: NonNullable<TranscriptState['page']>;
}

function NoMessages() {
  const words = useWords(conversationsWords);
  return (
    <div className={css.over}>
      <Empty title={words.noMessages}>
        <p>{words.noMessagesHelp}</p>
      </Empty>
    </div>
  );
}

function ToNewest({ missed, onClick }: { missed: number; onClick: () => unknown }) {
  const words = useWords(conversationsWords);
  return (
    <div className={css.newest}>
      <Button small onClick={onClick}>
        {missed > 0 ? words.newMessages(missed) : words.toNewest} ↓
      </Button>
    </div>
  );
}

/** Pixels of one page: the last line of the one before stays in sight. */
function pageOf(scroller: HTMLElement | null): number {
  return Math.max(40, (scroller?.clientHeight ?? 0) - 40);
}
