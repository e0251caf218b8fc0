import fc from 'fast-check';
import { create } from 'qrcode';
import { expect, test } from 'vitest';
import { type Modules, qrPath } from '../../../src/renderer/binding/qr-path.ts';

/** Fills the rectangles of a path into a grid: how often each module is covered. */
function paint(path: string, size: number): number[] {
  const covered = Array.from({ length: size * size }, () => 0);
  const rectangles = [...path.matchAll(/M(\d+) (\d+)h(\d+)v1H(\d+)z/g)];
  expect(rectangles.map(([all]) => all).join('')).toBe(path);
  for (const [, left, top, width, back] of rectangles) {
    expect(back).toBe(left);
    for (let x = Number(left); x < Number(left) + Number(width); x += 1) {
      const place = Number(top) * size + x;
      covered[place] = (covered[place] ?? 0) + 1;
    }
  }
  return covered;
}

const modules: fc.Arbitrary<Modules> = fc
  .integer({ min: 1, max: 24 })
  .chain((size) =>
    fc
      .array(fc.constantFrom(0, 1), { minLength: size * size, maxLength: size * size })
      .map((data) => ({ size, data })),
  );

test('the path covers each dark module once and no light one', () => {
  fc.assert(
    fc.property(modules, ({ size, data }) => {
      expect(paint(qrPath({ size, data }), size)).toEqual(data);
    }),
  );
});

test('a run in a row is one rectangle', () => {
  expect(qrPath({ size: 3, data: [1, 1, 0, 0, 0, 0, 0, 1, 1] })).toBe('M0 0h2v1H0zM1 2h2v1H1z');
});

test('a link as WeCom gives it out is drawn module by module', () => {
  const { modules: code } = create('https://work.weixin.qq.com/ai/qc/c?s=0123456789abcdef');
  expect(paint(qrPath(code), code.size)).toEqual(Array.from(code.data, (dark) => (dark ? 1 : 0)));
});
