import { describe, expect, it } from 'vitest';
import { createTimes } from '../../../src/renderer/conversations/times.ts';

const NOW = new Date(2026, 2, 30, 9, 5).getTime();
const at = (year: number, month: number, day: number, hour = 14, minute = 5) =>
  new Date(year, month - 1, day, hour, minute).getTime();

describe('times in English', () => {
  const times = createTimes('en');

  it('are of 24 hours, with two digits', () => {
    expect(times.clock(at(2026, 3, 30, 0, 7))).toBe('00:07');
  });

  it.each([
    [at(2026, 3, 30, 0, 0), 'Today', '00:00'],
    [at(2026, 3, 29, 0, 0), 'Yesterday', 'Yesterday'],
    [at(2026, 3, 28), 'Saturday 28 March', '28 Mar'],
    [at(2025, 12, 31), 'Wednesday 31 December 2025', '31/12/2025'],
  ])('name a day as near as it is: %s', (time, day, short) => {
    expect(times.day(time, NOW).replaceAll(',', '')).toBe(day);
    expect(times.short(time, NOW)).toBe(short);
  });
});

describe('times in Chinese', () => {
  const times = createTimes('zh');

  it.each([
    [at(2026, 3, 30), '今天', '14:05'],
    [at(2026, 3, 29), '昨天', '昨天'],
    [at(2026, 3, 28), '3月28日星期六', '3月28日'],
    [at(2025, 12, 31), '2025年12月31日星期三', '2025/12/31'],
  ])('name a day as near as it is: %s', (time, day, short) => {
    expect(times.day(time, NOW)).toBe(day);
    expect(times.short(time, NOW)).toBe(short);
  });
});
