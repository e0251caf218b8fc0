import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { around, beginning } from '../../src/main/journal/excerpt.ts';
import { openTestJournal } from './journals.ts';
import { GROUP, ZHANGSAN } from './messages.ts';

describe('hits of a search', () => {
  it('are the messages with every word, the newest first', () => {
    const { journal, clock, hear, say } = openTestJournal();
    const one = hear({ chat: GROUP, sender: 'lisi', text: 'the budget is 会议' });
    journal.tidy();
    hear({ text: 'budget only' });
    const { seq } = say({ text: '会议: budget' });
    expect(journal.hits('budget 会议', { limit: 9 })).toEqual([
      {
        seq,
        chat: { channel: 'wecom', id: ZHANGSAN.id },
        chat_type: 'single',
        direction: 'out',
        sender: null,
        at: clock.wall(),
        excerpt: '会议: budget',
      },
      {
        seq: one,
        chat: { channel: 'wecom', id: GROUP.id },
        chat_type: 'group',
        direction: 'in',
        sender: 'lisi',
        at: clock.wall(),
        excerpt: 'the budget is 会议',
      },
    ]);
  });

  it('can be of one chat, before a message, and only some', () => {
    const { journal, hear } = openTestJournal();
    for (let n = 0; n < 3; n += 1) hear({ text: 'budget' });
    hear({ chat: GROUP, text: 'budget' });
    const seqs = (query: Parameters<typeof journal.hits>[1]) =>
      journal.hits('budget', query).map(({ seq }) => seq);
    const chat = { channel: 'wecom', id: ZHANGSAN.id } as const;
    expect(seqs({ limit: 2 })).toEqual([4, 3]);
    expect(seqs({ chat, limit: 2 })).toEqual([3, 2]);
    expect(seqs({ chat, before: 3, limit: 9 })).toEqual([2, 1]);
  });

  it('are none for no words', () => {
    const { journal, hear } = openTestJournal();
    hear();
    expect(journal.hits(' \0 ', { limit: 9 })).toEqual([]);
  });
});

describe('an excerpt', () => {
  it('shows what stands around the first word that is found, in any case', () => {
    const text = `${'before '.repeat(50)}the\nBudget ${'after '.repeat(50)}`;
    const excerpt = around(text, ['nowhere', 'budget']);
    expect(excerpt).toMatch(/^….*before the Budget after.*…$/);
    expect(excerpt.length).toBeLessThanOrEqual(162);
  });

  it('has no dots where nothing is left out', () => {
    expect(around('a (b) c', ['(b)'])).toBe('a (b) c');
    expect(beginning('short', 'text')).toBe('short');
  });

  it('shows as much of the end as of the middle', () => {
    const excerpt = around(`${'x'.repeat(500)} end`, ['end']);
    expect(excerpt).toBe(`…${'x'.repeat(156)} end`);
  });

  it('takes words for what they are', () => {
    for (const word of ['.', '(', ')', '[', ']', '{', '*', '+', '?', '^', '$', '|', '\\', '/']) {
      expect(around(`${'x'.repeat(300)} here: ${word}`, [word])).toMatch(/^…x+ here: .$/);
    }
  });

  it('never cuts a character in two', () => {
    expect(beginning(`x${'🙂'.repeat(100)}`, 'text')).toBe(`x${'🙂'.repeat(79)}…`);
    expect(around(`x${'🙂'.repeat(100)} end`, ['end'])).toBe(`…${'🙂'.repeat(78)} end`);
  });

  it('is short and well-formed, whatever the text and the words', () => {
    const unit = fc.constantFrom('a', ' ', '\n', '🙂', '好', '(', '\\');
    const texts = fc.string({ unit, minLength: 100, maxLength: 400 });
    const words = fc.array(fc.string({ unit, minLength: 1, maxLength: 3 }), { minLength: 1 });
    fc.assert(
      fc.property(texts, words, (text, found) => {
        const excerpt = around(text, found);
        expect(excerpt.isWellFormed()).toBe(true);
        expect(excerpt.length).toBeLessThanOrEqual(162);
      }),
    );
  });
});
