/** The bytes `text` takes inside a JSON frame: as UTF-8, with newlines and quotes escaped. */
export function wireBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}

/**
 * Whether a person would see something of `text`: not only white space, control and zero-width
 * characters. WeCom keeps spinning on a blank finish.
 */
export function visible(text: string): boolean {
  return /[^\s\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text);
}

/** The end of the line that `at` is in: its newline, or the end of `text`. */
export function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline;
}
