import { resolve } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AgentPart } from '../../src/main/agent/agent.ts';
import { createOutputReader } from '../../src/main/agent/output.ts';

const home = resolve('/home/somebody');

/** Reads `chunks` as the output of a program. */
function read(chunks: readonly Uint8Array[]) {
  const reader = createOutputReader(home);
  const parts = [...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.finish()];
  return { parts, text: textOf(parts), done: reader.done, remarks: reader.remarks };
}

const readText = (text: string) => read([new TextEncoder().encode(text)]);

const textOf = (parts: readonly AgentPart[]) =>
  parts.map((part) => (part.type === 'text' ? part.delta : '')).join('');

const lines = (...values: unknown[]) =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');

/** `bytes` cut into pieces anywhere, also within characters. */
function pieces(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
  at.sort((a, b) => a - b);
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

const anyText = fc.string({ unit: 'binary', maxLength: 30 });

const anyPart: fc.Arbitrary<AgentPart> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), delta: anyText }),
  fc.record({ type: fc.constant('reasoning' as const), delta: anyText }),
  fc.record({
    type: fc.constant('file' as const),
    path: fc.constantFrom('/tmp/图表.png', '/a').map((path) => resolve(path)),
    caption: anyText,
  }),
);

test('plain text comes out as it went in, however its bytes arrive', () => {
  fc.assert(
    fc.property(anyText, fc.array(fc.nat()), (text, cuts) => {
      fc.pre(!text.startsWith('{') && !text.startsWith('\uFEFF'));
      const bytes = new TextEncoder().encode(text);
      expect(read(pieces(bytes, cuts)).text).toBe(Buffer.from(text).toString());
    }),
  );
});

test('JSON lines come out as the parts they say, however their bytes arrive', () => {
  fc.assert(
    fc.property(fc.array(anyPart, { minLength: 1 }), fc.array(fc.nat()), (parts, cuts) => {
      const bytes = new TextEncoder().encode(lines(...parts));
      expect(read(pieces(bytes, cuts)).parts).toEqual(parts);
    }),
  );
});

test('any bytes at all say the same, however they arrive', () => {
  const soup = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 8 }),
      fc
        .constantFrom(
          '{"type":"text","delta":"é"}',
          '\n',
          '{',
          '{"type":"done"}',
          '你',
          '{"type":1}',
        )
        .map((text) => new TextEncoder().encode(text)),
    ),
  );
  fc.assert(
    fc.property(soup, fc.array(fc.nat()), (chunks, cuts) => {
      const bytes = Buffer.concat(chunks);
      const whole = read([bytes]);
      const cut = read(pieces(bytes, cuts));
      expect({ text: cut.text, done: cut.done }).toEqual({ text: whole.text, done: whole.done });
    }),
  );
});

test('plain text is handed on before its line ends', () => {
  const reader = createOutputReader(home);
  expect(reader.push(new TextEncoder().encode('Let me'))).toEqual([
    { type: 'text', delta: 'Let me' },
  ]);
});

test('a character that is cut off at the very end shows that it is', () => {
  expect(read([Buffer.from('你好').subarray(0, 5)]).text).toBe('你\uFFFD');
});

test.each([
  '{',
  '{ braces }\nand text',
  '{"type":1}\n',
  '{"a":"type"}',
  '[{"type":"text"}]',
  '\n{}',
])('%j is plain text', (text) => {
  expect(readText(text).text).toBe(text);
});

test('the last JSON line needs no line end, and lines may end as on Windows', () => {
  const said = readText('{"type":"text","delta":"a"}\r\n\r\n{"type":"text","delta":"b"}');
  expect(said).toMatchObject({ text: 'ab', remarks: [] });
});

test('a file named by a relative path is looked for in the directory of the program', () => {
  expect(readText(lines({ type: 'file', path: 'out/plot.png' })).parts).toEqual([
    { type: 'file', path: resolve(home, 'out/plot.png') },
  ]);
});

test('unknown and malformed lines are passed over, and remembered for whoever asks why', () => {
  const first = lines({ type: 'system', cwd: '/' }, { type: 'text', delta: 1 });
  const said = readText(`${first}oops\n${lines({ type: 'text', delta: 'still here' })}`);
  expect(said.text).toBe('still here');
  expect(said.remarks).toEqual([
    'unknown type: system',
    'not what its type needs: {"type":"text","delta":1}',
    'not a JSON object with a type: oops',
  ]);
});

test('few remarks are kept, and short ones', () => {
  const junk = Array.from({ length: 50 }, (_, n) => `${n}${'x'.repeat(5000)}\n`).join('');
  const { remarks } = readText(lines({ type: 'text', delta: 'a' }) + junk);
  expect(remarks.length).toBe(5);
  for (const remark of remarks) expect(remark.length).toBeLessThanOrEqual(200);
});

test('what follows "done" is not said', () => {
  const said = readText(
    lines({ type: 'text', delta: 'a' }, { type: 'done' }, { type: 'text', delta: 'b' }),
  );
  expect(said).toMatchObject({ text: 'a', done: true });
});
