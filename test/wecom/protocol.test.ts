import { describe, expect, it } from 'vitest';
import {
  parseFrame,
  readMediaId,
  readUploadId,
  streamBody,
} from '../../src/main/wecom/protocol.ts';
import { callback, event, message } from './frames.ts';

const media = { url: 'https://media.example/1', aeskey: 'k'.repeat(43) };

describe('messages', () => {
  it('reads who said what, where, and how to answer', () => {
    const frame = callback({
      msgtype: 'text',
      text: { content: '@Bot hello' },
      chattype: 'group',
      chatid: 'wrGROUP',
      response_url: 'https://answers.example/cgi-bin/aibot/response?response_code=1',
    });
    expect(parseFrame(frame)).toEqual({
      kind: 'message',
      requestId: 'r1',
      messageId: 'm1',
      chatId: 'wrGROUP',
      chatType: 'group',
      userId: 'alice',
      responseUrl: 'https://answers.example/cgi-bin/aibot/response?response_code=1',
      messageType: 'text',
      text: '@Bot hello',
      quote: undefined,
    });
  });

  it.each([
    ['text', { text: { content: 'hello' } }, 'hello'],
    ['voice', { voice: { content: 'what was spoken' } }, 'what was spoken'],
    ['image', { image: media }, ''],
    ['file', { file: media }, ''],
    ['video', { video: media }, ''],
    [
      'appmsg',
      { appmsg: { title: 'Minutes', url: 'https://doc.example' } },
      'Minutes\nhttps://doc.example',
    ],
    ['appmsg', { appmsg: { title: 5, description: 'about' } }, 'about'],
    ['location', {}, ''],
    ['stream', { stream: { id: 's' } }, ''],
    ['__proto__', {}, ''],
    ['toString', {}, ''],
  ])('reads a %s message', (msgtype, content, text) => {
    expect(message({ msgtype, ...content })).toMatchObject({ messageType: msgtype, text });
  });

  it('joins the texts of a mixed message, whatever else it has', () => {
    const msg_item = [
      { msgtype: 'text', text: { content: 'look' } },
      { msgtype: 'image', image: media },
      { msgtype: 'file', file: media },
      { msgtype: 'hologram', hologram: {} },
      { msgtype: 'text', text: { content: 'at this' } },
      { msgtype: 'text' },
    ];
    expect(message({ msgtype: 'mixed', mixed: { msg_item } }).text).toBe('look\nat this');
  });

  it("accepts a picture's address under its other name", () => {
    const { url: pic_url, aeskey } = media;
    expect(message({ msgtype: 'image', image: { pic_url, aeskey } }).kind).toBe('message');
  });

  it.each([
    ['text', { msgtype: 'text', text: { content: 'quoted' } }, 'quoted'],
    ['voice', { msgtype: 'voice', voice: { content: 'spoken' } }, 'spoken'],
    [
      'appmsg',
      { msgtype: 'appmsg', appmsg: { title: 'card', description: 'of a page' } },
      'card\nof a page',
    ],
    [
      'mixed',
      { msgtype: 'mixed', mixed: { msg_item: [{ msgtype: 'text', text: { content: 'both' } }] } },
      'both',
    ],
    ['image', { msgtype: 'image', image: media }, undefined],
    ['file', { msgtype: 'file', file: media }, undefined],
    ['video', { msgtype: 'video', video: media }, undefined],
    ['kind that is unknown', { msgtype: 'poll', poll: {} }, undefined],
    ['text without its object', { msgtype: 'text' }, undefined],
    ['nothing', {}, undefined],
    ['null', null, undefined],
    ['string', 'quoted', undefined],
  ])('reads the quote of a message: %s', (_, quote, text) => {
    const whole = message({ msgtype: 'text', text: { content: 'about that' }, quote });
    expect(whole).toMatchObject({ kind: 'message', text: 'about that' });
    expect(whole.quote).toBe(text);
  });

  it('takes fields that it does not know anywhere', () => {
    const extra = { extra: { deep: [1, null] } };
    const body = { text: { content: 'hello', ...extra }, from: { userid: 'alice', corpid: 'ww' } };
    const frame = {
      cmd: 'aibot_msg_callback',
      headers: { req_id: 'r1', trace: 't' },
      body: { msgid: 'm1', chattype: 'single', msgtype: 'text', ...body, ...extra },
      ...extra,
    };
    expect(parseFrame(JSON.stringify(frame))).toMatchObject({ kind: 'message', text: 'hello' });
  });

  it('tells a group by its chat id where the chat type is missing', () => {
    expect(message({ chattype: undefined, chatid: 'wr1' })).toMatchObject({
      chatType: 'group',
      chatId: 'wr1',
    });
    expect(message({ chattype: undefined })).toMatchObject({ chatType: 'single' });
  });

  it.each(['', null, 'wr1', {}])('has no chat id in a single chat, also not %j', (chatid) => {
    expect(message({ chattype: 'single', chatid })).toMatchObject({
      kind: 'message',
      chatId: undefined,
    });
  });

  it.each([undefined, '', null, {}])('is invalid in a group whose chat id is %j', (chatid) => {
    expect(parseFrame(callback({ chattype: 'group', chatid }))).toEqual({
      kind: 'invalid',
      reason: 'message: no chatid',
    });
  });

  it('keeps the case of ids, and takes numbers for ids', () => {
    expect(
      message({ msgid: 7, from: { userid: 42 }, chattype: 'group', chatid: 'wrAbC' }),
    ).toMatchObject({ messageId: '7', userId: '42', chatId: 'wrAbC' });
  });

  it('leaves out a response address that is none', () => {
    for (const response_url of ['', 'soon', 5, null, {}]) {
      expect(message({ response_url }).responseUrl).toBeUndefined();
    }
  });

  it.each([
    ['no body', null],
    ['a body that is a list', []],
    ['no msgid', { msgid: undefined }],
    ['an empty msgid', { msgid: '' }],
    ['a msgid of 513 characters', { msgid: 'm'.repeat(513) }],
    ['a user id of 513 characters', { from: { userid: 'u'.repeat(513) } }],
    ['nobody who wrote it', { from: undefined }],
    ['a sender without id', { from: {} }],
    ['a kind that is no string', { msgtype: 5 }],
    ['a text without its object', { text: undefined }],
    ['a text that is a number', { text: { content: 5 } }],
    ['a text that is null', { text: null }],
    ['a voice without its object', { msgtype: 'voice' }],
    ['an image without its object', { msgtype: 'image' }],
    ['an image without address', { msgtype: 'image', image: { aeskey: 'k' } }],
    ['a file without its object', { msgtype: 'file' }],
    ['a video that is a list', { msgtype: 'video', video: [] }],
    ['a mixed message without its object', { msgtype: 'mixed' }],
    ['a mixed message without items', { msgtype: 'mixed', mixed: {} }],
    ['an app message without its object', { msgtype: 'appmsg' }],
  ])('is invalid with %s', (_, body) => {
    expect(parseFrame(callback(body)).kind).toBe('invalid');
  });

  it('names the field that is wrong, and shows nothing of what was said', () => {
    const frame = callback({ text: { content: 'private' }, from: { userid: ['private'] } });
    const { reason } = parseFrame(frame) as { reason: string };
    expect(reason).toContain('from.userid');
    expect(reason).not.toContain('private');
  });
});

describe('characters', () => {
  it('takes raw control characters inside strings, which JSON forbids', () => {
    const frame = callback({ text: { content: 'a~b' } });
    for (const raw of ['\u0000', '\u0008', '\u000b', '\u001f', '\r']) {
      expect(parseFrame(frame.replace('~', raw))).toMatchObject({ kind: 'message', text: 'ab' });
    }
  });

  it('removes escaped control characters but tabs and line ends', () => {
    expect(message({ text: { content: 'a\u0000b\u007f\u001b[31m\tc\r\nd\re\n' } }).text).toBe(
      'ab[31m\tc\nd\ne\n',
    );
  });

  it('replaces half of a character that needs two', () => {
    expect(message({ text: { content: 'a\ud83d' } }).text).toBe('a\ufffd');
  });
});

describe('events', () => {
  it.each([
    'enter_chat',
    'template_card_event',
    'feedback_event',
    'disconnected_event',
    'auth_change_event',
    'enter_check_update',
    'something_new',
  ])('reads %s', (eventtype) => {
    expect(parseFrame(event({ event: { eventtype, [eventtype]: { task_id: '1' } } }))).toEqual({
      kind: 'event',
      requestId: 'r1',
      eventType: eventtype,
      messageId: 'm1',
      userId: 'alice',
    });
  });

  it('needs neither a message id nor somebody it is about', () => {
    const bare = { msgid: undefined, from: undefined, chattype: undefined };
    expect(
      parseFrame(event({ ...bare, event: { eventtype: 'disconnected_event' } })),
    ).toMatchObject({
      kind: 'event',
      eventType: 'disconnected_event',
      messageId: undefined,
      userId: undefined,
    });
  });

  it.each([
    ['no event object', { event: undefined }],
    ['an event without type', { event: {} }],
    ['a type that is no string', { event: { eventtype: 1 } }],
    ['no body', null],
  ])('is invalid with %s', (_, body) => {
    expect(parseFrame(event(body)).kind).toBe('invalid');
  });
});

describe('frames', () => {
  it('reads an acknowledgement with its code, message and body', () => {
    const frame = { headers: { req_id: 'r1' }, errcode: 0, errmsg: 'ok', body: { upload_id: 'u' } };
    expect(parseFrame(JSON.stringify(frame))).toEqual({
      kind: 'ack',
      requestId: 'r1',
      code: 0,
      message: 'ok',
      body: { upload_id: 'u' },
    });
  });

  it.each([undefined, null, 5])('reads an acknowledgement whose message is %j', (errmsg) => {
    const frame = { cmd: '', headers: { req_id: 'r1' }, errcode: 6000, errmsg };
    expect(parseFrame(JSON.stringify(frame))).toMatchObject({
      kind: 'ack',
      code: 6000,
      message: '',
    });
  });

  it('knows the name of a command that it does not know', () => {
    const frame = { cmd: 'aibot_dance', headers: { req_id: 'r1' }, body: {} };
    expect(parseFrame(JSON.stringify(frame))).toEqual({ kind: 'unknown', command: 'aibot_dance' });
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'pong'],
    ['half of a frame', callback({}).slice(0, 40)],
    ['null', 'null'],
    ['a list', '[]'],
    ['no headers', '{"errcode":0}'],
    ['no request id', '{"headers":{},"errcode":0}'],
    ['an empty request id', '{"headers":{"req_id":""},"errcode":0}'],
    ['a request id too long', `{"headers":{"req_id":"${'r'.repeat(513)}"},"errcode":0}`],
    ['neither command nor code', '{"headers":{"req_id":"r1"}}'],
    ['a command that is no string', '{"cmd":1,"headers":{"req_id":"r1"}}'],
    ['a code that is no number', '{"headers":{"req_id":"r1"},"errcode":"zero"}'],
    ['a million brackets', '['.repeat(1_000_000)],
  ])('is invalid where it is %s', (_, data) => {
    expect(parseFrame(data).kind).toBe('invalid');
  });

  it('does not read a frame of 5 MB', () => {
    const frame = callback({ text: { content: 'x'.repeat(5 * 1024 * 1024) } });
    expect(parseFrame(frame)).toEqual({
      kind: 'invalid',
      reason: 'longer than 4194304 characters',
    });
  });

  it('reads a frame of 1 MB', () => {
    const content = 'x'.repeat(1024 * 1024);
    expect(message({ text: { content } }).text).toBe(content);
  });
});

describe('what is sent, and the answers to uploads', () => {
  it('a stream frame always says whether it is the last', () => {
    expect(streamBody('s', 'so far', false)).toEqual({
      msgtype: 'stream',
      stream: { id: 's', finish: false, content: 'so far' },
    });
  });

  it('reads the ids that an upload yields, and nothing else', () => {
    expect(readUploadId({ upload_id: 'u', more: 1 })).toBe('u');
    expect(readMediaId({ type: 'file', media_id: 'm', created_at: 1 })).toBe('m');
    for (const body of [undefined, null, 'u', {}, { upload_id: '' }, { media_id: 5 }]) {
      expect(readUploadId(body)).toBeUndefined();
      expect(readMediaId(body)).toBeUndefined();
    }
  });
});
