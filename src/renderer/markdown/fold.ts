import { createFenceReader } from './fences.ts';

/** Lines of a long text that are shown before somebody asks for all of it. */
export const FOLD_LINES = 40;
/** Columns after which a line goes on in the next one; a Chinese character takes two. */
const COLUMNS = 72;
/** Characters shown at most, however they are laid out: a code block may be very wide. */
const MOST_CHARACTERS = 6_000;

/** How much of a text is shown. */
export interface Folded {
  /** Its beginning, or all of it. */
  readonly shown: string;
  readonly folded: boolean;
}

/** Folds a text that would take more than {@link FOLD_LINES} lines on screen. */
export function fold(text: string): Folded {
  const fences = createFenceReader();
  let lines = 0;
  let start = 0;
  while (start < text.length) {
    if (lines >= FOLD_LINES) return foldedAt(text, start - 1);
    const end = lineEnd(text, start);
    const line = text.slice(start, Math.min(end, start + MOST_CHARACTERS));
    const isProse = fences.read(line).type === 'prose';
    // Code is not wrapped.
    const fits = isProse ? charactersIn(line, (FOLD_LINES - lines) * COLUMNS) : line.length;
    const shown = Math.min(start + fits, MOST_CHARACTERS);
    if (shown < end) return foldedAt(text, shown);
    lines += isProse ? Math.max(1, Math.ceil(columnsOf(line) / COLUMNS)) : 1;
    start = end + 1;
  }
  return { shown: text, folded: false };
}

/** Where the line from `start` ends. */
function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

/** How many characters of `line` fit into `columns`. */
function charactersIn(line: string, columns: number): number {
  let used = 0;
  for (let index = 0; index < line.length; index += 1) {
    used += widthOf(line.charCodeAt(index));
    if (used > columns) return index;
  }
  return line.length;
}

function columnsOf(line: string): number {
  let columns = 0;
  for (let index = 0; index < line.length; index += 1) columns += widthOf(line.charCodeAt(index));
  return columns;
}

function widthOf(code: number): number {
  return code >= 0x1100 && code < 0xd800 ? 2 : 1;
}

/** Never between the halves of a surrogate pair. */
function foldedAt(text: string, end: number): Folded {
  const last = text.charCodeAt(end - 1);
  const isHalf = last >= 0xd800 && last <= 0xdbff;
  return { shown: text.slice(0, isHalf ? end - 1 : end), folded: true };
}
