import { describe, expect, it } from 'vitest';
import type { Page } from '../../src/shared/api.ts';
import { openTestJournal } from './journals.ts';
import { GROUP, ZHANGSAN } from './messages.ts';

const CHAT = { channel: 'wecom', id: ZHANGSAN.id } as const;

/** A journal in which every second of twenty messages is in the chat: 1, 3, 5 to 19. */
function chat() {
  const opened = openTestJournal();
  for (let n = 0; n < 20; n += 1) {
    opened.hear({ chat: n % 2 === 0 ? ZHANGSAN : GROUP });
    opened.clock.advance(1000);
  }
  return opened;
}

/** A page by the numbers of its messages. */
function seqs({ messages, hasBefore, hasAfter }: Page) {
  return { seqs: messages.map(({ seq }) => seq), hasBefore, hasAfter };
}

describe('a page of a chat', () => {
  it('is the newest messages, and says whether there are older ones', () => {
    const { journal } = chat();
    expect(seqs(journal.page(CHAT, undefined, 3))).toEqual({
      seqs: [15, 17, 19],
      hasBefore: true,
      hasAfter: false,
    });
    expect(seqs(journal.page(CHAT, undefined, 10))).toMatchObject({ hasBefore: false });
    expect(seqs(journal.page(CHAT, undefined, 9))).toMatchObject({ hasBefore: true });
  });

  it('can end before a message', () => {
    const { journal } = chat();
    expect(seqs(journal.page(CHAT, { before: 7 }, 2))).toEqual({
      seqs: [3, 5],
      hasBefore: true,
      hasAfter: true,
    });
    expect(seqs(journal.page(CHAT, { before: 5 }, 2))).toMatchObject({ hasBefore: false });
  });

  it('can begin after a message', () => {
    const { journal } = chat();
    expect(seqs(journal.page(CHAT, { after: 13 }, 2))).toEqual({
      seqs: [15, 17],
      hasBefore: true,
      hasAfter: true,
    });
    expect(seqs(journal.page(CHAT, { after: 15 }, 2))).toMatchObject({ hasAfter: false });
    expect(seqs(journal.page(CHAT, { after: 0 }, 2))).toMatchObject({ hasBefore: false });
    expect(seqs(journal.page(CHAT, { after: 19 }, 2))).toMatchObject({ seqs: [], hasAfter: false });
  });

  it('can have a message in its middle', () => {
    const { journal } = chat();
    expect(seqs(journal.page(CHAT, { around: 9 }, 4))).toEqual({
      seqs: [5, 7, 9, 11],
      hasBefore: true,
      hasAfter: true,
    });
    expect(seqs(journal.page(CHAT, { around: 1 }, 4)).seqs).toEqual([1, 3]);
    expect(seqs(journal.page(CHAT, { around: 9 }, 1)).seqs).toEqual([9]);
  });

  it('can have a time in its middle: the first message at or after it', () => {
    const { journal } = chat();
    const at = (seq: number) => journal.message(seq)?.at ?? 0;
    expect(seqs(journal.page(CHAT, { at: at(9) }, 3)).seqs).toEqual([7, 9, 11]);
    expect(seqs(journal.page(CHAT, { at: at(7) + 1 }, 3)).seqs).toEqual([7, 9, 11]);
    expect(seqs(journal.page(CHAT, { at: 0 }, 3)).seqs).toEqual([1, 3]);
  });

  it('is the newest one where nothing came after its time', () => {
    const { journal, clock } = chat();
    expect(seqs(journal.page(CHAT, { at: clock.wall() }, 2)).seqs).toEqual([17, 19]);
  });

  it('is empty where the chat is', () => {
    const { journal } = chat();
    const nobody = { channel: 'wecom_app', id: ZHANGSAN.id } as const;
    const nothing: Page = { messages: [], hasBefore: false, hasAfter: false };
    expect(journal.page(nobody, undefined, 9)).toEqual(nothing);
    expect(journal.page(nobody, { around: 5 }, 9)).toEqual(nothing);
  });
});

describe('a text', () => {
  it('is cut on a page where it is over 20,000 characters, never within one', () => {
    const { journal, hear } = openTestJournal();
    hear({ text: '🙂'.repeat(20_000) });
    const seq = hear({ text: `${'🙂'.repeat(20_000)}end` });
    const [fits, long] = journal.page(CHAT, undefined, 9).messages;
    expect(fits).toMatchObject({ cut: 0, text: '🙂'.repeat(20_000) });
    expect(long).toMatchObject({ cut: 3, text: '🙂'.repeat(20_000) });
    expect(journal.shown(seq)).toEqual(long);
  });

  it('is whole where its message is asked for, and for the terminal', () => {
    const { journal, hear } = openTestJournal();
    const text = 'x'.repeat(30_000);
    const seq = hear({ text });
    expect(journal.message(seq)).toMatchObject({ text, cut: 0 });
    expect(journal.messages({ limit: 9 })).toMatchObject([{ text, cut: 0 }]);
    expect(journal.search('xxx', { limit: 9 })).toMatchObject([{ text, cut: 0 }]);
  });
});

describe('an export', () => {
  it('is every message of the chat, whole, the oldest first, in pieces', () => {
    const { journal, hear } = openTestJournal();
    hear({ chat: GROUP });
    hear({ text: 'x'.repeat(30_000) });
    for (let n = 0; n < 300; n += 1) hear();
    const pieces = [...journal.exportChat(CHAT)];
    expect(pieces.length).toBeGreaterThan(1);
    const messages = pieces.flat();
    expect(messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 301 }, (_, n) => n + 2));
    expect(messages[0]?.text).toHaveLength(30_000);
  });

  it('lets the journal be written between two pieces', () => {
    const { journal, hear } = openTestJournal();
    for (let n = 0; n < 250; n += 1) hear();
    const pieces = journal.exportChat(CHAT);
    pieces.next();
    hear();
    expect([...pieces].flat()).toHaveLength(51);
  });
});
