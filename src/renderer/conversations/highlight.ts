/** A part of an excerpt. */
export interface Part {
  readonly text: string;
  readonly isFound: boolean;
}

/** Cuts an excerpt where one of the words that were searched for stands, in whatever case. */
export function highlighted(excerpt: string, words: string): Part[] {
  const terms = [...new Set(words.split(/\s+/))].filter(Boolean);
  if (terms.length === 0) return [{ text: excerpt, isFound: false }];
  const longestFirst = terms.toSorted((one, other) => other.length - one.length);
  const pattern = new RegExp(`(${longestFirst.map(escaped).join('|')})`, 'giu');
  // Splitting at a group puts what it matched at every other place.
  return excerpt
    .split(pattern)
    .map((text, index) => ({ text, isFound: index % 2 === 1 }))
    .filter(({ text }) => text !== '');
}

function escaped(term: string): string {
  return term.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
