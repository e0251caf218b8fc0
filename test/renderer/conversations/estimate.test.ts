import fc from 'fast-check';
import { expect, it } from 'vitest';
import { estimateRow } from '../../../src/renderer/conversations/estimate.ts';
import { rowsOf } from '../../../src/renderer/conversations/rows.ts';
import { message, pageOf } from './messages.ts';

const heightOf = (text: string, width = 540) => {
  const page = { ...pageOf(1, 0), hasBefore: true, messages: [message(1, { text })] };
  return estimateRow(rowsOf(page, undefined)[0], width);
};

it('thinks a message of one line exactly as high as it is drawn', () => {
  expect(heightOf('ok')).toBe(72.5);
});

it('thinks a longer text higher, and a folded one no higher than its fold', () => {
  expect(heightOf('word '.repeat(100))).toBeGreaterThan(heightOf('word '.repeat(50)));
  expect(heightOf('a\n'.repeat(5_000))).toBeLessThan(41 * 23 + 100);
});

it('is a height for every text and width', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(3_000), (text, width) => {
      const height = heightOf(text, width);
      expect(height).toBeGreaterThan(40);
      expect(height).toBeLessThan(1_200);
    }),
  );
});
