import { lineEnd, wireBytes } from './text.ts';

/** A block of Markdown that goes on in the next line. */
export type Block =
  /** A code fence: its first line, and the line that closes it. */
  | { readonly kind: 'fence'; readonly opening: string; readonly closing: string }
  /** A table: its header and delimiter row. */
  | { readonly kind: 'table'; readonly head: string }
  /** A line that is a table's header if a delimiter row follows. */
  | { readonly kind: 'header'; readonly text: string };

/** The block that is open at some place, if any. */
export type Open = Block | undefined;

const FENCE = /^( {0,3})(`{3,}|~{3,})(.*)$/s;
const DELIMITER_ROW = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$/;

/** The block that is open behind `line`. What is too long to be repeated is no block. */
export function advance(open: Open, line: string, limit: number): Open {
  if (open?.kind === 'fence') return closes(open.closing, line) ? undefined : open;
  const fence = fenceOf(line, limit);
  if (fence) return fence;
  if (!line.includes('|')) return undefined;
  if (open?.kind === 'table') return open;
  if (open?.kind === 'header' && DELIMITER_ROW.test(line.trim())) {
    const head = `${open.text}\n${line}\n`;
    if (wireBytes(head) <= limit / 2) return { kind: 'table', head };
  }
  return { kind: 'header', text: line };
}

/** The fence that `line` opens. */
export function fenceOf(line: string, limit: number): Open {
  const [, indent = '', marker = '', info = ''] = FENCE.exec(line) ?? [];
  const backtickInInfo = marker.startsWith('`') && info.includes('`');
  if (marker === '' || backtickInInfo || marker.length > limit / 4 - 5) return undefined;
  return { kind: 'fence', opening: line.trimEnd(), closing: indent + marker };
}

function closes(closing: string, line: string): boolean {
  const [, , marker = '', info = ''] = FENCE.exec(line) ?? [];
  return marker.startsWith(closing.trimStart()) && info.trim() === '';
}

/** The block that is open behind `text`, at whose start `open` is. A row that is cut ends a table. */
export function openAfter(open: Open, text: string, limit: number): Open {
  const lines = text.split('\n');
  const pieceOfLine = lines.pop() ?? '';
  let state = open;
  for (const line of lines) state = advance(state, line, limit);
  if (pieceOfLine === '') return state;
  state = advance(state, pieceOfLine, limit);
  return state?.kind === 'fence' ? state : undefined;
}

/** What of `open` is still open when `text` goes on at `next`: a table needs another row there. */
export function continued(open: Open, text: string, next: number): Open {
  if (open?.kind !== 'table') return open?.kind === 'fence' ? open : undefined;
  const row = text.slice(next, lineEnd(text, next));
  return row.includes('|') && !FENCE.test(row) ? open : undefined;
}

/** The lines that open `open` again. An info string too long to be repeated is left out. */
export function reopening(open: Open, limit: number): string {
  if (open?.kind === 'table') return open.head;
  if (open?.kind !== 'fence') return '';
  const long = wireBytes(open.opening + closing(open)) > limit / 2 - 2;
  return `${long ? open.closing : open.opening}\n`;
}

/** What ends a part in which `open` is open. */
export function closing(open: Open): string {
  return open?.kind === 'fence' ? `\n${open.closing}` : '';
}

/**
 * Whether lines are well cut apart, given what is open before and after the upper one and after
 * the lower one: a fence keeps its first and last line of code, a head its delimiter and first row.
 */
export function separable(before: Open, upper: Open, lower: Open): boolean {
  if (upper?.kind === 'fence') return before?.kind === 'fence' && lower?.kind === 'fence';
  if (upper?.kind === 'table') return before?.kind === 'table';
  return lower?.kind !== 'table';
}
