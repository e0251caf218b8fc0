import { expect, it } from 'vitest';
import type { Simulator, SimulatorOptions } from '../../src/simulator/simulator.ts';
import { emitted, startSimulator, stream, subscribedRaw, subscribedSdk } from './clients.ts';

const respond = 'aibot_respond_msg';

/** A simulator, a subscribed client, and the request id of a message it received. */
async function asked(options?: SimulatorOptions) {
  const simulator = await startSimulator(options);
  const client = await subscribedRaw(simulator);
  const { reqId } = simulator.say({ text: 'question' });
  const write = (id: string, content?: string, finish?: boolean) =>
    client.request(respond, stream(id, content, finish), reqId);
  return { simulator, client, reqId, write };
}

function bubbles(simulator: Simulator, chat = 'alice') {
  return simulator.chat(chat).flatMap((entry) => {
    return entry.who === 'bot' && entry.kind === 'bubble' ? [entry] : [];
  });
}

it("shows the opening, the updates and the finish of Tencent's client as one bubble", async () => {
  const simulator = await startSimulator();
  const client = await subscribedSdk(simulator);
  const message = emitted(client, 'message.text');
  const { reqId } = simulator.say({ text: 'question' });
  const frame = await message;
  await client.replyStream(frame, 's1', '', false);
  expect(bubbles(simulator)).toMatchObject([{ spinning: true, finished: false }]);
  await client.replyStream(frame, 's1', 'half');
  const ack = await client.replyStream(frame, 's1', 'half and whole', true);
  expect(ack).toEqual({ headers: { req_id: reqId }, errcode: 0, errmsg: 'ok' });
  expect(bubbles(simulator)).toEqual([
    {
      who: 'bot',
      kind: 'bubble',
      streamId: 's1',
      reqId,
      content: 'half and whole',
      spinning: false,
      finished: true,
      expired: false,
      history: [
        { content: '', at: expect.any(Number) },
        { content: 'half', at: expect.any(Number) },
        { content: 'half and whole', at: expect.any(Number) },
      ],
    },
  ]);
});

it('acknowledges frames after the finish without effect', async () => {
  const { simulator, write } = await asked();
  await write('s1', 'final', true);
  expect(await write('s1', 'afterthought')).toMatchObject({ errcode: 0 });
  expect(bubbles(simulator)).toMatchObject([{ content: 'final', finished: true }]);
});

it('shows several bubbles for one message', async () => {
  const { simulator, write } = await asked();
  await write('s1', 'part one', true);
  await write('s2', 'part two', true);
  expect(bubbles(simulator).map(({ content }) => content)).toEqual(['part one', 'part two']);
});

it.each(['', ' \n\t', '\u200b\u2060\ufeff', '<think>only thoughts</think>'])(
  'keeps the thinking animation when a bubble is finished with %j',
  async (blank) => {
    const { simulator, write } = await asked();
    expect(await write('s1', blank, true)).toMatchObject({ errcode: 0 });
    expect(bubbles(simulator)).toMatchObject([{ finished: true, spinning: true }]);
  },
);

it('keeps what a bubble shows when a frame brings no content', async () => {
  const { simulator, write } = await asked();
  await write('s1', 'words');
  await write('s1', undefined, true);
  expect(bubbles(simulator)).toMatchObject([{ content: 'words', finished: true }]);
});

it('shows the think part apart from the answer', async () => {
  const { simulator, write } = await asked();
  await write('s1', '<think>let me see');
  expect(bubbles(simulator)).toMatchObject([{ thinking: 'let me see', content: '' }]);
  await write('s1', '<think>let me see</think>It is 4.', true);
  expect(bubbles(simulator)).toMatchObject([
    { thinking: 'let me see', content: 'It is 4.', spinning: false },
  ]);
});

it('takes 20480 bytes of UTF-8 and refuses one more with 40058', async () => {
  const { simulator, write } = await asked();
  const most = `${'字'.repeat(6826)}ab`;
  expect(Buffer.byteLength(most)).toBe(20_480);
  expect(await write('s1', most)).toMatchObject({ errcode: 0 });
  expect(await write('s1', `${most}!`)).toMatchObject({ errcode: 40058 });
  expect(bubbles(simulator)[0]?.content).toBe(most);
});

it('refuses a bubble without id, and images inside a bubble, with 40058', async () => {
  const { client, reqId } = await asked();
  const bodies = [
    { msgtype: 'stream', stream: { content: 'no id' } },
    { msgtype: 'stream', stream: { id: '', content: 'empty id' } },
    { msgtype: 'stream', stream: { id: 's', finish: true, msg_item: [] } },
    { msgtype: 'stream' },
  ];
  for (const body of bodies) {
    expect(await client.request(respond, body, reqId)).toMatchObject({ errcode: 40058 });
  }
});

it('refuses any change of a bubble past its lifetime with 846608, even the finish', async () => {
  let now = 1_000_000;
  const { simulator, write } = await asked({ now: () => now, streamLifetimeMs: 60_000 });
  await write('s1', 'begun');
  now += 60_000;
  expect(await write('s1', 'just in time')).toMatchObject({ errcode: 0 });
  now += 1;
  expect(await write('s1', 'too late', true)).toMatchObject({ errcode: 846608 });
  expect(bubbles(simulator)).toMatchObject([
    { content: 'just in time', finished: false, expired: true },
  ]);
  expect(await write('s2', 'a new one', true)).toMatchObject({ errcode: 0 });
});

it('refuses a bubble for an event, an unknown or a day-old req_id with 846605', async () => {
  let now = 1_000_000;
  const { simulator, client, reqId, write } = await asked({ now: () => now });
  const event = simulator.enterChat();
  const other = (id: string) => client.request(respond, stream('s1', 'hi'), id);
  expect(await other(event.reqId)).toMatchObject({ errcode: 846605 });
  expect(await other('made-up')).toMatchObject({ errcode: 846605 });
  now += 24 * 60 * 60 * 1000;
  expect(await other(reqId)).toMatchObject({ errcode: 0 });
  now += 1;
  expect(await write('s2', 'hi')).toMatchObject({ errcode: 846605 });
});

it('refuses the req_id of a message that reached nobody with 846605', async () => {
  const simulator = await startSimulator();
  const { reqId } = simulator.say({ text: 'lost' });
  const client = await subscribedRaw(simulator);
  const answer = await client.request(respond, stream('s1', 'hi'), reqId);
  expect(answer).toMatchObject({ errcode: 846605 });
});

it('finishes a bubble over a later connection of the same bot', async () => {
  const { simulator, client, reqId, write } = await asked();
  await write('s1', 'begun');
  client.socket.terminate();
  const second = await subscribedRaw(simulator);
  const answer = await second.request(respond, stream('s1', 'ended', true), reqId);
  expect(answer).toMatchObject({ errcode: 0 });
  expect(bubbles(simulator)).toMatchObject([{ content: 'ended', finished: true }]);
});

it('refuses a second frame on a req_id whose first is not acknowledged with 6000', async () => {
  const { simulator, client, reqId } = await asked();
  const frame = (content: string) =>
    client.send({ cmd: respond, headers: { req_id: reqId }, body: stream('s1', content) });
  frame('first');
  frame('second');
  const codes = await simulator.waitFor(() => {
    const answers = client.received.filter(({ headers }) => headers.req_id === reqId);
    return answers.length === 3 && answers.slice(1).map(({ errcode }) => errcode);
  });
  expect(codes.sort()).toEqual([0, 6000]);
  expect(bubbles(simulator)).toMatchObject([{ content: 'first' }]);
});

it('accepts concurrent frames when it is not strict', async () => {
  const { simulator, write } = await asked({ strictSerial: false });
  const answers = await Promise.all([write('s1', 'first'), write('s1', 'second')]);
  expect(answers.map(({ errcode }) => errcode)).toEqual([0, 0]);
  expect(bubbles(simulator)).toMatchObject([{ content: 'second' }]);
});

it("shows the card of Tencent's client beside its bubble, once a message", async () => {
  const simulator = await startSimulator();
  const client = await subscribedSdk(simulator);
  const message = emitted(client, 'message.text');
  simulator.say({ text: 'question' });
  const frame = await message;
  const templateCard = { card_type: 'text_notice', card_action: { type: 0 } } as const;
  await client.replyStreamWithCard(frame, 's1', 'see the card', false, { templateCard });
  const again = client.replyStreamWithCard(frame, 's1', 'again', true, { templateCard });
  await expect(again).rejects.toMatchObject({ errcode: 40058 });
  await client.replyStreamWithCard(frame, 's1', 'done', true);
  expect(simulator.chat('alice').slice(1)).toMatchObject([
    { kind: 'bubble', content: 'done', finished: true },
    { kind: 'reply', msgtype: 'template_card', card: templateCard },
  ]);
});
