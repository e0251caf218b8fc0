/** UTF-16 units of an excerpt, and how many of them stand before what was found. */
const LENGTH = 160;
const BEFORE = 50;

/** The beginning of a text on one line; what kind of message it is where it has none. */
export function beginning(text: string, kind: string): string {
  return cutOut(oneLine(text), 0) || `[${kind}]`;
}

/** The text around the first of `words` that stands in it, on one line. */
export function around(text: string, words: readonly string[]): string {
  const line = oneLine(text);
  const pattern = new RegExp(words.map(literally).join('|'), 'iu');
  return cutOut(line, Math.max(0, line.search(pattern) - BEFORE));
}

/** What an answer says, without the commonest signs of Markdown. */
export function unmarked(text: string): string {
  return text
    .replace(/^ {0,3}(```+|~~~+).*$|^ {0,3}\|? *:?-[ :|-]*$/gm, ' ')
    .replace(/^ {0,3}(#{1,6}|>|[-*+]) +/gm, '')
    .replace(/!?\[([^\][]*)\]\([^()\s]*\)/g, '$1')
    .replace(/\|/g, ' ')
    .replace(/\*\*|__|`/g, '');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Never half a character: what a cut leaves of one is dropped. */
function cutOut(line: string, from: number): string {
  const end = Math.min(line.length, from + LENGTH);
  const start = Math.min(from, Math.max(0, end - LENGTH));
  const piece = line.slice(start, end).replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, '');
  return `${start > 0 ? '…' : ''}${piece}${end < line.length ? '…' : ''}`;
}

function literally(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
