import { describe, expect, it } from 'vitest';
import { openTestJournal } from './journals.ts';
import { GROUP, push, ZHANGSAN } from './messages.ts';

const CHAT = { channel: 'wecom', id: ZHANGSAN.id } as const;
const key = ({ id }: { id: string }) => ({ channel: 'wecom', id }) as const;

describe('the list of conversations', () => {
  it('has the chat with the newest message first, whoever spoke', () => {
    const { journal, clock, hear, say } = openTestJournal();
    hear({ chat: ZHANGSAN });
    clock.advance(1);
    hear({ chat: GROUP, sender: 'lisi' });
    expect(journal.summaries().map(({ id }) => id)).toEqual([GROUP.id, ZHANGSAN.id]);
    say({ chat: ZHANGSAN });
    expect(journal.summaries().map(({ id }) => id)).toEqual([ZHANGSAN.id, GROUP.id]);
  });

  it('has a chat that was written to before it ever spoke, and learns its type when it does', () => {
    const { journal, hear, say } = openTestJournal();
    journal.meet('wecom', { id: 'lisi', type: 'single' });
    say({ chat: { id: 'lisi', type: 'single' }, text: 'hello' });
    expect(journal.summaries()).toMatchObject([
      { id: 'lisi', unread: 0, last: { excerpt: 'hello' } },
    ]);
    hear({ chat: GROUP });
    journal.meet('wecom', { ...GROUP, type: 'single' });
    expect(journal.chat('wecom', GROUP.id)?.type).toBe('group');
  });

  it('tells what an answer says without the signs of Markdown, and a question as it is', () => {
    const { journal, hear, say } = openTestJournal();
    hear({ chat: ZHANGSAN });
    say({
      chat: ZHANGSAN,
      text: '# Plan\n\n**Now** see [it](https://a.example), `x`\n|a|b|\n|-|-|\n|1|2|',
    });
    expect(journal.summaries()[0]?.last?.excerpt).toBe('Plan Now see it, x a b 1 2');
    hear({ chat: ZHANGSAN, text: '**Now**' });
    expect(journal.summaries()[0]?.last?.excerpt).toBe('**Now**');
  });

  it('tells what was said last, by whom, and how far it came', () => {
    const { journal, clock, hear, say } = openTestJournal();
    const seq = hear({ chat: GROUP, sender: 'lisi', text: 'line one\n\n  line two' });
    expect(journal.summaries()).toEqual([
      {
        channel: 'wecom',
        id: GROUP.id,
        type: 'group',
        last_seen: clock.wall(),
        unreachable: null,
        unread: 1,
        last: {
          seq,
          direction: 'in',
          sender: 'lisi',
          excerpt: 'line one line two',
          state: 'received',
          at: clock.wall(),
        },
      },
    ]);
    say({ chat: GROUP, to: seq, text: 'answer', parts: [push('answer', GROUP)] });
    expect(journal.summary(key(GROUP))?.last).toMatchObject({
      direction: 'out',
      sender: null,
      excerpt: 'answer',
      state: 'queued',
    });
  });

  it('tells the kind of a message without a text, and the beginning of a long one', () => {
    const { journal, hear } = openTestJournal();
    hear({ kind: 'image', text: '' });
    expect(journal.summary(CHAT)?.last?.excerpt).toBe('[image]');
    hear({ text: `${'好'.repeat(200)}` });
    expect(journal.summary(CHAT)?.last?.excerpt).toBe(`${'好'.repeat(160)}…`);
  });

  it('keeps a chat whose messages are gone at its end', () => {
    const { journal, hear, say } = openTestJournal();
    say({ to: hear({ chat: GROUP }), chat: GROUP });
    hear({ chat: ZHANGSAN });
    journal.clearChat(key(GROUP), 99);
    expect(journal.summaries()).toMatchObject([
      { id: ZHANGSAN.id },
      { id: GROUP.id, unread: 0, last: null },
    ]);
  });

  it('does not know a chat of another channel, or none', () => {
    const { journal, hear } = openTestJournal();
    hear();
    expect(journal.summary({ channel: 'wecom_app', id: ZHANGSAN.id })).toBeUndefined();
  });
});

describe('what is unread', () => {
  it('is what came in behind the read mark; what the bot says is not', () => {
    const { journal, hear, say } = openTestJournal();
    hear({ chat: GROUP });
    const one = hear();
    const two = hear();
    say({ to: one });
    const unread = () => journal.summary(CHAT)?.unread;
    expect(unread()).toBe(2);
    expect(journal.markRead(CHAT, one)).toBe(true);
    expect(unread()).toBe(1);
    expect(journal.markRead(CHAT, two)).toBe(true);
    expect(unread()).toBe(0);
    expect(journal.summary(key(GROUP))?.unread).toBe(1);
  });

  it('never goes back to unread', () => {
    const { journal, hear } = openTestJournal();
    const one = hear();
    const two = hear();
    journal.markRead(CHAT, two);
    expect(journal.markRead(CHAT, one)).toBe(false);
    expect(journal.summary(CHAT)?.unread).toBe(0);
  });

  it('is not hidden before it came', () => {
    const { journal, hear } = openTestJournal();
    hear();
    journal.markRead(CHAT, Number.MAX_SAFE_INTEGER);
    hear();
    expect(journal.summary(CHAT)?.unread).toBe(1);
  });

  it('is remembered over a restart', () => {
    const { journal, hear, reopen } = openTestJournal();
    journal.markRead(CHAT, hear());
    expect(reopen().summary(CHAT)?.unread).toBe(0);
  });
});
