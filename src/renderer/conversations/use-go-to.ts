import type { ReactVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Row } from './rows.ts';
import type { Place } from './transcript.ts';

/** Milliseconds that a message somebody jumped to stands out. */
const HIGHLIGHT_MS = 2_500;

/** Brings the log to the place that was asked for; answers the row that stands out. */
export function useGoTo(
  virtualizer: ReactVirtualizer<HTMLDivElement, Element>,
  rows: readonly Row[],
  place: Place,
  scroller: RefObject<HTMLDivElement | null>,
): string | undefined {
  const [highlight, setHighlight] = useState<string>();
  const latest = useRef(rows);
  latest.current = rows;
  useLayoutEffect(() => {
    if (place.at === 'end') return virtualizer.scrollToEnd();
    if (place.at === 'beginning') return virtualizer.scrollToOffset(0);
    const index = latest.current.findIndex(
      (row) => row.type === 'message' && row.message.seq === place.at,
    );
    const row = latest.current[index];
    if (!row) return;
    virtualizer.scrollToIndex(index, { align: 'center' });
    setHighlight(row.key);
    scroller.current?.focus({ preventScroll: true });
  }, [place, virtualizer, scroller]);
  useEffect(() => {
    if (highlight === undefined) return;
    const timer = setTimeout(() => setHighlight(undefined), HIGHLIGHT_MS);
    return () => clearTimeout(timer);
  }, [highlight]);
  return highlight;
}
