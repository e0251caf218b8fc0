import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTestJournal } from './journals.ts';
import { GROUP } from './messages.ts';

/** A journal of `texts`; finds the texts that a search finds. */
function journalOf(...texts: string[]) {
  const opened = openTestJournal();
  // One half is in the index, the other not yet.
  texts.forEach((text, index) => {
    opened.hear({ text });
    if (index + 1 === Math.ceil(texts.length / 2)) opened.journal.tidy();
  });
  const find = (words: string, limit = 100) =>
    opened.journal.search(words, { limit }).map(({ text }) => text);
  return { ...opened, find };
}

describe('a search', () => {
  it('finds English words in any case, also parts of words', () => {
    const { find } = journalOf('The budget Review is tomorrow', 'no such thing');
    expect(find('BUDGET')).toHaveLength(1);
    expect(find('omorro')).toHaveLength(1);
    expect(find('budgets')).toEqual([]);
  });

  it.each(['会', '会议', '会议室', '议室在三楼'])('finds Chinese without spaces: %s', (words) => {
    const { find } = journalOf('会议室在三楼', '今天没有安排');
    expect(find(words)).toEqual(['会议室在三楼']);
  });

  it.each(['会议 budget', 'budget 会议 楼', 'a budget', 'budget，会'])(
    'finds messages with every word, long and short: %s',
    (words) => {
      const { find } = journalOf('a budget，会议在三楼', 'budget', '会议', 'a 会议 budge');
      expect(find(words)).toEqual(['a budget，会议在三楼']);
    },
  );

  it.each([
    '"',
    'say "hi"',
    '%',
    '100%',
    '_',
    'a_b',
    '\\',
    'c:\\dir',
    "'",
    'it’s',
    '*',
    '(',
    'a:b',
    '^',
    '-x',
    '🙂',
  ])('takes %s for what it is', (words) => {
    const text = `say "hi" 100% a_b c:\\dir ' it’s * ( a:b ^ -x 🙂`;
    const { find } = journalOf(text, 'say hi 1000 aXb c:/dir its a b x cdir');
    expect(find(words)).toEqual([text]);
  });

  it.each([
    'AND',
    'OR',
    'NOT',
    'NEAR',
    'NEAR(alpha beta)',
    'text:alpha',
    'alp*',
    '-alpha',
    '{alpha',
  ])('knows no operators: %s', (words) => {
    const { find } = journalOf('alpha', 'beta', 'alpha beta');
    expect(find(words)).toEqual([]);
  });

  it.each(['', '   ', '\0', '\n\t'])('for nothing (%j) finds nothing', (words) => {
    expect(journalOf('text').find(words)).toEqual([]);
  });

  it('sees a NUL as the space between two words', () => {
    expect(journalOf('alpha beta').find('beta\0alpha')).toHaveLength(1);
  });

  it('takes a whole page pasted as its words', () => {
    const page = Array.from({ length: 3000 }, (_, n) => `${n % 90} word${n}`).join(' ');
    expect(journalOf(page, 'text').find(page)).toEqual([page]);
  });

  it('finds answers as well as questions', () => {
    const { journal, say } = openTestJournal();
    say({ text: 'an answer' });
    expect(journal.search('answer', { limit: 1 })).toMatchObject([{ direction: 'out' }]);
  });

  it('shows the newest, the newest last', () => {
    const { find } = journalOf('alpha 1', 'alpha 2', 'beta', 'alpha 3');
    expect(find('alpha', 2)).toEqual(['alpha 2', 'alpha 3']);
    expect(find('a', 2)).toEqual(['beta', 'alpha 3']);
  });

  it('can be of one chat, and within a page', () => {
    const { journal, hear } = journalOf('alpha', 'alpha');
    hear({ chat: GROUP, text: 'alpha' });
    const seqs = (query: object) =>
      journal.search('alpha', { limit: 9, ...query }).map(({ seq }) => seq);
    expect(seqs({ channel: 'wecom', chatId: GROUP.id })).toEqual([3]);
    expect(seqs({ channel: 'wecom_app' })).toEqual([]);
    expect(seqs({ before: 3, after: 1 })).toEqual([2]);
  });
});

it('a search finds exactly the messages that hold every word', () => {
  const pieces = [
    '会',
    '议',
    '室',
    'a',
    'B',
    'be',
    'OR',
    '%',
    '_',
    '\\',
    '"',
    "'",
    '*',
    '🙂',
    '，',
  ];
  const word = fc
    .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 })
    .map((chosen) => chosen.join(''));
  const text = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));
  const { hear, journal } = openTestJournal();
  let last = 0;
  fc.assert(
    fc.property(fc.array(text, { maxLength: 8 }), text, fc.boolean(), (texts, words, indexed) => {
      const after = last;
      for (const said of texts) last = hear({ text: said });
      if (indexed) journal.tidy();
      const wanted = words.toLowerCase().split(' ');
      const found = journal.search(words, { after, limit: 100 }).map(({ text: said }) => said);
      expect(found).toEqual(
        texts.filter((said) => wanted.every((term) => said.toLowerCase().includes(term))),
      );
    }),
  );
});

it('the index is brought up to date in goes that hold nothing up for long', () => {
  const { journal, hear, path } = openTestJournal();
  for (let n = 0; n < 1001; n += 1) hear({ text: `alpha ${n}` });
  const reader = new Database(path);
  const entries = reader.prepare(
    `SELECT count(*) FROM messages_fts WHERE messages_fts MATCH 'alpha'`,
  );
  const indexed = () => {
    journal.tidy();
    return entries.pluck().get();
  };
  expect([indexed(), indexed(), indexed(), indexed()]).toEqual([500, 1000, 1001, 1001]);
  reader.close();
  expect(journal.search('alpha', { limit: 2000 })).toHaveLength(1001);
});

it('a search never fails, whatever is typed', () => {
  const { find } = journalOf('alpha 会议');
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (words) => void find(words)));
});
