/** The trigram index knows nothing shorter. */
const SHORTEST_INDEXED = 3;
/** Words of a search that count; SQLite takes no condition of more than a thousand. */
const MOST_WORDS = 100;

/** What a search asks of each message, for the end of a `WHERE`. */
export interface Wanted {
  readonly conditions: readonly string[];
  readonly values: Readonly<Record<string, string>>;
}

/** The words that are looked for, each once. */
export function wordsOf(search: string): string[] {
  // A NUL would end the expression that the index is asked.
  return [...new Set(search.split(/[\s\0]+/))].filter(Boolean).slice(0, MOST_WORDS);
}

/** Asks for messages that hold every one of `words`; there is at least one. */
export function holding(words: readonly string[]): Wanted {
  const isLong = (word: string) => [...word].length >= SHORTEST_INDEXED;
  const holds = (word: string) => `text LIKE @word${words.indexOf(word)} ESCAPE '\\'`;
  const values = Object.fromEntries(words.map((word, index) => [`word${index}`, like(word)]));
  const short = words.filter((word) => !isLong(word)).map(holds);
  const long = words.filter(isLong);
  if (long.length === 0) return { conditions: short, values };
  const found = `seq IN (SELECT rowid FROM messages_fts WHERE messages_fts MATCH @match
    UNION ALL SELECT seq FROM messages
      WHERE seq > (SELECT up_to FROM indexed) AND ${long.map(holds).join(' AND ')})`;
  const match = long.map(phrase).join(' ');
  return { conditions: [found, ...short], values: { ...values, match } };
}

/** A word for the index, whatever it means there. */
function phrase(word: string): string {
  return `"${word.replaceAll('"', '""')}"`;
}

/** A pattern of everything that holds `word`. */
function like(word: string): string {
  return `%${word.replace(/[\\%_]/g, '\\$&')}%`;
}
