import { describe, expect, it } from 'vitest';
import { createTranscript } from '../../../src/renderer/conversations/transcript.ts';
import type { ChatsApi, Page, PagePosition } from '../../../src/shared/api.ts';
import type { Message } from '../../../src/shared/message.ts';
import { message, seqs } from './messages.ts';

const CHAT = { channel: 'wecom', id: 'zhangsan' } as const;

/** A chat of `count` messages; pages are held back while `gate` is closed. */
function createChat(count: number) {
  const all = Array.from({ length: count }, (_, index) => message(index + 1));
  const asked: (PagePosition | undefined)[] = [];
  let gate = Promise.resolve();
  const pageAt = (position: PagePosition | undefined, limit: number): Page => {
    const from = (seq: number) => all.findIndex((one) => one.seq >= seq);
    let start = all.length - limit;
    if (position && 'before' in position) start = from(position.before) - limit;
    if (position && 'after' in position) start = position.after;
    if (position && 'around' in position) start = from(position.around) - limit / 2;
    const first = Math.max(0, start);
    const end = position && 'before' in position ? from(position.before) : first + limit;
    return { messages: all.slice(first, end), hasBefore: first > 0, hasAfter: end < all.length };
  };
  const api: Pick<ChatsApi, 'messages' | 'growing'> = {
    async messages({ position, limit }) {
      asked.push(position);
      const page = pageAt(position, limit);
      await gate;
      return page;
    },
    growing: () => Promise.resolve([]),
  };
  return {
    asked,
    api: api as ChatsApi,
    add(part: Partial<Message> = {}): { type: 'message'; message: Message } {
      const added = message(all.length + 1, part);
      all.push(added);
      return { type: 'message', message: added };
    },
    keep(isKept: (one: Message) => boolean): void {
      all.splice(0, all.length, ...all.filter(isKept));
    },
    close(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
  };
}

async function opened(count: number, position?: PagePosition) {
  const chat = createChat(count);
  const transcript = createTranscript(chat.api, CHAT);
  await transcript.open(position);
  const held = () =>
    seqs(transcript.state().page ?? { messages: [], hasBefore: false, hasAfter: false });
  return { ...chat, transcript, held };
}

describe('a transcript', () => {
  it('opens with the newest messages, at their end', async () => {
    const { transcript, held } = await opened(1_000);
    expect(held()).toEqual(Array.from({ length: 50 }, (_, index) => 951 + index));
    expect(transcript.state().place).toEqual({ at: 'end' });
  });

  it('opens around a message that was found', async () => {
    const { transcript, held } = await opened(1_000, { around: 500 });
    expect(held()).toContain(500);
    expect(transcript.state().place).toEqual({ at: 500 });
  });

  it('reads on at both ends and lets go of what is far away', async () => {
    const { transcript, held } = await opened(100_000, { around: 50_000 });
    for (let round = 0; round < 10; round += 1) await transcript.more('before');
    expect(held()).toHaveLength(300);
    expect(transcript.state().page).toMatchObject({ hasBefore: true, hasAfter: true });
    for (let round = 0; round < 10; round += 1) await transcript.more('after');
    expect(held()).toHaveLength(300);
    expect(held()).toEqual(held().toSorted((one, other) => one - other));
  });

  it('reads an end once, however often it is asked', async () => {
    const { transcript, asked } = await opened(1_000);
    await Promise.all([transcript.more('before'), transcript.more('before')]);
    expect(asked).toHaveLength(2);
  });

  it('reads nothing where there is nothing more', async () => {
    const { transcript, asked } = await opened(20);
    await transcript.more('before');
    await transcript.more('after');
    expect(asked).toHaveLength(1);
  });

  it('says what kept it from reading, and forgets it once it could', async () => {
    const { transcript, api } = await opened(1_000);
    const { messages } = api;
    Object.assign(api, { messages: () => Promise.reject(new Error('gone')) });
    await transcript.more('before');
    expect(transcript.state().failure).toEqual(new Error('gone'));
    Object.assign(api, { messages });
    await transcript.more('before');
    expect(transcript.state().failure).toBeUndefined();
  });
});

describe('news', () => {
  it('that come while a page is being read are not lost', async () => {
    const chat = createChat(10);
    const transcript = createTranscript(chat.api, CHAT);
    const letGo = chat.close();
    const opening = transcript.open();
    transcript.onNews(chat.add());
    letGo();
    await opening;
    expect(transcript.state().page?.messages.at(-1)?.seq).toBe(11);
  });

  it('of another chat change nothing', async () => {
    const { transcript } = await opened(10);
    const before = transcript.state();
    transcript.onNews({ type: 'message', message: message(11, { chat_id: 'lisi' }) });
    expect(transcript.state().page).toBe(before.page);
  });

  it('that were missed are read by a refresh, with what changed', async () => {
    const { transcript, add, held } = await opened(120);
    await transcript.more('before');
    add();
    await transcript.refresh();
    expect(held()).toEqual(Array.from({ length: 101 }, (_, index) => 21 + index));
    expect(transcript.state().page).toMatchObject({ hasBefore: true, hasAfter: false });
  });

  it('that all was deleted leave only what is still there', async () => {
    const { transcript, held, keep } = await opened(10);
    keep(({ seq }) => seq === 10);
    transcript.onNews({ type: 'cleared', chat: CHAT });
    expect(held()).toEqual([]);
    await expect.poll(held).toEqual([10]);
  });
});

describe('an answer that grows', () => {
  const growing = {
    type: 'growing',
    chat: CHAT,
    reply_to: 11,
    text: 'so',
    reasoning: '',
    since: 0,
  } as const;

  it('is shown until it is there', async () => {
    const { transcript, add } = await opened(10);
    transcript.onNews(add({ state: 'received' }));
    transcript.onNews(growing);
    expect(transcript.state().growing).toBe(growing);
    transcript.onNews(add({ direction: 'out', reply_to: 11 }));
    expect(transcript.state().growing).toBeUndefined();
  });

  it('is taken away where its question was cancelled', async () => {
    const { transcript, add } = await opened(10);
    const question = add({ state: 'received' });
    transcript.onNews(question);
    transcript.onNews(growing);
    transcript.onNews({ type: 'message', message: { ...question.message, state: 'cancelled' } });
    expect(transcript.state().growing).toBeUndefined();
  });
});

describe('messages that came while somebody was reading further up', () => {
  it('are counted, each once, until the end is on screen', async () => {
    const { transcript, add } = await opened(10);
    transcript.lookAtEnd(false);
    const news = add();
    transcript.onNews(news);
    transcript.onNews(news);
    transcript.onNews(add({ direction: 'out' }));
    expect(transcript.state().missed).toBe(2);
    transcript.lookAtEnd(true);
    expect(transcript.state().missed).toBe(0);
  });

  it('are not counted while the end is on screen', async () => {
    const { transcript, add } = await opened(10);
    transcript.lookAtEnd(true);
    transcript.onNews(add());
    expect(transcript.state().missed).toBe(0);
  });
});
