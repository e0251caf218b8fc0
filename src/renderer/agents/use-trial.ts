import { useEffect, useRef, useState } from 'react';
import type { AgentChoice } from '../../shared/api.ts';
import { reasonOf, useApi } from '../connection/api.tsx';
import { ASKED, type TrialState, withPart } from './trial-state.ts';

/** A test question: nobody asked, it runs, it is over, or it could not be asked at all. */
export interface Trial {
  readonly running: boolean;
  readonly state: TrialState | undefined;
  readonly declined: ReturnType<typeof reasonOf> | 'broken-off' | undefined;
}

const UNASKED: Trial = { running: false, state: undefined, declined: undefined };

/** Asks an agent test questions, one at a time. Leaving the view ends the agent. */
export function useTrial(): {
  readonly trial: Trial;
  readonly ask: (agent: AgentChoice, question: string) => Promise<void>;
  readonly cancel: () => void;
} {
  const api = useApi();
  const [trial, setTrial] = useState(UNASKED);
  const current = useRef<AbortController>(undefined);
  useEffect(() => () => current.current?.abort(), []);
  const ask = async (agent: AgentChoice, question: string): Promise<void> => {
    current.current?.abort();
    const stop = new AbortController();
    const { signal } = stop;
    current.current = stop;
    let state = ASKED;
    setTrial({ running: true, state, declined: undefined });
    try {
      for await (const part of await api.agents.test({ agent, question }, { signal })) {
        if (signal.aborted) return;
        state = withPart(state, part);
        setTrial({ running: !state.end, state, declined: undefined });
      }
      if (signal.aborted || state.end) return;
      setTrial({ running: false, state, declined: 'broken-off' });
    } catch (error) {
      if (!signal.aborted) setTrial({ running: false, state, declined: reasonOf(error) });
    }
  };
  const cancel = (): void => {
    current.current?.abort();
    setTrial((now) => (now.state?.text ? { ...now, running: false } : UNASKED));
  };
  return { trial, ask, cancel };
}
