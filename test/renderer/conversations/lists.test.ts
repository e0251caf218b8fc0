import { describe, expect, it } from 'vitest';
import {
  chatsNamed,
  placeChat,
  withBegun,
} from '../../../src/renderer/conversations/chat-order.ts';
import { fileName, sizeOf } from '../../../src/renderer/conversations/export-file.ts';
import { highlighted } from '../../../src/renderer/conversations/highlight.ts';
import type { ChatSummary } from '../../../src/shared/api.ts';

const chat = (id: string, at: number): ChatSummary => ({
  channel: 'wecom',
  id,
  type: 'single',
  last_seen: at,
  unreachable: null,
  unread: 0,
  last: null,
});
const idsOf = (chats: readonly ChatSummary[]) => chats.map(({ id }) => id);

describe('the list of chats', () => {
  const chats = [chat('c', 30), chat('b', 20), chat('a', 10)];

  it('has the chat that spoke last in front', () => {
    expect(idsOf(placeChat(chats, chat('a', 40)))).toEqual(['a', 'c', 'b']);
  });

  it('puts a chat where it belongs that did not speak', () => {
    expect(idsOf(placeChat(chats, chat('b', 20)))).toEqual(['c', 'b', 'a']);
    expect(idsOf(placeChat(chats, chat('d', 5)))).toEqual(['c', 'b', 'a', 'd']);
  });

  it('tells ids apart by their case, and channels', () => {
    expect(idsOf(placeChat(chats, chat('A', 40)))).toEqual(['A', 'c', 'b', 'a']);
    expect(placeChat(chats, { ...chat('a', 40), channel: 'wecom_app' })).toHaveLength(4);
  });

  it('is searched by id in whatever case', () => {
    expect(idsOf(chatsNamed([chat('ZhangSan', 1), chat('lisi', 1)], ' ZHANG '))).toEqual([
      'ZhangSan',
    ]);
  });
});

describe('words that were found', () => {
  it('stand out, each of them, in whatever case', () => {
    const found = highlighted('The Build fails to build.', 'build fails').filter(
      (part) => part.isFound,
    );
    expect(found.map(({ text }) => text)).toEqual(['Build', 'fails', 'build']);
  });

  it('lose no character of the excerpt', () => {
    const excerpt = 'a.b (c) [d] $^ 数据整理';
    for (const words of ['.', '(c) [d]', '$^', '数据', 'a a.b', '']) {
      expect(
        highlighted(excerpt, words)
          .map(({ text }) => text)
          .join(''),
      ).toBe(excerpt);
    }
  });
});

describe('the file of an export', () => {
  it('is named after its chat, in letters that every system takes', () => {
    expect(fileName('zhangsan', 'markdown')).toBe('wecom-zhangsan.md');
    expect(fileName('../../etc/passwd', 'json')).toBe('wecom-etc_passwd.json');
    expect(fileName('a\u202egnp:*?', 'json')).toBe('wecom-a_gnp.json');
    expect(fileName('///', 'markdown')).toBe('wecom-chat.md');
    expect(fileName('很'.repeat(200), 'markdown')).toBe(`wecom-${'很'.repeat(60)}.md`);
  });

  it('has a size that people can read', () => {
    expect(sizeOf(900, 'en')).toBe('1 kB');
    expect(sizeOf(12_345_678, 'en')).toBe('12.3 MB');
  });
});

describe('chats that were written to from here', () => {
  it('are in the list before anybody there wrote, and once', () => {
    const begun = [chat('new', 50), chat('a', 60)];
    expect(idsOf(withBegun([chat('c', 30), chat('a', 10)], begun))).toEqual(['new', 'c', 'a']);
  });
});
