import type { Frame } from './frame.ts';

/** Matches a frame from the client: every field that is given must fit. */
interface FramePattern {
  readonly cmd?: string;
  /** Only stream frames that do (or do not) finish their bubble. */
  readonly finish?: boolean;
  readonly msgtype?: string;
}

/**
 * What goes wrong:
 * - `refuse`: no effect, answered with the code.
 * - `ackAfterMs`: takes effect at once, acknowledged that many milliseconds later.
 * - `lose-ack`: takes effect, never acknowledged.
 * - `ignore`: no effect, never acknowledged.
 * - `close`: no effect, the socket is terminated.
 * - `close-after`: takes effect, the socket is terminated before the acknowledgement.
 * - `unsubscribe`: no effect, answered 846609; the server no longer knows the subscription.
 */
export type Misdeed =
  | { readonly refuse: number; readonly errmsg?: string }
  | { readonly ackAfterMs: number }
  | 'lose-ack'
  | 'ignore'
  | 'close'
  | 'close-after'
  | 'unsubscribe';

/** One planned misdeed. */
export interface Rule {
  readonly when: ((frame: Frame) => boolean) | FramePattern;
  /** How many matching frames it strikes; default 1, `Infinity` for all. */
  readonly times?: number;
  readonly do: Misdeed;
}

/** The misdeeds that are planned. */
export interface Misbehaviour {
  /** Plans `rule`; the function returned takes it back. */
  add(rule: Rule): () => void;
  /** The misdeed that strikes `frame`, of the oldest rule that matches. */
  strike(frame: Frame): Misdeed | undefined;
}

export function createMisbehaviour(): Misbehaviour {
  const planned = new Set<{ rule: Rule; left: number }>();
  return {
    add(rule) {
      const plan = { rule, left: rule.times ?? 1 };
      planned.add(plan);
      return () => void planned.delete(plan);
    },
    strike(frame) {
      for (const plan of planned) {
        if (!matches(plan.rule.when, frame)) continue;
        plan.left -= 1;
        if (plan.left <= 0) planned.delete(plan);
        return plan.rule.do;
      }
      return undefined;
    },
  };
}

function matches(when: Rule['when'], frame: Frame): boolean {
  if (typeof when === 'function') return when(frame);
  if (when.cmd !== undefined && frame.cmd !== when.cmd) return false;
  if (when.msgtype !== undefined && frame.body?.msgtype !== when.msgtype) return false;
  return when.finish === undefined || finishes(frame) === when.finish;
}

/** Whether a stream frame ends its bubble; `undefined` for all other frames. */
function finishes(frame: Frame): boolean | undefined {
  const stream = frame.body?.stream;
  if (typeof stream !== 'object' || stream === null) return undefined;
  return 'finish' in stream && stream.finish === true;
}
