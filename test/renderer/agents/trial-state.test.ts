import { expect, test } from 'vitest';
import { ASKED, secondsText, withPart } from '../../../src/renderer/agents/trial-state.ts';
import type { TrialPart } from '../../../src/shared/api.ts';

function after(...parts: readonly TrialPart[]) {
  return parts.reduce(withPart, ASKED);
}

test('text and reasoning grow apart from each other', () => {
  expect(
    after(
      { type: 'reasoning', delta: 'Let me ' },
      { type: 'reasoning', delta: 'think.' },
      { type: 'text', delta: 'Hel' },
      { type: 'text', delta: 'lo.' },
    ),
  ).toEqual({ text: 'Hello.', reasoning: 'Let me think.' });
});

test('an answer ends with the time it took', () => {
  expect(after({ type: 'text', delta: 'Hi' }, { type: 'done', ms: 1200 })).toMatchObject({
    text: 'Hi',
    end: { type: 'done', ms: 1200 },
  });
});

test('a failure keeps what was said before it', () => {
  const end = { type: 'failed', reason: 'broken', detail: 'exit code 1' } as const;
  expect(after({ type: 'text', delta: 'Hi' }, end)).toMatchObject({ text: 'Hi', end });
});

test.each([
  [0, '0.1'],
  [140, '0.1'],
  [1234, '1.2'],
  [9949, '9.9'],
  [9950, '10'],
  [61_400, '61'],
])('%i ms are told as %s seconds', (ms, text) => {
  expect(secondsText(ms)).toBe(text);
});
