import type { LogLine } from '../../shared/diagnostics.ts';

/** Lines that the view keeps; older ones are in the log files. */
export const KEPT_LINES = 2000;

const LEVELS: readonly LogLine['level'][] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** A line with a number of its own, for lists. */
export interface NumberedLine extends LogLine {
  readonly id: number;
}

/** `lines` with new ones behind them, at most {@link KEPT_LINES}. */
export function appended(
  lines: readonly NumberedLine[],
  more: readonly LogLine[],
): readonly NumberedLine[] {
  const next = (lines.at(-1)?.id ?? 0) + 1;
  const numbered = more.map((line, index) => ({ ...line, id: next + index }));
  return [...lines, ...numbered].slice(-KEPT_LINES);
}

/** The lines of at least `level` that hold every word of `words`, whatever its case. */
export function filtered(
  lines: readonly NumberedLine[],
  level: LogLine['level'],
  words: string,
): readonly NumberedLine[] {
  const terms = words.toLowerCase().split(/\s+/).filter(Boolean);
  const lowest = LEVELS.indexOf(level);
  return lines.filter((line) => {
    if (LEVELS.indexOf(line.level) < lowest) return false;
    const text = `${line.message} ${line.details}`.toLowerCase();
    return terms.every((term) => text.includes(term));
  });
}
