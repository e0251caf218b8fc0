import type { ReactVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Row } from './rows.ts';
import type { Place } from './transcript.ts';

/** Milliseconds that a message somebody jumped to stands out. */
const HIGHLIGHT_MS = 2_500;
/** What somebody does who wants to be elsewhere. */
const MOVES = ['wheel', 'pointerdown', 'keydown', 'touchstart'] as const;

/** Brings the log to the place that was asked for; answers the message that stands out. */
export function useGoTo(
  virtualizer: ReactVirtualizer<HTMLDivElement, Element>,
  rows: readonly Row[],
  place: Place,
  scroller: RefObject<HTMLDivElement | null>,
): number | undefined {
  const [highlight, setHighlight] = useState<Place>();
  const target = useRef<number>(undefined);
  useLayoutEffect(() => {
    target.current = undefined;
    if (place.at === 'end') return virtualizer.scrollToEnd();
    if (place.at === 'beginning') return virtualizer.scrollToOffset(0);
    target.current = place.at;
    setHighlight(place);
    scroller.current?.focus({ preventScroll: true });
  }, [place, virtualizer, scroller]);

  // A way to a row is a way to its index, and that changes with what is read before it.
  useLayoutEffect(() => {
    if (target.current === undefined) return;
    const index = rows.findIndex(
      (row) => row.type === 'message' && row.message.seq === target.current,
    );
    if (index >= 0) virtualizer.scrollToIndex(index, { align: 'center' });
  }, [rows, virtualizer]);

  useEffect(() => {
    const log = scroller.current;
    const leave = (): void => {
      target.current = undefined;
    };
    for (const move of MOVES) log?.addEventListener(move, leave, { passive: true });
    return () => {
      for (const move of MOVES) log?.removeEventListener(move, leave);
    };
  }, [scroller]);

  useEffect(() => {
    if (highlight === undefined) return;
    const timer = setTimeout(() => {
      setHighlight(undefined);
      target.current = undefined;
    }, HIGHLIGHT_MS);
    return () => clearTimeout(timer);
  }, [highlight]);
  return highlight && typeof highlight.at === 'number' ? highlight.at : undefined;
}
