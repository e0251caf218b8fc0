import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spelledOut, stretchesOf } from '../../../src/renderer/markdown/invisible.ts';

describe('invisible characters', () => {
  it.each([
    ['\u202e', 'U+202E'],
    ['\u2066', 'U+2066'],
    ['\u200b', 'U+200B'],
    ['\u200d', 'U+200D'],
    ['\u00ad', 'U+00AD'],
    ['\ufeff', 'U+FEFF'],
    ['\u3164', 'U+3164'],
    ['\0', 'U+0000'],
    ['\u2028', 'U+2028'],
    ['\u{e0041}', 'U+E0041'],
  ])('are named instead of drawn: %j', (character, name) => {
    expect(stretchesOf(`a${character}b`)).toEqual(['a', { mark: name }, 'b']);
  });

  it('leave ordinary text alone, with its line ends and tabs', () => {
    const text = 'Zeile 1\r\n\tnaïve 你好 مرحبا\n';
    expect(stretchesOf(text)).toEqual([text]);
  });

  it('are part of emoji, and not marked there', () => {
    const text = 'a 👩‍👩‍👧 b 🏳️‍🌈 c 🏴󠁧󠁢󠁥󠁮󠁧󠁿 d ❤️';
    expect(stretchesOf(text)).toEqual([text]);
  });

  it('are marked behind an emoji that they join with nothing', () => {
    expect(stretchesOf('👩\u200dx')).toEqual(['👩', { mark: 'U+200D' }, 'x']);
    expect(stretchesOf('👩‍👧\u200bx')).toEqual(['👩‍👧', { mark: 'U+200B' }, 'x']);
  });

  it('are told in brackets where there is no room for marks', () => {
    expect(spelledOut('evil\u202enimda')).toBe('evil[U+202E]nimda');
  });

  it('make no more elements than can be drawn, however many there are', () => {
    const stretches = stretchesOf('\u200b'.repeat(20_000));
    expect(stretches.length).toBeLessThan(1_100);
    expect(stretches.at(-1)).toMatch(/^(\[U\+200B\])+$/);
  });

  it('are all that a text loses', () => {
    const unit = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('\u202e', '\u200b', '\u200d', '👩', '👩‍👧', '\u{e0041}', '\n'),
    );
    fc.assert(
      fc.property(fc.array(unit), (parts) => {
        const text = parts.join('');
        const back = stretchesOf(text)
          .map((stretch) =>
            typeof stretch === 'string'
              ? stretch
              : String.fromCodePoint(Number.parseInt(stretch.mark.slice(2), 16)),
          )
          .join('');
        expect(back).toBe(text);
      }),
    );
  });
});
