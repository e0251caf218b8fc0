import { describe, expect, test } from 'vitest';
import {
  advance,
  IDLE,
  isOver,
  LINES,
  lineState,
  type Progress,
} from '../../../src/renderer/binding/progress.ts';
import type { BindingStep } from '../../../src/shared/binding.ts';

const REQUESTING: BindingStep = { state: 'requesting' };
const WAITING = { state: 'waiting', link: 'https://wecom.example/c', until: 9000 } as const;
const SCANNED: BindingStep = { state: 'scanned' };
const VERIFYING: BindingStep = { state: 'verifying' };
const SAVED: BindingStep = { state: 'saved', botId: 'aib1' };
const UNREACHABLE: BindingStep = { state: 'failed', reason: 'unreachable', message: 'No answer.' };

function after(...steps: readonly BindingStep[]): Progress {
  return steps.reduce(advance, IDLE);
}

function linesOf(progress: Progress): string {
  return LINES.map((_line, place) => lineState(progress, place)).join(' ');
}

describe('the four lines', () => {
  test.each<[string, readonly BindingStep[], string]>([
    ['nothing was begun', [], 'open open open open'],
    ['a code is asked for', [REQUESTING], 'current open open open'],
    ['the code is there', [REQUESTING, WAITING], 'done current open open'],
    ['it was scanned', [REQUESTING, WAITING, SCANNED], 'done done current open'],
    ['it was confirmed', [REQUESTING, WAITING, SCANNED, VERIFYING], 'done done done current'],
    ['nobody saw the scan', [REQUESTING, WAITING, VERIFYING], 'done done done current'],
    ['the bot is saved', [REQUESTING, WAITING, VERIFYING, SAVED], 'done done done done'],
    ['no code came', [REQUESTING, UNREACHABLE], 'stopped open open open'],
    ['the code expired', [REQUESTING, WAITING, { state: 'expired' }], 'done stopped open open'],
    [
      'nobody confirmed',
      [REQUESTING, WAITING, SCANNED, { state: 'timeout' }],
      'done done stopped open',
    ],
  ])('when %s', (_when, steps, lines) => {
    expect(linesOf(after(...steps))).toBe(lines);
  });
});

test('the code goes on being shown while WeCom is asked to confirm', () => {
  const code = { link: WAITING.link, until: WAITING.until };
  expect(after(REQUESTING, WAITING, SCANNED).code).toEqual(code);
  expect(after(REQUESTING, WAITING, SCANNED, VERIFYING).code).toEqual(code);
});

test('the code stays known after it expired, so that it can be shown dimmed', () => {
  const { code, end } = after(REQUESTING, WAITING, { state: 'expired' });
  expect(code).toEqual({ link: WAITING.link, until: WAITING.until });
  expect(end).toEqual({ why: 'expired' });
});

test('a new attempt forgets the code and the end of the one before', () => {
  expect(after(REQUESTING, WAITING, { state: 'expired' }, REQUESTING)).toEqual({ line: 0 });
});

test('a failure keeps its reason and what was said about it', () => {
  expect(after(REQUESTING, UNREACHABLE).end).toEqual({
    why: 'failed',
    reason: 'unreachable',
    message: 'No answer.',
  });
});

test('it is over once the bot is saved or something ended it', () => {
  expect(isOver(after(REQUESTING, WAITING, SCANNED, VERIFYING))).toBe(false);
  expect(isOver(after(REQUESTING, WAITING, SCANNED, VERIFYING, SAVED))).toBe(true);
  expect(isOver(after(REQUESTING, WAITING, { state: 'cancelled' }))).toBe(true);
});
