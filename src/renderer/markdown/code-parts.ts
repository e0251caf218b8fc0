/** Lines of code that are laid out together: long code is laid out only where it is seen. */
const LINES_AT_ONCE = 100;

/** A part of a code block. */
export interface CodePart {
  readonly text: string;
  readonly lines: number;
}

/** Code in parts, and how wide its longest line is, in columns. */
export interface CodeParts {
  readonly parts: readonly CodePart[];
  readonly columns: number;
}

/** Cuts code at line ends. */
export function codeParts(text: string): CodeParts {
  const lines = text.split('\n');
  const parts: CodePart[] = [];
  for (let start = 0; start < lines.length; start += LINES_AT_ONCE) {
    const some = lines.slice(start, start + LINES_AT_ONCE);
    parts.push({ text: some.join('\n'), lines: some.length });
  }
  return { parts, columns: lines.reduce((most, line) => Math.max(most, line.length), 0) };
}
