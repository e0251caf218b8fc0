import type { BaseMessage, EventMessage, WsFrame } from '@wecom/aibot-node-sdk';
import { expect, it } from 'vitest';
import type { Said } from '../../src/simulator/simulator.ts';
import { emitted, startSimulator, subscribedRaw, subscribedSdk } from './clients.ts';

/** Says `message` to Tencent's client and returns what its `event` brought. */
async function heard(message: Said, event = `message.${message.kind ?? 'text'}`) {
  const simulator = await startSimulator();
  const client = await subscribedSdk(simulator);
  const frame = emitted<WsFrame<BaseMessage>>(client, event);
  const said = simulator.say(message);
  const { headers, body } = await frame;
  if (!body) throw new Error('The message has no body.');
  return { simulator, client, said, headers, body };
}

it('delivers a text from a single chat with every field that WeCom sends', async () => {
  const { simulator, said, headers, body } = await heard({ text: 'hello', from: 'bob' });
  expect(headers.req_id).toBe(said.reqId);
  expect(body).toEqual({
    msgid: said.msgid,
    create_time: expect.any(Number),
    aibotid: 'aibSIMULATOR',
    chattype: 'single',
    from: { userid: 'bob' },
    response_url: expect.stringContaining('/cgi-bin/aibot/response?response_code='),
    msgtype: 'text',
    text: { content: 'hello' },
  });
  expect(said).toMatchObject({ chatId: 'bob', delivered: true });
  expect(simulator.chat('bob')).toEqual([
    { who: 'me', msgtype: 'text', from: 'bob', text: 'hello', msgid: said.msgid },
  ]);
});

it('begins a group message with the mention of the bot', async () => {
  const { said, body } = await heard({ text: 'hello', from: 'bob', chat: 'wrGROUP' });
  expect(body).toMatchObject({ chatid: 'wrGROUP', chattype: 'group', from: { userid: 'bob' } });
  expect(body.text).toEqual({ content: '@Bot hello' });
  expect(said.chatId).toBe('wrGROUP');
});

it('leaves the mention away on demand', async () => {
  const { body } = await heard({ text: 'hello', chat: 'wrGROUP', mention: false });
  expect(body.text).toEqual({ content: 'hello' });
});

it('delivers a voice message as its transcript only', async () => {
  const { body } = await heard({ kind: 'voice', text: 'spoken words' });
  expect(body.voice).toEqual({ content: 'spoken words' });
});

it.each(['image', 'file', 'video'] as const)(
  "delivers a message of kind %s that Tencent's client downloads and decrypts",
  async (kind) => {
    const bytes = Buffer.from(`the content of a ${kind}`);
    const media = { name: '报告 终版.bin', bytes };
    const { client, body } = await heard({ kind, media });
    expect(body[kind]).toEqual({ url: expect.any(String), aeskey: expect.any(String) });
    const { url, aeskey } = body[kind];
    expect(await client.downloadFile(url, aeskey)).toEqual({
      buffer: bytes,
      filename: '报告 终版.bin',
    });
  },
);

it('delivers a mixed message as its text and its image', async () => {
  const { client, body } = await heard({ kind: 'mixed', text: 'look', chat: 'wrGROUP' });
  const [text, image] = body.mixed.msg_item;
  expect(text).toEqual({ msgtype: 'text', text: { content: '@Bot look' } });
  const { buffer } = await client.downloadFile(image.image.url, image.image.aeskey);
  expect(buffer.subarray(1, 4).toString()).toBe('PNG');
});

it('delivers a quoted text', async () => {
  const { body } = await heard({ text: 'what is this?', quote: 'earlier words' });
  expect(body.quote).toEqual({ msgtype: 'text', text: { content: 'earlier words' } });
});

it('delivers a quoted file, also in a group', async () => {
  const media = { bytes: Buffer.from('quoted bytes') };
  const quote = { kind: 'file', media } as const;
  const { client, body } = await heard({ text: 'read it', chat: 'wrGROUP', quote });
  const { url, aeskey } = body.quote?.file ?? { url: '' };
  expect((await client.downloadFile(url, aeskey)).buffer).toEqual(media.bytes);
});

it.each(['image', 'voice', 'file', 'video'] as const)(
  'does not deliver a message of kind %s from a group, as WeCom never does',
  async (kind) => {
    const simulator = await startSimulator();
    expect(() => simulator.say({ kind, chat: 'wrGROUP' })).toThrow('single chats only');
  },
);

it('lays raw fields over the body', async () => {
  const { body } = await heard(
    { raw: { msgtype: 'appmsg', text: undefined, appmsg: 7 } },
    'message',
  );
  expect(body).toMatchObject({ msgtype: 'appmsg', appmsg: 7 });
  expect(body).not.toHaveProperty('text');
});

it('delivers a duplicate with the same msgid and a new req_id, shown once', async () => {
  const simulator = await startSimulator();
  const client = await subscribedRaw(simulator);
  const first = simulator.say({ text: 'twice' });
  const second = simulator.say({ text: 'twice', msgid: first.msgid });
  await simulator.waitFor(() => client.received.length === 3);
  expect(client.received.slice(1).map((frame) => frame.body?.msgid)).toEqual([
    first.msgid,
    first.msgid,
  ]);
  expect(second.reqId).not.toBe(first.reqId);
  expect(simulator.chat('alice')).toHaveLength(1);
});

it('delivers the events of cards, feedback and any other type', async () => {
  const simulator = await startSimulator();
  const client = await subscribedSdk(simulator);
  const events: WsFrame<EventMessage>[] = [];
  client.on('event', (frame) => events.push(frame));
  simulator.enterChat('bob');
  simulator.cardEvent({ taskId: 't1', eventKey: 'yes', selected: { colour: ['red', 'blue'] } });
  simulator.feedback({ id: 'answer-1', type: 2, content: 'wrong', reasons: [4] });
  simulator.unknownEvent('auth_change_event', { auth_list: [1] }, { chat: 'wrGROUP' });
  await simulator.waitFor(() => events.length === 4);
  expect(events.map(({ body }) => body?.event)).toEqual([
    { eventtype: 'enter_chat' },
    {
      eventtype: 'template_card_event',
      template_card_event: {
        card_type: 'button_interaction',
        event_key: 'yes',
        task_id: 't1',
        selected_items: {
          selected_item: [{ question_key: 'colour', option_ids: { option_id: ['red', 'blue'] } }],
        },
      },
    },
    {
      eventtype: 'feedback_event',
      feedback_event: { id: 'answer-1', type: 2, content: 'wrong', inaccurate_reason_list: [4] },
    },
    { eventtype: 'auth_change_event', auth_change_event: { auth_list: [1] } },
  ]);
  expect(events[0]?.body).toMatchObject({ msgtype: 'event', from: { userid: 'bob' } });
  expect(events[1]?.body).toHaveProperty('response_url');
  expect(events[3]?.body).toMatchObject({ chatid: 'wrGROUP', chattype: 'group' });
});
