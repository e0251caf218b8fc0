import type { LogLine } from '../../shared/diagnostics.ts';

/** Ids shorter than this are found only where they stand alone: they may be part of any word. */
const SHORT = 6;
/** Ids shorter than this keep nothing. */
const TELLING = 4;
/** Ids shorter than this keep only their first character. */
const LONG = 8;

/** Masks ids in a text; the same id always becomes the same: `aib…X7`. */
export function maskIds(text: string, ids: Iterable<string>): string {
  const folded = text.toLowerCase();
  const present = [...new Set(ids)]
    .flatMap(spellingsOf)
    .filter((id) => id !== '' && folded.includes(id.toLowerCase()))
    .sort((a, b) => b.length - a.length);
  if (present.length === 0) return text;
  return text.replace(new RegExp(present.map(patternOf).join('|'), 'giu'), maskOf);
}

function maskOf(id: string): string {
  const characters = Array.from(id);
  const { length } = characters;
  const [start, end] = length < LONG ? [length < TELLING ? 0 : 1, length] : [3, length - 2];
  return `${characters.slice(0, start).join('')}…${characters.slice(end).join('')}`;
}

/** As it is, and as it stands inside JSON. */
function spellingsOf(id: string): string[] {
  return [...new Set([id, JSON.stringify(id).slice(1, -1)])];
}

function patternOf(id: string): string {
  const literal = id.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return Array.from(id).length < SHORT
    ? `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`
    : literal;
}

/** Fields of log lines that hold an id, also one of a chat that was deleted since. */
const ID_FIELD =
  /"(?:chat|chat_?id|sender|from|user|user_?id|bot|bot_?id|corp_?id)":"((?:[^"\\]|\\.)+)/gi;

/** The ids that log lines name. */
export function idsInLines(lines: readonly LogLine[]): string[] {
  return lines.flatMap(({ details }) =>
    [...details.matchAll(ID_FIELD)].map(([, id = '']) => id.replace(/…$/, '')),
  );
}
