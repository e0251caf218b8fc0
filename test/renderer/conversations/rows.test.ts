import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameDay, rowsOf } from '../../../src/renderer/conversations/rows.ts';
import type { Growing } from '../../../src/renderer/conversations/transcript.ts';
import { message, pageOf } from './messages.ts';

const NOON = new Date(2026, 2, 28, 12).getTime();
const growing = (reply_to: number, since = NOON): Growing => ({
  type: 'growing',
  chat: { channel: 'wecom', id: 'zhangsan' },
  reply_to,
  text: 'so far',
  reasoning: '',
  since,
});
const page = (...messages: ReturnType<typeof message>[]) => ({ ...pageOf(1, 0), messages });

describe('days in the log', () => {
  it('begin with the first message of each', () => {
    const rows = rowsOf(
      page(
        message(1, { at: NOON }),
        message(2, { at: NOON + 3_600_000 }),
        message(3, { at: new Date(2026, 2, 29, 0, 1).getTime() }),
      ),
      undefined,
    );
    expect(rows.map(({ day }) => day !== undefined)).toEqual([true, false, true]);
  });

  it('do not begin in the middle of what is held: the day may have begun before', () => {
    const [first] = rowsOf({ ...page(message(1, { at: NOON })), hasBefore: true }, undefined);
    expect(first?.day).toBeUndefined();
  });

  it('are told apart by the calendar, not by the hours between', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(2000, 0), max: new Date(2100, 0), noInvalidDate: true }),
        fc.integer({ min: 0, max: 4 * 86_400_000 }),
        (date, later) => {
          const other = new Date(date.getTime() + later);
          const same = date.toDateString() === other.toDateString();
          expect(isSameDay(date.getTime(), other.getTime())).toBe(same);
        },
      ),
    );
  });
});

describe('messages of one sender', () => {
  it('belong together where they follow at once', () => {
    const rows = rowsOf(page(message(1), message(2), message(3, { sender: 'lisi' })), undefined);
    expect(rows.map(({ goesOn }) => goesOn)).toEqual([false, true, false]);
  });

  it('stand apart where minutes passed', () => {
    const rows = rowsOf(
      page(message(1, { at: NOON }), message(2, { at: NOON + 300_000 })),
      undefined,
    );
    expect(rows.map(({ goesOn }) => goesOn)).toEqual([false, false]);
  });
});

describe('an answer that grows', () => {
  it('stands at the end, and its question is being answered', () => {
    const rows = rowsOf(page(message(1, { at: NOON })), growing(1));
    expect(rows.map(({ type }) => type)).toEqual(['message', 'growing']);
    expect(rows[0]).toMatchObject({ isAnswering: true });
  });

  it('keeps its key when it is done, so that nothing jumps', () => {
    const question = message(1, { at: NOON });
    const before = rowsOf(page(question), growing(1));
    const answer = message(2, { direction: 'out', reply_to: 1, at: NOON });
    const after = rowsOf(page(question, answer), undefined);
    expect(after.map(({ key }) => key)).toEqual(before.map(({ key }) => key));
  });

  it('is not shown where the newest messages are not', () => {
    expect(rowsOf({ ...page(message(1)), hasAfter: true }, growing(1))).toHaveLength(1);
  });
});

it('gives every row a key of its own, also where one message was answered twice', () => {
  const rows = rowsOf(
    page(
      message(1),
      message(2, { direction: 'out', reply_to: 1 }),
      message(3, { direction: 'out', reply_to: 1, kind: 'notice' }),
    ),
    undefined,
  );
  expect(new Set(rows.map(({ key }) => key)).size).toBe(3);
});
