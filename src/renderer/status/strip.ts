import type { ConnectionSpan } from '../../shared/api.ts';

/** One condition that lasted, as shares of the whole strip. */
export interface Segment {
  readonly state: ConnectionSpan['state'];
  readonly from: number;
  readonly until: number;
  /** From 0 to 1. */
  readonly start: number;
  readonly width: number;
}

/**
 * The time from `from` to `until` without gaps: what no span covers was off, neighbours of one
 * condition are one segment.
 */
export function segmentsOf(
  spans: readonly ConnectionSpan[],
  from: number,
  until: number,
): readonly Segment[] {
  const length = until - from;
  if (length <= 0) return [];
  const pieces: { state: Segment['state']; from: number; until: number }[] = [];
  const add = (state: Segment['state'], start: number, end: number): void => {
    if (end <= start) return;
    const last = pieces.at(-1);
    if (last?.state === state) last.until = end;
    else pieces.push({ state, from: start, until: end });
  };
  let covered = from;
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const start = Math.max(span.from, covered);
    const end = Math.min(span.until, until);
    if (end <= start) continue;
    add('off', covered, start);
    add(span.state, start, end);
    covered = end;
  }
  add('off', covered, until);
  return pieces.map((piece) => ({
    ...piece,
    start: (piece.from - from) / length,
    width: (piece.until - piece.from) / length,
  }));
}

/** Milliseconds spent in each condition. */
export function timesOf(segments: readonly Segment[]): Record<Segment['state'], number> {
  const times = { online: 0, trying: 0, off: 0 };
  for (const { state, from, until } of segments) times[state] += until - from;
  return times;
}
