import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocksOf, plainBlocks } from '../../../src/renderer/markdown/blocks.ts';

const paragraph = 'A sentence that says something, and says it well. '.repeat(10).trim();
const typesOf = (body: string) => [...new Set(blocksOf(body).map(({ type }) => type))];

describe('cutting a body into blocks', () => {
  it('keeps a short one in one piece', () => {
    const body = '# Title\n\n```js\nlet a;\n```\n\n- one\n- two';
    expect(blocksOf(body)).toEqual([{ type: 'markdown', text: body }]);
  });

  it('lets code stand alone in a long one, of any length', () => {
    const code = Array.from({ length: 5_000 }, (_, line) => `const a${line} = ${line};`).join('\n');
    expect(blocksOf(`Before.\n\n\`\`\`js\n${code}\n\`\`\`\n\nAfter.`)).toEqual([
      { type: 'markdown', text: 'Before.\n' },
      { type: 'code', info: 'js', text: code },
      { type: 'markdown', text: '\nAfter.' },
    ]);
  });

  it('takes code whose end is folded away for code', () => {
    const code = 'x = 1\n'.repeat(1_000);
    expect(blocksOf(`\`\`\`py\n${code}`)).toEqual([{ type: 'code', info: 'py', text: code }]);
  });

  it('cuts long Markdown at blank lines', () => {
    const blocks = blocksOf(Array.from({ length: 20 }, () => paragraph).join('\n\n'));
    expect(blocks.length).toBeGreaterThan(2);
    for (const { type, text } of blocks) {
      expect(type).toBe('markdown');
      expect(text.startsWith('A sentence')).toBe(true);
    }
  });

  it('does not cut a list item from what is indented below it', () => {
    const item = (n: number) => `- item ${'x'.repeat(n * 13)}\n\n  ${paragraph}`;
    const blocks = blocksOf(Array.from({ length: 30 }, (_, n) => item(n)).join('\n\n'));
    expect(blocks.length).toBeGreaterThan(5);
    for (const { text } of blocks) expect(text.startsWith('- ')).toBe(true);
  });

  it('does not cut a table from its head', () => {
    const table = `| a | b |\n|---|---|\n${'| 1 | 2 |\n'.repeat(60)}`;
    const tables = blocksOf(`${paragraph}\n${'word '.repeat(560)}\n\n${table}`).filter(({ text }) =>
      text.includes('| 1 |'),
    );
    expect(tables.map(({ text }) => text.includes('| a | b |'))).toEqual([true]);
  });

  it('shows Markdown as plain text behind the first 24,000 characters', () => {
    const blocks = blocksOf(Array.from({ length: 100 }, () => paragraph).join('\n\n'));
    const parsed = blocks.filter(({ type }) => type === 'markdown');
    const length = parsed.reduce((sum, { text }) => sum + text.length, 0);
    expect(length).toBeGreaterThan(20_000);
    expect(length).toBeLessThanOrEqual(24_000);
    expect(blocks.at(-1)?.type).toBe('plain');
  });

  it.each([
    ['quotes in quotes', '>'.repeat(3_000)],
    ['lists in lists', '- '.repeat(20).concat('a')],
    ['a run of asterisks', `${'*'.repeat(100)}a${'*'.repeat(100)}`],
    ['brackets that never close', '['.repeat(3_000)],
    ['a paragraph without an end', 'word '.repeat(4_000)],
  ])('does not parse what would keep the parser busy: %s', (_, body) => {
    expect(typesOf(body)).toEqual(['plain']);
  });

  it('parses only a little at once, however the lines are', () => {
    const line = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.constantFrom('b', '', '| a |', '  b', '- b'),
    );
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 20 }),
        fc.integer({ min: 1, max: 400 }),
        (some, times) => {
          const body = Array.from({ length: times }, () => some.join('\n')).join('\n');
          for (const { type, text } of blocksOf(body)) {
            if (type !== 'markdown') continue;
            expect(text.length).toBeLessThanOrEqual(4_000);
            expect(text.split('\n').length).toBeLessThanOrEqual(400);
          }
        },
      ),
    );
  });

  it('loses nothing but fences and line ends between blocks', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom('', '```', '~~~', '    code', '| a | b |', '- item', paragraph),
    );
    const squeezed = (text: string) =>
      text.replace(/^ {0,3}(`{3,}|~{3,}).*$/gm, '').replace(/\s+/g, '');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (parts) => {
        const body = parts.join('\n');
        const shown = blocksOf(body).map(({ text }) => text);
        expect(squeezed(shown.join('\n'))).toBe(squeezed(body));
      }),
    );
  });

  it('cuts plain text into parts that are laid out one by one, and never a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.nat(1_000), (text, times) => {
        const whole = `${text}😀`.repeat(times);
        const parts = plainBlocks(whole).map((block) => block.text);
        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(8_000);
          expect(part.isWellFormed()).toBe(true);
        }
        expect(parts.join('').replaceAll('\n', '')).toBe(whole.replaceAll('\n', ''));
      }),
    );
  });
});
