import { expect, test } from 'vitest';
import { countdown } from '../../../src/renderer/binding/countdown.ts';

test.each([
  [300_000, '5:00'],
  [299_999, '5:00'],
  [299_000, '4:59'],
  [61_000, '1:01'],
  [60_000, '1:00'],
  [9_000, '0:09'],
  [1, '0:01'],
  [0, '0:00'],
])('%i ms left are shown as %s', (left, text) => {
  expect(countdown(1_700_000_000_000 + left, 1_700_000_000_000)).toBe(text);
});

test('a time that has passed leaves nothing', () => {
  expect(countdown(1000, 90_000)).toBe('0:00');
});
