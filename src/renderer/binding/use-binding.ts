import { useCallback, useEffect, useState } from 'react';
import type { Api } from '../../shared/api.ts';
import { reasonOf, useApi } from '../connection/api.tsx';
import { advance, IDLE, isOver, type Progress } from './progress.ts';

/** Where the secret is kept. */
export type Keep = 'keychain' | 'memory';

/**
 * A binding, begun at once where `first` says where to keep the secret. `start` gives up the one
 * that runs, as leaving the view does.
 */
export function useBinding(first: Keep | undefined): {
  readonly progress: Progress;
  readonly keep: Keep | undefined;
  readonly start: (keep: Keep) => void;
} {
  const api = useApi();
  // A new object for each attempt: the same choice can be made twice.
  const [attempt, setAttempt] = useState({ keep: first });
  const [progress, setProgress] = useState(IDLE);
  useEffect(() => {
    const { keep } = attempt;
    if (!keep) return;
    const stop = new AbortController();
    setProgress(advance(IDLE, { state: 'requesting' }));
    const move = (next: (progress: Progress) => Progress): void => {
      if (!stop.signal.aborted) setProgress(next);
    };
    void follow(api, keep, stop.signal, move);
    return () => stop.abort();
  }, [api, attempt]);
  const start = useCallback((keep: Keep) => setAttempt({ keep }), []);
  return { progress, keep: attempt.keep, start };
}

async function follow(
  api: Api,
  keep: Keep,
  signal: AbortSignal,
  move: (next: (progress: Progress) => Progress) => void,
): Promise<void> {
  try {
    for await (const step of await api.binding.start({ keep }, { signal })) {
      if (signal.aborted) return;
      move((progress) => advance(progress, step));
    }
    move((progress) => (isOver(progress) ? progress : advance(progress, { state: 'cancelled' })));
  } catch (error) {
    move((progress) => ({ ...progress, end: { why: 'declined', ...reasonOf(error) } }));
  }
}
