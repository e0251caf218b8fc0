import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutAt, PART_LIMIT, resume, splitText } from '../../src/main/delivery/split.ts';
import { visible, wireBytes } from '../../src/main/delivery/text.ts';

/** The code fence that is open at the end of `text`: its first line. Read as CommonMark says. */
function openFence(text: string): string | undefined {
  let opening: RegExpMatchArray | undefined;
  for (const line of text.split('\n')) {
    const fence = line.match(/^ {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)$/s);
    if (!fence) continue;
    if (!opening) opening = fence;
    else if (fence[1]?.startsWith(opening[1] ?? '') && !fence[2]?.trim()) opening = undefined;
  }
  return opening?.[0];
}

/** The ways to take a reopened block away from the start of a part. */
function withoutReopening(part: string): string[] {
  const [first = '', second = '', ...rest] = part.split('\n');
  const fence = /^ {0,3}(```|~~~)/.test(first);
  const table = first.includes('|') && /^[ |:-]+$/.test(second);
  return [
    part,
    ...(fence ? [[second, ...rest].join('\n')] : []),
    ...(table ? [rest.join('\n')] : []),
  ];
}

/** The ways to take a closing fence away from the end of a part. */
function withoutClosing(body: string): string[] {
  return [body, ...(/\n {0,3}(```+|~~~+)$/.test(body) ? [body.replace(/\n[^\n]*$/, '')] : [])];
}

/** Whether `parts` are slices of `text` in order with at most blanks between, but for the marks. */
function tells(text: string, parts: readonly string[], from = 0): boolean {
  const [part, ...rest] = parts;
  if (part === undefined) return !visible(text.slice(from));
  return withoutReopening(part)
    .flatMap(withoutClosing)
    .some((body) => {
      const at = text.indexOf(body, from);
      return at >= 0 && !visible(text.slice(from, at)) && tells(text, rest, at + body.length);
    });
}

const word = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[a-z]{1,12}$/) },
  { weight: 2, arbitrary: fc.stringMatching(/^[天地玄黄宇宙洪荒，。？]{1,20}$/) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  fc.constantFrom(
    '👩‍👩‍👧‍👦',
    '🇨🇳',
    'é',
    '"quoted"',
    '\\',
    '```',
    '~~~',
    '|',
    '\ud800',
    '\u200b',
    '\r',
  ),
  fc.stringMatching(/^[a-z/.]{100,200}$/),
);
const line = fc.array(word, { minLength: 1, maxLength: 15 }).map((words) => words.join(' '));
const paragraph = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n'));
const fence = fc
  .record({
    indent: fc.constantFrom('', ' ', '   '),
    marker: fc.constantFrom('```', '````', '~~~', '~~~~~'),
    info: fc.constantFrom('', 'ts', ' js title="a b"'),
    code: fc.array(fc.oneof(line, fc.constantFrom('', '  x', '```', '~~~')), { maxLength: 12 }),
    closed: fc.boolean(),
  })
  .map(({ indent, marker, info, code, closed }) =>
    [indent + marker + info, ...code, ...(closed ? [marker] : [])].join('\n'),
  );
const table = fc
  .record({ head: line, rows: fc.array(line, { maxLength: 12 }) })
  .map(({ head, rows }) => [`| ${head} | b |`, '|---|:-:|', ...rows.map((r) => `| ${r} | 1 |`)])
  .map((lines) => lines.join('\n'));
const text = fc
  .array(fc.oneof(paragraph, fence, table, fc.constantFrom('', '   ')), { maxLength: 12 })
  .chain((blocks) => fc.constantFrom('\n', '\n\n').map((gap) => blocks.join(gap)));
const limit = fc.integer({ min: 64, max: 1500 });

describe('every text', () => {
  const holds = (check: (text: string, limit: number, parts: string[]) => void) =>
    fc.assert(
      fc.property(text, limit, (whole, max) => {
        check(whole, max, splitText(whole, max));
      }),
      { numRuns: 300 },
    );

  it('becomes parts that are within the limit', () => {
    holds((_, max, parts) => {
      for (const part of parts) expect(wireBytes(part)).toBeLessThanOrEqual(max);
    });
  });

  it('loses nothing and keeps its order', () => {
    holds((whole, _, parts) => expect(tells(whole, parts)).toBe(true));
  });

  it('has no part with a code fence left open, unless it is sent whole', () => {
    holds((_, __, parts) => {
      if (parts.length > 1) expect(parts.filter(openFence)).toEqual([]);
    });
  });

  it('has no blank part, unless it is blank itself', () => {
    holds((whole, _, parts) => expect(parts.every(visible)).toBe(visible(whole)));
  });

  it('keeps its surrogate pairs', () => {
    holds((whole, _, parts) => {
      if (whole.isWellFormed()) expect(parts.every((part) => part.isWellFormed())).toBe(true);
    });
  });

  it('that fits is one part, unchanged', () => {
    fc.assert(
      fc.property(text, (whole) => {
        expect(splitText(whole, Math.max(64, wireBytes(whole)))).toEqual([whole]);
      }),
    );
  });

  it('can be cut part by part: the first part, then what resumes', () => {
    fc.assert(
      fc.property(text, limit, (whole, max) => {
        const parts = [];
        let rest = whole;
        for (;;) {
          const { part, next } = cutAt(rest, max);
          parts.push(part);
          if (next === rest.length) break;
          rest = resume(rest, next, max);
        }
        expect(parts.every((part) => wireBytes(part) <= max)).toBe(true);
        expect(tells(whole, parts)).toBe(true);
      }),
    );
  });
});

describe('a text is cut', () => {
  it('between paragraphs rather than lines', () => {
    const upper = 'one two three\nfour five six\nseven eight nine';
    const lower = 'ten eleven twelve\nthirteen fourteen';
    expect(splitText(`${upper}\n\n${lower}`, 70)).toEqual([upper, lower]);
  });

  it('between lines rather than words', () => {
    const lines = ['one two three four five six seven eight nine', 'ten eleven twelve thirteen'];
    expect(splitText(lines.join('\n'), 64)).toEqual(lines);
  });

  it('between words where a line is too long', () => {
    const words = 'abcdefgh '.repeat(20).trim();
    const parts = splitText(words, 64);
    expect(parts.join(' ')).toBe(words);
    expect(parts[0]).toBe('abcdefgh '.repeat(7).trim());
  });

  it('behind Chinese punctuation, which ends no line of its own', () => {
    const sentence = '天地玄黄宇宙洪荒。';
    expect(splitText(sentence.repeat(5), 64)).toEqual([
      sentence.repeat(2),
      sentence.repeat(2),
      sentence,
    ]);
  });

  it('between Chinese characters rather than inside a Latin word', () => {
    expect(splitText(`${'天'.repeat(18)}wonderful${'地'.repeat(10)}`, 64)).toEqual([
      '天'.repeat(17),
      `天wonderful${'地'.repeat(10)}`,
    ]);
  });

  it('between characters that a person sees as one only where one alone is too long', () => {
    const family = '👩‍👩‍👧‍👦';
    const parts = splitText(family.repeat(20), 64);
    expect(parts.every((part) => part.replaceAll(family, '') === '')).toBe(true);
    const heap = `e${'\u{1d165}'.repeat(100)}`;
    expect(splitText(`e${heap}`, 65).join('')).toBe(`e${heap}`);
    expect(splitText(`ee${heap}`, 65).every((part) => part.isWellFormed())).toBe(true);
  });

  it('so that parts are at least half full', () => {
    const early = `short\n\n${'abcdefgh '.repeat(20)}`;
    expect(
      splitText(early, 100)
        .slice(0, -1)
        .every((part) => wireBytes(part) >= 50),
    ).toBe(true);
  });

  it('by the bytes that travel: a newline takes two', () => {
    const lines = 'a\n'.repeat(100);
    expect(splitText(lines, 100).every((part) => wireBytes(part) <= 100)).toBe(true);
  });
});

describe('a code fence that is cut', () => {
  const code = Array.from({ length: 12 }, (_, index) => `  line ${index};`);

  it('is closed, and opened again with its language', () => {
    const parts = splitText(['  ~~~~ts', ...code, '  ~~~~'].join('\n'), 100);
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(part).toMatch(/^ {2}~~~~ts\n {2}line [\s\S]*;\n {2}~~~~$/);
    expect(parts.flatMap((part) => part.split('\n').slice(1, -1))).toEqual(code);
  });

  it('keeps its blank lines and indents', () => {
    const gaps = code.flatMap((row) => [row, '', '']);
    for (let limit = 64; limit < 200; limit++) {
      const parts = splitText(['```', ...gaps, '```'].join('\n'), limit);
      expect(parts.flatMap((part) => part.split('\n').slice(1, -1))).toEqual(gaps);
    }
  });

  it('is not left empty: its first line goes with the first line of code', () => {
    const parts = splitText(`${'abcdefgh '.repeat(7)}\n\`\`\`ts\n${code.join('\n')}\n\`\`\``, 80);
    for (const part of parts) expect(part).not.toMatch(/```ts\n```/);
  });

  it('is not opened again behind its end', () => {
    const block = ['```', ...code.slice(0, 6), '```'].join('\n');
    expect(splitText(`${block}\n${block}`, wireBytes(block) + 10)).toEqual([block, block]);
  });

  it('is opened again without an info string that is too long to repeat', () => {
    const parts = splitText([`\`\`\`ts ${'a'.repeat(40)}`, ...code, '```'].join('\n'), 100);
    expect(parts.slice(1).every((part) => part.startsWith('```\n'))).toBe(true);
  });

  it('may hold a shorter fence', () => {
    const inner = ['````md', ...code, '```', 'inner', '```', ...code, '````'].join('\n');
    const parts = splitText(inner, 100);
    for (const part of parts) expect(part).toMatch(/^````md\n[\s\S]*\n````$/);
  });
});

describe('a table that is cut', () => {
  const head = '| name | size |\n| --- | ---: |';
  const rows = Array.from({ length: 10 }, (_, index) => `| file ${index} | ${index} |`);

  it('repeats its head', () => {
    const parts = splitText([head, ...rows].join('\n'), 120);
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(part.startsWith(`${head}\n| file`)).toBe(true);
    expect(parts.flatMap((part) => part.split('\n').slice(2))).toEqual(rows);
  });

  it('does not leave its head behind', () => {
    for (let length = 30; length < 90; length++) {
      const [, second = ''] = splitText(['a'.repeat(length), head, ...rows].join('\n'), 120);
      expect(second.startsWith(head)).toBe(true);
    }
  });

  it('does not repeat its head behind its end', () => {
    const whole = [head, ...rows.slice(0, 3)].join('\n');
    const after = 'something quite different, which is long enough';
    for (const limit of [wireBytes(whole), wireBytes(whole) + 10]) {
      expect(splitText(`${whole}\n${after}`, limit)).toEqual([whole, after]);
      expect(splitText(`${whole}\n\n| ${after} |`, limit)).toEqual([whole, `| ${after} |`]);
    }
  });

  it('becomes plain text where a row is too long', () => {
    const row = `| ${'abcdefgh '.repeat(30)} | 1 |`;
    const parts = splitText(`${head}\n${row}`, 120);
    expect(parts.join(' ')).toBe(`${head}\n${row}`);
    const { next } = cutAt(`${head}\n${row}`, 120);
    expect(resume(`${head}\n${row}`, next, 120)).toBe(`${head}\n${row}`.slice(next));
  });

  it('becomes plain text where its head is too long to repeat', () => {
    const long = `| ${'abcdefgh '.repeat(10)} |\n| --- |`;
    const parts = splitText([long, ...rows].join('\n'), 120);
    expect(parts.join('\n')).toBe([long, ...rows].join('\n'));
  });
});

describe('a blank text', () => {
  it('is one part as it is', () => {
    expect(splitText('')).toEqual(['']);
    expect(splitText(' \n\u200b')).toEqual([' \n\u200b']);
  });

  it('is emptied where it is too long', () => {
    expect(splitText(' \n'.repeat(PART_LIMIT))).toEqual(['']);
  });

  it('makes no part of its own within another text', () => {
    const gap = '\n\u200b \n'.repeat(100);
    const parts = splitText(`upper${gap}lower${gap}`, 64);
    expect(parts.map((part) => part.replaceAll(/[\s\u200b]/g, ''))).toEqual(['upper', 'lower']);
  });

  it.each(['', ' \t\n', '\u200b\u2060\ufeff', '\u0000\u007f', '\ufe0f', '\u3164', '\u2800'])(
    'is known by having nothing visible: %j',
    (blank) => expect(visible(blank)).toBe(false),
  );

  it.each(['a', '。', '👍', '\u200b.'])('is not %j', (seen) => expect(visible(seen)).toBe(true));
});

describe('a long text', () => {
  const size = 300_000;

  // Were the time of a cut to grow with the length of the text, these would take minutes.
  it.each([
    ['words', 'hello world '],
    ['one word', 'a'],
    ['Chinese', '天地玄黄'],
    ['spaces', `${' '.repeat(1000)}a`],
    ['newlines', `${'\n'.repeat(50_000)}a`],
    ['quotes', '"'],
    ['backticks', '`'],
    ['zero-width spaces', `a${'\u200b'.repeat(size / 2)}`],
    ['rows', `| a | b |\n|---|---|\n${'| x | y |\n'.repeat(50_000)}`],
    ['a delimiter row', `| a |\n|---|${' '.repeat(size / 4)}x`],
    ['open fences', '```js\ncode\n'],
  ])('of %s is split quickly even into tiny parts', (_, unit) => {
    const parts = splitText(unit.repeat(Math.ceil(size / unit.length)), 64);
    expect(parts.every((part) => wireBytes(part) <= 64)).toBe(true);
  });

  it('becomes hardly more parts than its length demands', () => {
    const parts = splitText('hello world '.repeat(size / 12));
    expect(parts.length).toBeLessThan(size / PART_LIMIT + 2);
  });
});
