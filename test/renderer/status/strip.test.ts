import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segmentsOf, timesOf } from '../../../src/renderer/status/strip.ts';
import type { ConnectionSpan } from '../../../src/shared/api.ts';

const span = (state: ConnectionSpan['state'], from: number, until: number): ConnectionSpan => ({
  state,
  from,
  until,
  name: 'online',
});

const spans = fc.array(
  fc
    .record({
      state: fc.constantFrom('online', 'trying', 'off'),
      from: fc.nat(200),
      length: fc.nat(80),
    })
    .map(({ state, from, length }) => span(state, from, from + length)),
);

describe('the strip of the last day', () => {
  it('shows what nobody covers as off', () => {
    expect(segmentsOf([span('online', 20, 60)], 0, 100)).toEqual([
      { state: 'off', from: 0, until: 20, start: 0, width: 0.2 },
      { state: 'online', from: 20, until: 60, start: 0.2, width: 0.4 },
      { state: 'off', from: 60, until: 100, start: 0.6, width: 0.4 },
    ]);
  });

  it('joins neighbours of one condition', () => {
    const segments = segmentsOf([span('trying', 0, 10), span('trying', 10, 100)], 0, 100);
    expect(segments).toHaveLength(1);
  });

  it('cuts what began before it and what lasts', () => {
    const [only, ...others] = segmentsOf([span('online', -50, 500)], 0, 100);
    expect(only).toMatchObject({ from: 0, until: 100, start: 0, width: 1 });
    expect(others).toEqual([]);
  });

  it('is empty where no time passed', () => {
    expect(segmentsOf([span('online', 0, 5)], 10, 10)).toEqual([]);
  });

  it('covers the whole time once, whatever the spans are', () => {
    fc.assert(
      fc.property(spans, (all) => {
        const segments = segmentsOf(all, 0, 200);
        expect(segments[0]?.from).toBe(0);
        expect(segments.at(-1)?.until).toBe(200);
        segments.slice(1).forEach((segment, index) => {
          expect(segment.from).toBe(segments[index]?.until);
          expect(segment.state).not.toBe(segments[index]?.state);
        });
        const { online, trying, off } = timesOf(segments);
        expect(online + trying + off).toBe(200);
      }),
    );
  });
});
