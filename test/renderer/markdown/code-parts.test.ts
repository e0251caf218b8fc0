import fc from 'fast-check';
import { expect, it } from 'vitest';
import { codeParts } from '../../../src/renderer/markdown/code-parts.ts';

it('cuts code at every hundredth line and loses nothing', () => {
  fc.assert(
    fc.property(fc.integer({ max: 350, min: 1 }), fc.string(), (count, line) => {
      const lines = Array.from({ length: count }, (_, number) => `${line} ${number}`);
      const text = lines.join('\n');
      const { parts, columns } = codeParts(text);
      expect(parts.map((part) => part.text).join('\n')).toBe(text);
      for (const part of parts) {
        expect(part.lines).toBeLessThanOrEqual(100);
        expect(part.text.split('\n')).toHaveLength(part.lines);
      }
      expect(columns).toBe(Math.max(...text.split('\n').map((line) => line.length)));
    }),
  );
});

it('leaves short code in one part', () => {
  expect(codeParts('let a;\nlet b;').parts).toEqual([{ text: 'let a;\nlet b;', lines: 2 }]);
});
