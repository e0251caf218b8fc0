import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinCommandLine, parseCommandLine } from '../../../src/renderer/agents/command-line.ts';

test.each<[string, readonly string[]]>([
  ['', []],
  ['   ', []],
  ['claude', ['claude']],
  ['  claude   -p  ', ['claude', '-p']],
  ['a "b c" d', ['a', 'b c', 'd']],
  ["a 'b c' d", ['a', 'b c', 'd']],
  ['--name="my bot"', ['--name=my bot']],
  [`say "it's"`, ['say', "it's"]],
  [`say '"quoted"'`, ['say', '"quoted"']],
  ['a "" b', ['a', '', 'b']],
  [
    '"C:\\Program Files\\agent.exe" --dir C:\\data\\',
    ['C:\\Program Files\\agent.exe', '--dir', 'C:\\data\\'],
  ],
  ['问答 --语言　中文', ['问答', '--语言', '中文']],
])('%j is understood as %j', (text, words) => {
  expect(parseCommandLine(text)).toEqual({ ok: true, words });
});

test.each(['"', "a 'b", 'a "b\' c'])('%j has a quote that is not closed', (text) => {
  expect(parseCommandLine(text)).toEqual({ ok: false });
});

test('what was joined is read as the same words', () => {
  const word = fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '\\', '\t', '$', '中') });
  fc.assert(
    fc.property(fc.array(word), (words) => {
      expect(parseCommandLine(joinCommandLine(words))).toEqual({ ok: true, words });
    }),
    { numRuns: 1000 },
  );
});

test('any words at all survive being joined', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (words) => {
      expect(parseCommandLine(joinCommandLine(words))).toEqual({ ok: true, words });
    }),
  );
});

test('words that need no quotes get none', () => {
  expect(joinCommandLine(['claude', '-p', '--model=x'])).toBe('claude -p --model=x');
});
