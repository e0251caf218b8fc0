import type { ReactVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect } from 'react';

/**
 * Keeps the end of a log on screen where it was on screen, when the log itself becomes smaller:
 * the window shrinks, or a notice takes some of its place.
 */
export function useFollowEnd(
  virtualizer: ReactVirtualizer<HTMLDivElement, Element>,
  scroller: RefObject<HTMLDivElement | null>,
  threshold: number,
): void {
  useEffect(() => {
    const log = scroller.current;
    if (!log) return;
    let isAtEnd = true;
    const look = (): void => {
      isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight <= threshold;
    };
    const resized = new ResizeObserver(() => {
      if (isAtEnd) virtualizer.scrollToEnd();
    });
    look();
    // A log that shrinks tells no scrolling, so that this is how it was before.
    log.addEventListener('scroll', look, { passive: true });
    resized.observe(log);
    return () => {
      log.removeEventListener('scroll', look);
      resized.disconnect();
    };
  }, [virtualizer, scroller, threshold]);
}
