import { useEffect, useRef, useState } from 'react';

/** Runs one thing at a time, and tells while it lasts. A failure is the caller's to show. */
export function useApplying(): {
  readonly busy: boolean;
  readonly run: (work: () => unknown) => void;
} {
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const there = useRef(true);
  useEffect(() => {
    there.current = true;
    return () => {
      there.current = false;
    };
  }, []);
  const run = (work: () => unknown): void => {
    if (running.current) return;
    const outcome = work();
    if (!(outcome instanceof Promise)) return;
    running.current = true;
    setBusy(true);
    void outcome
      .catch(() => {})
      .finally(() => {
        running.current = false;
        if (there.current) setBusy(false);
      });
  };
  return { busy, run };
}
