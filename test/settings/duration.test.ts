import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../src/main/settings/duration.ts';

describe('a duration', () => {
  it('is seconds, minutes or hours', () => {
    expect(parseDuration('90s')).toBe(90_000);
    expect(parseDuration('5m')).toBe(300_000);
    expect(parseDuration('1h')).toBe(3_600_000);
  });

  it.each(['', '5', 'm', '5 m', '-5m', '1.5h', '5M', '5m30s', '0s', '25h', '5m\n5m'])(
    'is not %j',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it('is never zero, negative or longer than a day, whatever is typed', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{0,6}[smhd]?$/)), (text) => {
        const ms = parseDuration(text);
        return ms === undefined || (ms > 0 && ms <= 86_400_000);
      }),
    );
  });
});
