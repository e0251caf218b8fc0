import { expect, it } from 'vitest';
import { createFenceReader } from '../../../src/renderer/markdown/fences.ts';

const typesOf = (...lines: string[]) => {
  const fences = createFenceReader();
  return lines.map((line) => fences.read(line).type);
};

it('reads a code block from its opening to its closing fence', () => {
  expect(typesOf('text', '```js', 'code', '```', 'text')).toEqual([
    'prose',
    'opens',
    'code',
    'closes',
    'prose',
  ]);
});

it('closes a block only by a fence of its kind that is at least as long', () => {
  expect(typesOf('````', '```', '~~~~', '````js', '````')).toEqual([
    'opens',
    'code',
    'code',
    'code',
    'closes',
  ]);
});

it('takes no inline code for a fence', () => {
  expect(typesOf('```a``` and', '    ```')).toEqual(['prose', 'prose']);
});
