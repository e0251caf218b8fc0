import { describe, expect, it } from 'vitest';
import { exportJson, exportMarkdown } from '../../src/main/control/export.ts';
import type { Message } from '../../src/shared/message.ts';

const chat = { id: 'zhangsan', type: 'single' } as const;
const at = new Date(2026, 0, 5, 9, 5, 1).getTime();
const DAY = 86_400_000;

let seq = 0;
function message(changes: Partial<Message>): Message {
  seq += 1;
  return {
    seq,
    channel: 'wecom',
    chat_id: 'zhangsan',
    direction: 'in',
    kind: 'text',
    text: 'hi',
    cut: 0,
    reasoning: null,
    thought_ms: null,
    quote: null,
    sender: 'zhangsan',
    reply_to: null,
    state: 'answered',
    note: null,
    at,
    ...changes,
  };
}

const answer = (changes: Partial<Message>) =>
  message({ direction: 'out', kind: 'answer', sender: null, state: 'delivered', ...changes });

const withoutCut = (row: Message) =>
  Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'cut'));

const markdown = (...messages: Message[]) =>
  [...exportMarkdown({ chat, pages: [messages] })].join('');

describe('a chat as Markdown', () => {
  it('has a heading a day, and who said what and when', () => {
    const text = markdown(
      message({ text: 'What is 6 × 7?' }),
      answer({ text: '42', at: at + 2_000 }),
      message({ text: 'Thanks', at: at + DAY }),
    );
    expect(text).toBe(`# zhangsan

## 2026-01-05

**zhangsan** 09:05:01

What is 6 × 7?

**bot** 09:05:03

42

## 2026-01-06

**zhangsan** 09:05:01

Thanks
`);
  });

  it('has no second heading where a page ends within a day', () => {
    const pages = [[message({})], [message({})]];
    const text = [...exportMarkdown({ chat, pages })].join('');
    expect(text.match(/^## /gm)).toHaveLength(1);
  });

  it('tells what a message is and what became of it', () => {
    expect(markdown(message({ kind: 'voice' }))).toContain('**zhangsan** 09:05:01 · voice\n');
    const failed = answer({ kind: 'send', state: 'failed', note: 'gone (93006)' });
    expect(markdown(failed)).toContain('**bot** 09:05:01 · send · failed: gone (93006)\n');
  });

  it('quotes what was quoted, and the thinking', () => {
    expect(markdown(message({ quote: 'one\ntwo' }))).toContain('\n> one\n> two\n\nhi\n');
    expect(markdown(answer({ reasoning: 'hm' }))).toContain('\n> (thinking) hm\n\nhi\n');
  });

  it.each([
    ['one that is open', '```js\nlet a;', '```js\nlet a;\n```\n'],
    ['one that is closed', '```\na\n```', '```\na\n```\n'],
    ['a long one with a short one inside', '````\n```\na', '````\n```\na\n````\n'],
    ['tildes with backticks inside', '~~~\n```\na', '~~~\n```\na\n~~~\n'],
    ['a line that only looks like one', '```a`b', '```a`b\n'],
  ])('closes code fences: %s', (_what, text, whole) => {
    expect(markdown(message({ text }), message({ text: 'next' }))).toContain(
      `\n${whole}\n**zhangsan** 09:05:01\n\nnext\n`,
    );
  });

  it('takes no names for Markdown', () => {
    const text = markdown(message({ sender: '# *eve*\n<b>' }));
    expect(text).toContain('**\\# \\*eve\\* \\<b\\>** 09:05:01\n');
  });
});

describe('a chat as JSON', () => {
  it('holds every message as the journal has it', () => {
    const messages = [message({ text: '"quoted"\n' }), answer({ reasoning: 'hm' })];
    const pages = [messages.slice(0, 1), messages.slice(1)];
    const text = [...exportJson({ chat, pages })].join('');
    const expected = messages.map(withoutCut);
    expect(JSON.parse(text)).toEqual({ chat, messages: expected });
  });

  it('is JSON without any message too', () => {
    const text = [...exportJson({ chat, pages: [] })].join('');
    expect(JSON.parse(text)).toEqual({ chat, messages: [] });
  });
});
