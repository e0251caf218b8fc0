import type { Open } from './blocks.ts';
import { advance, closing, continued, fenceOf, openAfter, reopening, separable } from './blocks.ts';
import { lineEnd, visible, wireBytes } from './text.ts';

/**
 * The most bytes of text a frame carries. WeCom allows 20480 UTF-8 bytes (docs/protocol.md,
 * Limits); the rest is room for the envelope.
 */
export const PART_LIMIT = 20_000;

/** The smallest limit with room for a reopened block and some text beside it. */
const MIN_LIMIT = 64;

const BEHIND_WORD = /^(?:\s|[。！？；，、](?![\p{Pe}\p{Pf}\p{Po}]))/u;
const BETWEEN_CJK = /^[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}]{2}/u;

/** Where a text was cut: what to send first, and where in the text the rest goes on. */
export interface Cut {
  readonly part: string;
  readonly next: number;
}

/**
 * Splits `text` into parts of at most `limit` wire bytes each (at least 64), cut at paragraphs,
 * else lines, else words. A code fence that is cut is closed and opened again, a table that is cut
 * repeats its head, white space around a cut is dropped. Never empty, and every part has something
 * visible. A text that fits is one unchanged part, also a blank one; a longer blank one is `['']`.
 */
export function splitText(text: string, limit = PART_LIMIT): string[] {
  let step = firstStep(text, limit);
  const parts = [step.part];
  while (step.next < text.length) {
    step = nextStep(text, step.next, step.open, limit);
    if (step.part !== '') parts.push(step.part);
  }
  return parts;
}

/**
 * The first part of `text`, as {@link splitText} makes it, and where the rest goes on:
 * `text.length` if nothing visible is left, otherwise an offset for {@link resume}.
 */
export function cutAt(text: string, limit = PART_LIMIT): Cut {
  const { part, next } = firstStep(text, limit);
  return { part, next: visible(text.slice(next)) ? next : text.length };
}

/** What follows `offset` (a {@link Cut}'s `next`), with the block that was cut opened again. */
export function resume(text: string, offset: number, limit = PART_LIMIT): string {
  const open = continued(openAfter(undefined, text.slice(0, offset), limit), text, offset);
  return reopening(open, limit) + text.slice(offset);
}

interface Step extends Cut {
  /** The block that is open at `next`. */
  readonly open: Open;
}

/** The end of a part's body within the text, and the block that is open there. */
interface Place {
  readonly end: number;
  readonly open: Open;
}

function firstStep(text: string, limit: number): Step {
  if (limit < MIN_LIMIT) throw new RangeError(`A part needs ${MIN_LIMIT} bytes, not ${limit}.`);
  // A UTF-16 unit takes a byte or more, so a longer text need not be measured.
  const fits = text.length <= limit && wireBytes(text) <= limit;
  if (fits || !visible(text)) return { part: fits ? text : '', next: text.length, open: undefined };
  let step = nextStep(text, 0, undefined, limit);
  while (step.part === '') step = nextStep(text, step.next, step.open, limit);
  return step;
}

/** The part that starts at `from`, where `open` is open; its text is empty if it were blank. */
function nextStep(text: string, from: number, open: Open, limit: number): Step {
  const prefix = reopening(open, limit);
  // Enough to see what follows the last line that fits.
  const rest = text.slice(from, from + 2 * limit);
  const place = findPlace(rest, open, limit - wireBytes(prefix), limit);
  const body = rest.slice(0, place.end);
  const end = from + place.end;
  const inFence = place.open?.kind === 'fence';
  // Code keeps its white space, but for the newline that the closing line brings along.
  const next = inFence ? end + (text[end] === '\n' ? 1 : 0) : skipBlank(text, end);
  const kept = inFence || next === text.length ? body : body.trimEnd();
  return {
    part: visible(body) ? prefix + kept + closing(place.open) : '',
    next,
    open: inFence || next === end + 1 ? continued(place.open, text, next) : undefined,
  };
}

/** Where a part of at most `budget` wire bytes ends. Where all of `rest` fits, that is its end. */
function findPlace(rest: string, open: Open, budget: number, limit: number): Place {
  let paragraph: Place | undefined;
  let line: Place | undefined;
  let before = open;
  let used = 0;
  for (let at = 0; ; ) {
    const end = lineEnd(rest, at);
    const text = rest.slice(at, end);
    const after = advance(before, text, limit);
    const bytes = used + wireBytes(text);
    if (bytes + wireBytes(closing(after)) > budget) {
      return paragraph ?? line ?? placeInLine(text, at, before, used, budget, limit);
    }
    if (end === rest.length) return { end, open: after };
    const following = rest.slice(end + 1, lineEnd(rest, end + 1));
    if (bytes >= budget / 2 && separable(before, after, advance(after, following, limit))) {
      line = { end, open: after };
      const blank = text.trim() === '' || following.trim() === '';
      if (blank && after?.kind !== 'fence') paragraph = line;
    }
    before = after;
    used = bytes + wireBytes('\n');
    at = end + 1;
  }
}

/** Where a part ends within `line`, which starts at `at` behind `used` bytes and is too long. */
function placeInLine(
  line: string,
  at: number,
  before: Open,
  used: number,
  budget: number,
  limit: number,
): Place {
  // A piece of a line may open a fence even where the whole line does not.
  const marker = /^ {0,3}(`+|~+)/.exec(line)?.[0] ?? '';
  const fence = before?.kind === 'fence' ? before : fenceOf(marker, limit);
  const most = lengthWithin(line, budget - used - wireBytes(closing(fence)));
  const least = lengthWithin(line, budget / 2 - used);
  const length = breakWithin(line, least, most);
  if (length === 0) return { end: at - 1, open: before };
  return { end: at + length, open: openAfter(before, line.slice(0, length), limit) };
}

/**
 * The most UTF-16 units of `text` that take at most `room` wire bytes. Half a surrogate pair takes
 * more than the pair (six bytes, as an escape), so none is ever split.
 */
function lengthWithin(text: string, room: number): number {
  let fits = 0;
  let tooLong = Math.min(text.length, Math.max(0, Math.floor(room))) + 1;
  while (fits + 1 < tooLong) {
    const middle = (fits + tooLong) >> 1;
    if (wireBytes(text.slice(0, middle)) <= room) fits = middle;
    else tooLong = middle;
  }
  return fits;
}

/**
 * Where to break `line`, at most at `most`: behind a word or CJK punctuation, else between two CJK
 * characters, each beyond `least`; else between characters.
 */
function breakWithin(line: string, least: number, most: number): number {
  const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  for (const kind of [BEHIND_WORD, BETWEEN_CJK]) {
    for (let at = most; at > least; at--) {
      const fits = kind.test(line.slice(at - 1, at + 1));
      if (fits && characterStart(characters, line, at) === at) return at;
    }
  }
  return characterStart(characters, line, most);
}

/** The start of the character that `at` is in, or `at` where that is too far away. */
function characterStart(characters: Intl.Segmenter, line: string, at: number): number {
  const from = Math.max(0, at - 64);
  const character = characters.segment(line.slice(from, at + 64)).containing(at - from);
  return character?.index ? from + character.index : at;
}

/** Where text goes on behind white space at `at`: in that line, or in the next that is not blank. */
function skipBlank(text: string, at: number): number {
  const blank = /[^\S\n]*(?:\n(?:[^\S\n]*\n)*)?/y;
  blank.lastIndex = at;
  blank.test(text);
  return blank.lastIndex;
}
