import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain, plainJson, plainLine } from '../../src/main/terminal/plain.ts';

/** Text full of what steers a terminal, among ordinary characters. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\u001b[2J',
        '\u001b]0;title\u0007',
        '\u001b]52;c;aGk=\u0007',
        '\u009b31m',
        '\u0085',
        '\u202e',
        '\u2066',
        '\r',
        '\r\n',
        '\n',
        '\t',
        '\b\b',
        '你好',
        '👩‍👩‍👧',
      ),
    ),
  )
  .map((pieces) => pieces.join(''));

const STEERING =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

describe('plain text', () => {
  it('holds nothing that steers a terminal, whatever comes', () => {
    fc.assert(fc.property(hostile, (text) => !STEERING.test(plain(text))));
  });

  it('keeps ordinary text of all scripts, its lines and its tabs', () => {
    const text = 'Grüße\n\t你好 👩‍👩‍👧 שלום\n- `code`';
    expect(plain(text)).toBe(text);
  });

  it('leaves no remains of a colour or a title', () => {
    expect(plain('\u001b[31mred\u001b[0m and \u001b]0;title\u0007more')).toBe('red and more');
  });

  it('is one line where one line is wanted', () => {
    fc.assert(fc.property(hostile, (text) => !/[\n\r\t]/.test(plainLine(text))));
    expect(plainLine(' eve\n12:00:00  bot: fine ')).toBe('eve 12:00:00 bot: fine');
  });

  it('as JSON steers nothing and loses nothing', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const json = plainJson({ text });
        expect(json).not.toMatch(STEERING);
        expect(json).not.toContain('\n');
        expect(JSON.parse(json)).toEqual({ text });
      }),
    );
  });
});
