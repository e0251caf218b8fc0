import { useCallback, useEffect, useState } from 'react';
import type { FoundAgent } from '../../shared/api.ts';
import { reasonOf, useApi } from '../connection/api.tsx';

/** What is on this computer, or why it was not looked for; neither while it is looked for. */
export function useFound(): {
  readonly found: readonly FoundAgent[] | undefined;
  readonly failure: ReturnType<typeof reasonOf> | undefined;
  /** Looks again. */
  readonly look: () => void;
} {
  const api = useApi();
  const [found, setFound] = useState<readonly FoundAgent[]>();
  const [failure, setFailure] = useState<ReturnType<typeof reasonOf>>();
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each round looks again
  useEffect(() => {
    const stop = new AbortController();
    setFound(undefined);
    setFailure(undefined);
    void api.agents.find(undefined, { signal: stop.signal }).then(
      (agents) => stop.signal.aborted || setFound(agents),
      (error: unknown) => stop.signal.aborted || setFailure(reasonOf(error)),
    );
    return () => stop.abort();
  }, [api, round]);
  const look = useCallback(() => setRound((before) => before + 1), []);
  return { found, failure, look };
}
