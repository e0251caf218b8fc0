import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ChatNews } from '../../src/shared/api.ts';
import { temporaryFolder } from '../fixtures/bot.ts';
import { type Desk, failureOf, openDesk, reasonOf, rest, until } from './windows.ts';

const zhangsan = { channel: 'wecom', id: 'zhangsan' } as const;
const PUSH = { cmd: 'aibot_send_msg' };

/** Somebody asks, and the echo has answered. */
async function talk({ simulator, api }: Desk, text: string, chat = 'zhangsan'): Promise<void> {
  const news = await api.chats.follow();
  simulator.say({ from: 'zhangsan', text, ...(chat === 'zhangsan' ? {} : { chat }) });
  await until(news, isAnswered);
  await news.return?.();
}

const isAnswered = (news: ChatNews) =>
  news.type === 'message' && news.message.direction === 'out' && news.message.state === 'delivered';

describe('conversations, asked from a window,', () => {
  it('are listed, the newest first', async () => {
    const desk = await openDesk();
    await talk(desk, 'hello');
    await talk(desk, 'good morning', 'wrGROUP');
    expect(await desk.api.chats.list()).toMatchObject([
      { id: 'wrGROUP', type: 'group', unread: 1, last: { excerpt: 'good morning' } },
      { id: 'zhangsan', type: 'single', unread: 1, last: { direction: 'out' } },
    ]);
    expect(await desk.api.chats.people()).toEqual(['zhangsan']);
  });

  it('are read page by page', async () => {
    const desk = await openDesk();
    for (const text of ['one', 'two', 'three']) await talk(desk, text);
    const { api } = desk;
    const newest = await api.chats.messages({ chat: zhangsan, limit: 2 });
    expect(newest.messages.map(({ text }) => text)).toEqual(['three', 'three']);
    expect(newest).toMatchObject({ hasBefore: true, hasAfter: false });
    const [first] = newest.messages;
    const position = { before: first?.seq ?? 0 };
    const older = await api.chats.messages({ chat: zhangsan, position, limit: 200 });
    expect(older.messages).toHaveLength(4);
  });

  it('hold messages that can be read whole', async () => {
    const desk = await openDesk();
    const long = '长'.repeat(20_001);
    desk.host.real.bot.journal.record({
      channel: 'wecom',
      chatId: 'zhangsan',
      kind: 'send',
      text: long,
      deliveries: [],
    });
    const { messages } = await desk.api.chats.messages({ chat: zhangsan, limit: 1 });
    expect(messages).toMatchObject([{ text: long.slice(1), cut: 1 }]);
    const seq = messages[0]?.seq ?? 0;
    expect((await desk.api.chats.message({ seq })).text).toBe(long);
    expect(await reasonOf(desk.api.chats.message({ seq: seq + 1 }))).toBe('unknown');
  });

  it('are searched', async () => {
    const desk = await openDesk();
    await talk(desk, '明天下午开会');
    await talk(desk, 'lunch');
    const hits = await desk.api.chats.search({ words: '下午', limit: 10 });
    expect(hits.map(({ direction }) => direction)).toEqual(['out', 'in']);
    expect(await desk.api.chats.search({ words: 'nothing', limit: 10 })).toEqual([]);
  });

  it('are marked as read', async () => {
    const desk = await openDesk();
    await talk(desk, 'hello');
    const news = await desk.api.chats.follow();
    await desk.api.chats.read({ chat: zhangsan, seq: 1000 });
    expect(await until(news, ({ type }) => type === 'chat')).toMatchObject({ chat: { unread: 0 } });
  });

  it('are cleared', async () => {
    const desk = await openDesk();
    await talk(desk, 'hello');
    const news = await desk.api.chats.follow();
    await desk.api.chats.clear({ chat: zhangsan });
    expect(await until(news, ({ type }) => type === 'cleared')).toEqual({
      type: 'cleared',
      chat: zhangsan,
    });
    expect((await desk.api.chats.messages({ chat: zhangsan, limit: 10 })).messages).toEqual([]);
  });

  it('are exported as Markdown and as JSON', async () => {
    const desk = await openDesk();
    await talk(desk, 'hello');
    const read = async (format: 'markdown' | 'json') =>
      (await rest(await desk.api.chats.export({ chat: zhangsan, format }))).join('');
    expect(await read('markdown')).toMatch(/^# zhangsan\n\n## \d{4}-.*\n\n\*\*zhangsan\*\* /);
    const { chat, messages } = JSON.parse(await read('json'));
    expect(chat).toEqual({ id: 'zhangsan', type: 'single' });
    expect(messages).toMatchObject([{ text: 'hello' }, { text: 'hello', state: 'delivered' }]);
    const nobody = { channel: 'wecom', id: 'nobody' } as const;
    const stream = desk.api.chats.export({ chat: nobody, format: 'json' });
    expect(await reasonOf(stream.then((pieces) => pieces.next()))).toBe('unknown');
  });
});

describe('a window that follows the conversations', () => {
  it('sees a question, its answer growing, and the line of the chat', async () => {
    const desk = await openDesk();
    const news = await desk.api.chats.follow();
    desk.simulator.say({ from: 'zhangsan', text: 'hello' });
    const seen: ChatNews[] = [];
    await until(news, (one) => {
      seen.push(one);
      return one.type === 'chat' && one.chat.last?.state === 'delivered';
    });
    expect(seen.find(({ type }) => type === 'message')).toMatchObject({
      message: { text: 'hello', sender: 'zhangsan' },
    });
    expect(seen.some(isAnswered)).toBe(true);
    expect(seen.find(({ type }) => type === 'growing')).toMatchObject({ chat: zhangsan });
  });

  it('that opens late sees what grows now', async () => {
    const desk = await openDesk({
      env: {
        WECOM_TRAY_AGENT_KIND: 'command',
        WECOM_TRAY_AGENT_COMMAND: JSON.stringify([
          process.execPath,
          '-e',
          "process.stdout.write('begun'); setTimeout(() => {}, 60_000);",
        ]),
      },
    });
    const news = await desk.api.chats.follow();
    desk.simulator.say({ from: 'zhangsan', text: 'hello' });
    await until(news, (one) => one.type === 'growing' && one.text === 'begun');
    expect(await desk.window().api.chats.growing()).toMatchObject([
      { type: 'growing', chat: zhangsan, text: 'begun' },
    ]);
  });
});

describe('a message sent from a window', () => {
  it('arrives, and its delivery is told', async () => {
    const { api, simulator } = await openDesk();
    simulator.knowChat('zhangsan');
    const news = await api.chats.follow();
    const { seq } = await api.chats.send({ chat: 'zhangsan', text: 'Lunch?' });
    await until(news, isAnswered);
    expect(await api.chats.delivery({ seq })).toEqual({ state: 'delivered', note: null });
    expect(simulator.chat('zhangsan')).toMatchObject([{ content: 'Lunch?' }]);
  });

  it('is declined where it is empty, or nothing can leave', async () => {
    const { api } = await openDesk();
    expect(await reasonOf(api.chats.send({ chat: 'zhangsan', text: ' \n' }))).toBe('empty');
    await api.bot.disconnect();
    expect(await reasonOf(api.chats.send({ chat: 'zhangsan', text: 'hi' }))).toBe('disconnected');
  });

  it('is declined where another device has the bot', async () => {
    const { api, simulator } = await openDesk();
    const bot = await api.bot.follow();
    simulator.displace();
    await until(bot, ({ state }) => state.name === 'displaced');
    expect(await reasonOf(api.chats.send({ chat: 'zhangsan', text: 'hi' }))).toBe('displaced');
  });

  it('takes no file of this computer with it', async () => {
    const { api } = await openDesk();
    const file = join(temporaryFolder(), 'private.txt');
    writeFileSync(file, 'private');
    expect(await reasonOf(api.chats.send({ chat: 'a', text: 'hi', files: [file] }))).toBe(
      'unsupported',
    );
  });

  it('that failed is sent again, or dropped', async () => {
    const { api, simulator } = await openDesk();
    const news = await api.chats.follow();
    const hasState = (seq: number, state: string) =>
      until(
        news,
        (one) => one.type === 'message' && one.message.seq === seq && one.message.state === state,
      );
    const { seq } = await api.chats.send({ chat: 'zhangsan', text: 'hi' });
    await hasState(seq, 'failed');
    simulator.knowChat('zhangsan');
    await api.chats.retry({ seq });
    await hasState(seq, 'delivered');
    expect(await reasonOf(api.chats.retry({ seq }))).toBe('unknown');

    simulator.misbehave({ when: PUSH, do: { refuse: 45009, errmsg: 'too much' } });
    const second = await api.chats.send({ chat: 'zhangsan', text: 'again' });
    await simulator.waitFor(() => simulator.frames.some(({ frame }) => frame.errcode === 45009));
    await until(
      news,
      (one) => one.type === 'message' && one.message.note?.includes('too much') === true,
    );
    await api.chats.drop({ seq: second.seq });
    await hasState(second.seq, 'failed');
    expect(await reasonOf(api.chats.drop({ seq: 12_345 }))).toBe('unknown');
    expect(await reasonOf(api.chats.delivery({ seq: 12_345 }))).toBe('unknown');
  });
});

describe('what is asked of the conversations in a wrong way is refused:', () => {
  const chat = zhangsan;
  it.each([
    ['too many messages', 'messages', { chat, limit: 201 }],
    ['no messages', 'messages', { chat, limit: 0 }],
    ['two positions', 'messages', { chat, limit: 1, position: { before: 1, after: 1 } }],
    ['another channel', 'messages', { chat: { channel: 'mail', id: 'a' }, limit: 1 }],
    ['long words', 'search', { words: 'x'.repeat(1001), limit: 1 }],
    ['a long text', 'send', { chat: 'a', text: '长'.repeat(400_000) }],
    ['a relative path', 'send', { chat: 'a', files: ['a.txt'] }],
    ['many files', 'send', { chat: 'a', files: Array(21).fill('/a') }],
    ['no chat', 'send', { text: 'hi' }],
    ['an unknown key', 'send', { chat: 'a', text: 'hi', urgent: true }],
    ['half a number', 'message', { seq: 1.5 }],
    ['another format', 'export', { chat, format: 'html' }],
  ] as const)('%s', async (_what, procedure, input) => {
    const { api } = await openDesk({ bound: false });
    const call = api.chats[procedure] as (input: unknown) => Promise<unknown>;
    expect(await failureOf(call(input))).toEqual({
      code: 'BAD_REQUEST',
      message: `The input of chats.${procedure} is wrong.`,
      data: undefined,
    });
  });
});
