/** A typed command line as a list, or why it is none. */
export type CommandLine =
  | { readonly ok: true; readonly words: readonly string[] }
  | { readonly ok: false };

/**
 * Splits a typed command line at spaces. Double and single quotes keep together what is between
 * them and may stand anywhere in a word. A backslash is itself, so that Windows paths need no
 * doubling; a quote inside of a word is put between quotes of the other kind. Not ok where a quote
 * is left open.
 */
export function parseCommandLine(text: string): CommandLine {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (const char of text) {
    if (quote !== undefined) {
      if (char === quote) quote = undefined;
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  if (quote !== undefined) return { ok: false };
  if (word !== undefined) words.push(word);
  return { ok: true, words };
}

/** The command line that {@link parseCommandLine} reads as `words`. */
export function joinCommandLine(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

function quoted(word: string): string {
  if (word !== '' && !/[\s"']/.test(word)) return word;
  if (!word.includes('"')) return `"${word}"`;
  // Each run of double quotes between single ones, the rest between double ones.
  return word.replace(/"+|[^"]+/g, (run) => (run.startsWith('"') ? `'${run}'` : `"${run}"`));
}
