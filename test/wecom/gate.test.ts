import { describe, expect, it } from 'vitest';
import { gate, withoutMention } from '../../src/main/wecom/gate.ts';
import { message } from './frames.ts';

const open = { isDuplicate: () => false, allowFrom: [] };
const said = (content: string) => message({ text: { content } });
const inGroup = (content: string) =>
  message({ chattype: 'group', chatid: 'wr1', text: { content } });

describe('the gate', () => {
  it('lets everybody in where nobody is listed', () => {
    expect(gate(said('hello'), open)).toEqual({ pass: true });
  });

  it('lets in only those who are listed, by the exact id', () => {
    expect(gate(said('hello'), { ...open, allowFrom: ['bob', 'alice'] })).toEqual({ pass: true });
    for (const allowFrom of [['bob'], ['Alice'], ['alice '], ['']]) {
      expect(gate(said('hello'), { ...open, allowFrom })).toEqual({ pass: false, why: 'unlisted' });
    }
  });

  it('stops a message that was taken before, by its id', () => {
    const isDuplicate = (id: string) => id === 'm1';
    expect(gate(said('hello'), { ...open, isDuplicate })).toEqual({
      pass: false,
      why: 'duplicate',
    });
    expect(gate(message({ msgid: 'm2' }), { ...open, isDuplicate })).toEqual({ pass: true });
  });

  it('asks whether it is a duplicate first, then who wrote it, then whether it is meant', () => {
    const stranger = { ...open, allowFrom: ['bob'] };
    expect(gate(inGroup('hello'), { ...stranger, isDuplicate: () => true })).toMatchObject({
      why: 'duplicate',
    });
    expect(gate(inGroup('hello'), stranger)).toMatchObject({ why: 'unlisted' });
    expect(gate(inGroup('hello'), open)).toMatchObject({ why: 'unmentioned' });
  });

  it.each([
    '@Bot hello',
    '  @Bot hello',
    'hello @Bot',
    'line\n@Bot',
    '@机器人\u2005你好',
    '你好@Bot',
    '请问，@Bot 今天',
    '@Bot',
  ])('hears in a group: %j', (content) => {
    expect(gate(inGroup(content), open)).toEqual({ pass: true });
  });

  it.each(['hello', 'mail alice@example.com', 'callerUri="x@H323"', 'a @ b', '@'])(
    'does not hear in a group: %j',
    (content) => {
      expect(gate(inGroup(content), open)).toEqual({ pass: false, why: 'unmentioned' });
    },
  );

  it('needs no mention in a single chat, nor where a group message has no text', () => {
    expect(gate(said('hello'), open)).toEqual({ pass: true });
    const picture = { msgtype: 'mixed', mixed: { msg_item: [] }, chattype: 'group', chatid: 'wr1' };
    expect(gate(message(picture), open)).toEqual({ pass: true });
  });
});

describe('the mention at the start', () => {
  it.each([
    ['@Bot hello', 'hello'],
    ['  @Bot\n\nhello', 'hello'],
    ['@机器人\u2005/reset', '/reset'],
    ['@Bot', ''],
    ['@Bot @Alice hello', '@Alice hello'],
    ['hello @Bot', 'hello @Bot'],
    ['callerUri="x@H323"', 'callerUri="x@H323"'],
    ['@Bot callerUri="x@H323"', 'callerUri="x@H323"'],
  ])('of %j in a group is no part of what was said', (content, text) => {
    expect(withoutMention(inGroup(content))).toBe(text);
  });

  it('is kept in a single chat, where it is a word like others', () => {
    expect(withoutMention(said('@Bot hello'))).toBe('@Bot hello');
  });
});
