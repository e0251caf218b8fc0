import { describe, expect, it } from 'vitest';
import {
  createNoticeLimit,
  escapedBody,
  type Notice,
  noticeOfBot,
  noticeOfChat,
  wordsOfNotice,
} from '../../src/main/desktop/notices.ts';
import type { BotView } from '../../src/shared/api.ts';
import type { ConnectionState } from '../../src/shared/connection.ts';
import type { Message } from '../../src/shared/message.ts';
import { createTestClock } from '../fixtures/clock.ts';

const bot = (state: ConnectionState): BotView => ({
  pid: 1,
  state,
  bot_id: 'aibBOT',
  agent: 'echo',
  turns: 0,
  today: { received: 0, failed: 0, median_ms: null },
  waiting: 0,
  paused: false,
  obstacle: null,
  offline: false,
});

const ONLINE = bot({ name: 'online', since: 0 });
const DISPLACED = bot({ name: 'displaced', since: 0 });
const REFUSED = bot({ name: 'refused', code: 853000, message: 'wrong' });

const MESSAGE: Message = {
  seq: 5,
  channel: 'wecom',
  chat_id: 'zhangsan',
  direction: 'out',
  kind: 'answer',
  text: 'The answer',
  cut: 0,
  reasoning: null,
  thought_ms: null,
  quote: null,
  sender: null,
  reply_to: 4,
  state: 'failed',
  note: null,
  at: 0,
};

const UNDELIVERED: Notice = {
  kind: 'undelivered',
  seq: 5,
  chat: { channel: 'wecom', id: 'zhangsan' },
  excerpt: 'The answer',
};

describe('a person is told', () => {
  it('when another device takes the bot over', () => {
    expect(noticeOfBot(ONLINE, DISPLACED)).toEqual({ kind: 'displaced' });
  });

  it('when WeCom refuses the secret, also where that is the first thing known', () => {
    expect(noticeOfBot(ONLINE, REFUSED)).toEqual({ kind: 'refused' });
    expect(noticeOfBot(undefined, REFUSED)).toEqual({ kind: 'refused' });
  });

  it('when a message could not be delivered', () => {
    expect(noticeOfChat({ type: 'message', message: MESSAGE })).toEqual(UNDELIVERED);
  });
});

describe('a person is not told', () => {
  it('of what goes on as before', () => {
    expect(noticeOfBot(DISPLACED, { ...DISPLACED, turns: 1 })).toBeUndefined();
  });

  it('of what comes and goes by itself', () => {
    const waiting = bot({ name: 'waiting', reason: 'closed', detail: '', attempt: 1, until: 1 });
    for (const state of [ONLINE, waiting, bot({ name: 'stopped' })]) {
      expect(noticeOfBot(undefined, state)).toBeUndefined();
    }
  });

  it.each(['queued', 'sending', 'delivered', 'unconfirmed'] as const)(
    'of a message that is %s',
    (state) => {
      const message = { ...MESSAGE, state };
      expect(noticeOfChat({ type: 'message', message })).toBeUndefined();
    },
  );

  it('of a question that was not answered', () => {
    const message = { ...MESSAGE, direction: 'in' } as const;
    expect(noticeOfChat({ type: 'message', message })).toBeUndefined();
  });
});

describe('a notification', () => {
  it('shows nothing that was said in WeCom', () => {
    const { title, body } = wordsOfNotice(UNDELIVERED, 'en', false);
    expect(title + body).not.toContain('answer');
  });

  it('shows it where a person allowed that', () => {
    expect(wordsOfNotice(UNDELIVERED, 'en', true).body).toBe('“The answer”');
    expect(wordsOfNotice(UNDELIVERED, 'zh', true).body).toBe('“The answer”');
  });

  it('shows one line, cut', () => {
    const text = `a\nb\u202e ${'c'.repeat(200)}`;
    const notice = noticeOfChat({ type: 'message', message: { ...MESSAGE, text } });
    expect(notice).toMatchObject({ excerpt: `a b ${'c'.repeat(115)}…` });
  });
});

describe('one notification a minute', () => {
  it('of each kind', () => {
    const clock = createTestClock();
    const isDue = createNoticeLimit(clock);
    expect(isDue({ kind: 'displaced' })).toBe(true);
    expect(isDue({ kind: 'displaced' })).toBe(false);
    expect(isDue({ kind: 'refused' })).toBe(true);
    clock.advance(59_999);
    expect(isDue({ kind: 'displaced' })).toBe(false);
    clock.advance(1);
    expect(isDue({ kind: 'displaced' })).toBe(true);
  });

  it('and none twice of the same message', () => {
    const clock = createTestClock();
    const isDue = createNoticeLimit(clock);
    expect(isDue(UNDELIVERED)).toBe(true);
    clock.advance(60_000);
    expect(isDue(UNDELIVERED)).toBe(false);
    expect(isDue({ ...UNDELIVERED, seq: 6 })).toBe(true);
  });
});

describe('a message that a person stopped or gave up', () => {
  it.each(['stopped', 'given up by hand'])('is no news (%s)', (note) => {
    const message = { ...MESSAGE, state: 'failed', note } as const;
    expect(noticeOfChat({ type: 'message', message })).toBeUndefined();
  });
});

describe('the body of a notification', () => {
  it('is no markup where the desktop would read it as such', () => {
    const body = '<a href="https://evil.example">bank</a> & more';
    expect(escapedBody(body, 'linux')).toBe(
      '&lt;a href="https://evil.example"&gt;bank&lt;/a&gt; &amp; more',
    );
    expect(escapedBody(body, 'win32')).toBe(body);
  });
});
