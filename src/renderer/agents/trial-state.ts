import type { AgentFailureReason, TrialPart } from '../../shared/api.ts';

/** How a test question went so far. */
export interface TrialState {
  readonly text: string;
  readonly reasoning: string;
  readonly end?:
    | { readonly type: 'done'; readonly ms: number }
    | { readonly type: 'failed'; readonly reason: AgentFailureReason; readonly detail: string };
}

/** A question that has just been asked. */
export const ASKED: TrialState = { text: '', reasoning: '' };

/** Where a part of the answer leads. */
export function withPart(state: TrialState, part: TrialPart): TrialState {
  switch (part.type) {
    case 'text':
      return { ...state, text: state.text + part.delta };
    case 'reasoning':
      return { ...state, reasoning: state.reasoning + part.delta };
    case 'done':
    case 'failed':
      return { ...state, end: part };
  }
}

/** A time in seconds, with a tenth below ten of them; never none at all. */
export function secondsText(ms: number): string {
  const seconds = ms / 1000;
  return seconds < 9.95 ? Math.max(0.1, seconds).toFixed(1) : String(Math.round(seconds));
}
