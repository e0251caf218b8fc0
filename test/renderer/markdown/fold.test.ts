import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FOLD_LINES, fold } from '../../../src/renderer/markdown/fold.ts';

const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`);

describe('folding a long body', () => {
  it('leaves one of 40 lines whole', () => {
    const text = lines(FOLD_LINES).join('\n');
    expect(fold(text)).toEqual({ shown: text, folded: false });
  });

  it('shows 40 lines of one that has more', () => {
    const { shown, folded } = fold(lines(FOLD_LINES + 1).join('\n'));
    expect(folded).toBe(true);
    expect(shown).toBe(lines(FOLD_LINES).join('\n'));
  });

  it('counts how often a long line is wrapped', () => {
    expect(fold('word '.repeat(2_000)).folded).toBe(true);
    expect(fold('word '.repeat(100)).folded).toBe(false);
  });

  it('counts a Chinese character as two columns', () => {
    expect(fold('x'.repeat(2_000)).folded).toBe(false);
    expect(fold('字'.repeat(2_000)).folded).toBe(true);
  });

  it('does not count wrapping in code, which is not wrapped', () => {
    const code = ['```js', ...Array.from({ length: 20 }, () => 'x'.repeat(250)), '```'].join('\n');
    expect(fold(code).folded).toBe(false);
  });

  it('folds code that is very wide all the same', () => {
    expect(fold(`\`\`\`\n${'x'.repeat(200_000)}\n\`\`\``).shown.length).toBeLessThanOrEqual(6_000);
  });

  it('never cuts a character in half', () => {
    const { shown } = fold(`x${'😀'.repeat(5_000)}`);
    expect(shown.isWellFormed()).toBe(true);
  });

  it('shows a beginning of the text, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('\n', '```\n', '字'.repeat(80)))),
        (parts) => {
          const text = parts.join('');
          const { shown, folded } = fold(text);
          expect(text.startsWith(shown)).toBe(true);
          expect(folded).toBe(shown !== text);
          expect(shown.split('\n').length).toBeLessThanOrEqual(FOLD_LINES + 1);
        },
      ),
    );
  });
});
