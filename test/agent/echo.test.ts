import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEchoAgent } from '../../src/main/agent/echo.ts';
import { ask, requestOf } from '../fixtures/agents/ask.ts';

test('the echo agent says back what it was told, in at most five pieces, none of them broken', () =>
  fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async (text) => {
      fc.pre(text.trim() !== '');
      const { parts, text: said } = await ask(createEchoAgent(), requestOf({ text }));
      expect(said).toBe(text);
      expect(parts.length).toBeLessThanOrEqual(5);
      for (const part of parts) expect(part).toMatchObject({ delta: expect.toSatisfy(isWhole) });
    }),
  ));

const isWhole = (text: string) => Buffer.from(text).toString() === text;

test('the echo agent has nothing to say to a message without text', async () => {
  const { failure } = await ask(createEchoAgent(), requestOf({ text: ' ' }));
  expect(failure?.reason).toBe('empty');
});

test('the echo agent falls silent when it is cancelled', async () => {
  const cancel = new AbortController();
  const { text } = await ask(createEchoAgent(), requestOf({ text: 'abcde' }), cancel.signal, () =>
    cancel.abort(),
  );
  expect(text).toBe('a');
});
