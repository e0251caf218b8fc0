import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  joinAfter,
  joinBefore,
  MOST_MESSAGES,
  upsert,
} from '../../../src/renderer/conversations/page.ts';
import { message, pageOf, seqs } from './messages.ts';

describe('joining pages', () => {
  it('puts an older page in front and knows whether there is more', () => {
    const page = joinBefore(pageOf(51, 100, { hasBefore: true }), pageOf(1, 50));
    expect(seqs(page)).toEqual(seqs(pageOf(1, 100)));
    expect(page).toMatchObject({ hasBefore: false, hasAfter: false });
  });

  it('lets go of the newest where an older page makes it too long', () => {
    const page = joinBefore(pageOf(51, 50 + MOST_MESSAGES), pageOf(1, 50, { hasBefore: true }));
    expect(seqs(page)).toEqual(seqs(pageOf(1, MOST_MESSAGES)));
    expect(page).toMatchObject({ hasBefore: true, hasAfter: true });
  });

  it('lets go of the oldest where a newer page makes it too long', () => {
    const page = joinAfter(pageOf(1, MOST_MESSAGES), pageOf(MOST_MESSAGES + 1, MOST_MESSAGES + 50));
    expect(seqs(page)).toEqual(seqs(pageOf(51, MOST_MESSAGES + 50)));
    expect(page).toMatchObject({ hasBefore: true, hasAfter: false });
  });

  it('takes each message once where pages overlap, as the newer page has it', () => {
    const newer = { ...pageOf(5, 5), messages: [message(5, { text: 'changed' })] };
    const page = joinAfter(pageOf(1, 5), newer);
    expect(seqs(page)).toEqual([1, 2, 3, 4, 5]);
    expect(page.messages.at(-1)?.text).toBe('changed');
  });
});

describe('a message that is new or changed', () => {
  it('comes to the end of a page that has the newest', () => {
    expect(seqs(upsert(pageOf(1, 3), message(7)))).toEqual([1, 2, 3, 7]);
  });

  it('takes the place of what it was', () => {
    const page = upsert(pageOf(1, 3), message(2, { state: 'failed' }));
    expect(seqs(page)).toEqual([1, 2, 3]);
    expect(page.messages[1]?.state).toBe('failed');
  });

  it('stays outside of a page that has not the newest: there may be others between', () => {
    const page = pageOf(1, 3, { hasAfter: true });
    expect(upsert(page, message(7))).toBe(page);
  });

  it('stays outside of a page that begins after it', () => {
    const page = pageOf(5, 9, { hasBefore: true });
    expect(upsert(page, message(3, { state: 'failed' }))).toBe(page);
  });

  it('begins a chat in which nothing was said', () => {
    expect(seqs(upsert(pageOf(1, 0), message(1)))).toEqual([1]);
  });
});

describe('a page, whatever was joined to it', () => {
  it('is in order, has each message once, and is not too long', () => {
    const part = fc.record({
      kind: fc.constantFrom('before', 'after', 'upsert'),
      from: fc.integer({ min: 1, max: 900 }),
      length: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        let page = pageOf(400, 449, { hasBefore: true, hasAfter: true });
        for (const { kind, from, length } of parts) {
          const other = pageOf(from, from + length - 1, { hasBefore: true, hasAfter: true });
          if (kind === 'before') page = joinBefore(page, other);
          else if (kind === 'after') page = joinAfter(page, other);
          else page = upsert(page, message(from));
          const numbers = seqs(page);
          expect(numbers.length).toBeLessThanOrEqual(MOST_MESSAGES);
          expect(new Set(numbers).size).toBe(numbers.length);
        }
      }),
    );
  });
});
