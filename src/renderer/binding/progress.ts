import type { DeclineReason } from '../../shared/api.ts';
import type { BindingFailure, BindingStep } from '../../shared/binding.ts';
import type { BindingLine } from '../../words/binding.ts';

/** The lines in the order in which they light up. */
export const LINES: readonly BindingLine[] = ['code', 'scan', 'confirm', 'check'];

/** Why there is no bot. */
export type BindingEnd =
  | { readonly why: 'expired' | 'timeout' | 'cancelled' }
  | { readonly why: 'failed'; readonly reason: BindingFailure; readonly message: string }
  | { readonly why: 'declined'; readonly reason: DeclineReason; readonly message: string };

/** How far a binding has come. */
export interface Progress {
  /** Place of the line in hand in {@link LINES}; -1 before the first, 4 after the last. */
  readonly line: number;
  /** The code that was got last; it stays known after it expired. */
  readonly code?: { readonly link: string; readonly until: number };
  readonly end?: BindingEnd;
}

/** A binding that nobody has begun. */
export const IDLE: Progress = { line: -1 };

/** Where a step of the stream leads. */
export function advance(progress: Progress, step: BindingStep): Progress {
  switch (step.state) {
    case 'requesting':
      return { line: 0 };
    case 'waiting':
      return { line: 1, code: { link: step.link, until: step.until } };
    case 'scanned':
      return { ...progress, line: 2 };
    case 'verifying':
      return { ...progress, line: 3 };
    case 'saved':
      return { ...progress, line: LINES.length };
    case 'expired':
    case 'timeout':
    case 'cancelled':
      return { ...progress, end: { why: step.state } };
    case 'failed':
      return { ...progress, end: { why: 'failed', reason: step.reason, message: step.message } };
  }
}

/** Whether the stream has said its last word. */
export function isOver({ line, end }: Progress): boolean {
  return end !== undefined || line === LINES.length;
}

/** How the line at `place` is shown. */
export type LineState = 'open' | 'current' | 'stopped' | 'done';

/** How the line at `place` of {@link LINES} is shown. */
export function lineState({ line, end }: Progress, place: number): LineState {
  if (place < line) return 'done';
  if (place > line) return 'open';
  return end ? 'stopped' : 'current';
}
