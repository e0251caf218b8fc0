import { describe, expect, it } from 'vitest';
import { appended, filtered, KEPT_LINES } from '../../../src/renderer/diagnostics/log-lines.ts';
import type { LogLine } from '../../../src/shared/diagnostics.ts';

const line = (message: string, level: LogLine['level'] = 'info', details = ''): LogLine => ({
  at: 0,
  level,
  message,
  details,
});

describe('the live log', () => {
  it('keeps the newest lines, each under a number of its own', () => {
    const many = Array.from({ length: KEPT_LINES + 5 }, (_, index) => line(String(index)));
    const lines = appended(appended([], many), [line('last')]);
    expect(lines).toHaveLength(KEPT_LINES);
    expect(lines.at(-1)?.message).toBe('last');
    expect(new Set(lines.map(({ id }) => id)).size).toBe(KEPT_LINES);
  });

  it('shows lines of a level and above', () => {
    const lines = appended([], [line('a', 'debug'), line('b', 'warn'), line('c', 'fatal')]);
    expect(filtered(lines, 'warn', '').map(({ message }) => message)).toEqual(['b', 'c']);
  });

  it('finds every word, in the message or its details, in any case', () => {
    const lines = appended([], [line('Connection', 'info', '{"code":853000}'), line('Turn')]);
    expect(filtered(lines, 'trace', '853000 connection')).toHaveLength(1);
    expect(filtered(lines, 'trace', '853000 turn')).toHaveLength(0);
  });
});
