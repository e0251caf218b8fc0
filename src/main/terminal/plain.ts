import { stripVTControlCharacters } from 'node:util';

/** What turns the direction of text, and so can make it read as something else. */
const DIRECTION = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';
const TURNING = new RegExp(`[${DIRECTION}]`, 'g');
const UNSAFE_IN_JSON = new RegExp(`[\\u007f-\\u009f\\u2028\\u2029${DIRECTION}]`, 'g');

/** `text` without anything that steers a terminal; lines and tabs stay. */
export function plain(text: string): string {
  return stripVTControlCharacters(text.replace(/\r\n?/g, '\n'))
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .replace(TURNING, '');
}

/** {@link plain} on one line, so that it cannot pass for a line of ours. */
export function plainLine(text: string): string {
  return plain(text)
    .replace(/[\s\u2028\u2029]+/gu, ' ')
    .trim();
}

/** `value` as one line of JSON that a terminal takes as text; nothing of it is lost. */
export function plainJson(value: unknown): string {
  return JSON.stringify(value).replace(
    UNSAFE_IN_JSON,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
