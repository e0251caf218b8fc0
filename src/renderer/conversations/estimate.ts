import { createFenceReader } from '../markdown/fences.ts';
import { FOLD_LINES } from '../markdown/fold.ts';
import type { Row } from './rows.ts';

// Pixels, as the style sheets have them.
const LINE = 22.5;
const SMALL_LINE = 24;
const CODE_LINE = 19.5;
const CODE_HEAD = 46;
const TABLE_ROW = 33;
const GAP = 8;
const DAY = 44;
const BUBBLE = 18;
const FOOT = 20;
const APART = 12;
const CLOSE = 4;
const WIDEST_ROW = 900;
/** Of a Latin letter, on average; a Chinese character takes two. */
const CHARACTER = 7.8;

/** Pixels that a row may be high in a log of `width`; it is measured once it is drawn. */
export function estimateRow(row: Row | undefined, width: number): number {
  if (!row) return LINE + BUBBLE + FOOT;
  const around = (row.goesOn ? CLOSE : APART) + BUBBLE + (row.day === undefined ? 0 : DAY);
  const columns = Math.max(16, ((Math.min(width, WIDEST_ROW) - 40) * 0.88 - 26) / CHARACTER);
  if (row.type === 'growing') return around + LINE + bodyHeight(row.growing.text, columns, true);
  const { text, direction, quote, reasoning, kind, state } = row.message;
  const isNamed = kind !== 'text' && kind !== 'answer' && kind !== 'send';
  const extras = [isNamed, quote !== null, Boolean(reasoning), state === 'failed'];
  const small = extras.filter(Boolean).length * SMALL_LINE;
  return around + FOOT + small + bodyHeight(text, columns, direction === 'out');
}

function bodyHeight(text: string, columns: number, isMarkdown: boolean): number {
  const fences = createFenceReader();
  let height = 0;
  let lines = 0;
  for (let start = 0; start < text.length && lines < FOLD_LINES; lines += 1) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    const line = text.slice(start, Math.min(end, start + 2_000));
    height += isMarkdown
      ? markdownHeight(line, fences.read(line).type, columns)
      : wrapped(line, columns);
    start = end + 1;
  }
  return Math.min(height, (FOLD_LINES + 1) * LINE);
}

function markdownHeight(line: string, type: string, columns: number): number {
  if (type === 'opens') return CODE_HEAD;
  if (type === 'code') return CODE_LINE;
  if (type === 'closes') return 0;
  if (line.trim() === '') return GAP;
  return line.startsWith('|') ? TABLE_ROW : wrapped(line, columns);
}

function wrapped(line: string, columns: number): number {
  let used = 0;
  for (let index = 0; index < line.length; index += 1)
    used += line.charCodeAt(index) < 0x1100 ? 1 : 2;
  return Math.max(1, Math.ceil(used / columns)) * LINE;
}
