import { createFenceReader } from './fences.ts';

/** A part of a body, and how it is shown. */
export type Block =
  | { readonly type: 'markdown'; readonly text: string }
  | { readonly type: 'code'; readonly text: string; readonly info: string }
  | { readonly type: 'plain'; readonly text: string };

/**
 * Characters of Markdown that are parsed in one go. The parser's time grows with the square of some
 * texts: at this length the worst take a tenth of a second.
 */
const PARSED_AT_ONCE = 4_000;
/** Lines parsed in one go, for the same reason. */
const LINES_AT_ONCE = 400;
/** Characters of Markdown in one body; what follows is plain text. */
const PARSED_AT_MOST = 24_000;
/** Characters of a plain block: small enough to be laid out only where it is seen. */
const PLAIN_AT_ONCE = 8_000;

/**
 * Cuts a body into parts. A short one is a single part; in a long one code blocks stand alone, the
 * rest is cut at blank lines, and what could keep the parser busy is plain text.
 */
export function blocksOf(body: string): Block[] {
  if (body.length <= PARSED_AT_ONCE && isHarmless(body)) return [{ type: 'markdown', text: body }];
  let parsed = 0;
  return sectionsOf(body).flatMap((section): Block[] => {
    if (section.type === 'code') return [section];
    parsed += section.text.length;
    const isMarkdown = parsed <= PARSED_AT_MOST && isHarmless(section.text);
    return isMarkdown ? [section] : plainBlocks(section.text);
  });
}

/** `text` as plain text, in parts of lines. */
export function plainBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let start = 0;
  while (start < text.length) {
    const line = text.lastIndexOf('\n', start + PLAIN_AT_ONCE);
    const end =
      text.length - start <= PLAIN_AT_ONCE ? text.length : line > start ? line : undefined;
    const stop = end ?? wholeCharacter(text, start + PLAIN_AT_ONCE);
    blocks.push({ type: 'plain', text: text.slice(start, stop) });
    start = text[stop] === '\n' ? stop + 1 : stop;
  }
  return blocks;
}

/** Whether the parser is done with `text` in no time: not too long, nor nested or marked up wildly. */
function isHarmless(text: string): boolean {
  if (text.length > PARSED_AT_ONCE) return false;
  const lines = text.split('\n');
  if (lines.length > LINES_AT_ONCE || lines.some((line) => NESTED.test(line))) return false;
  return (text.match(MARKUP)?.length ?? 0) <= MOST_MARKUP && !DELIMITERS.test(text);
}

/** Quotes and lists, one in the other, a dozen deep; or a line that stands far inside. */
const NESTED = /^(?:[ \t]*(?:>|[-+*][ \t]|\d{1,9}[.)][ \t])){12}|^[ \t]{80}/;
/** Characters that may begin or end something. */
const MARKUP = /[*_~[\]<>!`|\\]/g;
const MOST_MARKUP = 1_500;
const DELIMITERS = /[*_~]{64}/;

type Section = Extract<Block, { type: 'markdown' | 'code' }>;

/** Code blocks of the outermost level, and what stands between them cut at blank lines. */
function sectionsOf(body: string): Section[] {
  const sections: Section[] = [];
  const fences = createFenceReader();
  let lines: string[] = [];
  let length = 0;
  let info = '';
  const end = (type: Section['type']): void => {
    const text = lines.join('\n');
    lines = [];
    length = 0;
    if (type === 'code') sections.push({ type, text, info });
    else if (text.trim() !== '') sections.push({ type, text });
  };
  let isCode = false;
  for (const line of body.split('\n')) {
    const read = fences.read(line);
    if (read.type === 'opens') {
      end('markdown');
      info = read.info;
      isCode = true;
      continue;
    }
    if (read.type === 'closes') {
      end('code');
      isCode = false;
      continue;
    }
    if (!isCode && isGoodCut(line, lines.at(-1), length, lines.length)) end('markdown');
    lines.push(line);
    length += line.length + 1;
  }
  end(isCode ? 'code' : 'markdown');
  return sections;
}

/** Whether a new section may begin with `line`; the longer the one so far, the worse the place. */
function isGoodCut(line: string, last: string | undefined, length: number, lines: number): boolean {
  // What is indented belongs to the list item above it, a row to the head of its table.
  if (/^[\s|]/.test(line)) return false;
  const isLate = length > PARSED_AT_ONCE * 0.75 || lines > LINES_AT_ONCE * 0.75;
  return isLate || (length > PARSED_AT_ONCE / 2 && last?.trim() === '');
}

function wholeCharacter(text: string, end: number): number {
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff ? end - 1 : end;
}
