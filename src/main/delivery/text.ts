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

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const TERMINAL = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const CONTROLS = /[\u0000-\u0008\u000B\u000C\u000D\u000E-\u001F\u007F]/g;

/** A text without what steers a terminal; lines end with \n. */
export function withoutControls(text: string): string {
  return text.replace(TERMINAL, '').replace(CONTROLS, '');
}
