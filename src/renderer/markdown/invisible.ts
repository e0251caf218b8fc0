/** A stretch of text, or a character that nobody would see: `mark` names it, as in `U+202E`. */
export type Stretch = string | { readonly mark: string };

/**
 * Characters that turn text around, join what looks apart, or show nothing at all. Line ends and
 * tabs are what they seem; selectors choose how the character before them is drawn.
 */
const INVISIBLE =
  /(?![\n\r\t\p{Variation_Selector}])[\p{Cc}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\ufff9-\ufffb]/gu;

/** Emoji are put together with joiners and tags, and those are no disguise. */
const EMOJI =
  /\u{1f3f4}[\u{e0030}-\u{e007a}]{2,6}\u{e007f}|\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]*(?:\u200d\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]*)+/gu;

/** Marks of one text that are drawn; a flood of them is told in brackets, which cost nothing. */
const MOST_MARKS = 500;

/** Cuts `text` at its invisible characters. */
export function stretchesOf(text: string): Stretch[] {
  const stretches: Stretch[] = [];
  const emoji = [...text.matchAll(EMOJI)];
  let plain = '';
  let end = 0;
  let next = 0;
  let marks = 0;
  for (const { index, 0: character } of text.matchAll(INVISIBLE)) {
    while (isBefore(emoji[next], index)) next += 1;
    if (index >= (emoji[next]?.index ?? text.length)) continue;
    plain += text.slice(end, index);
    end = index + character.length;
    marks += 1;
    if (marks > MOST_MARKS) {
      plain += `[${nameOf(character)}]`;
      continue;
    }
    if (plain !== '') stretches.push(plain);
    plain = '';
    stretches.push({ mark: nameOf(character) });
  }
  plain += text.slice(end);
  if (plain !== '') stretches.push(plain);
  return stretches;
}

/** `text` with its invisible characters named in brackets, for tooltips and names of controls. */
export function spelledOut(text: string): string {
  return stretchesOf(text)
    .map((stretch) => (typeof stretch === 'string' ? stretch : `[${stretch.mark}]`))
    .join('');
}

function isBefore(match: RegExpExecArray | undefined, index: number): boolean {
  return match !== undefined && match.index + match[0].length <= index;
}

function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
