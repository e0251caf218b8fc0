import { expect, it } from 'vitest';
import type { Misdeed } from '../../src/simulator/simulator.ts';
import { emitted, startSimulator, stream, subscribedRaw, subscribedSdk } from './clients.ts';

const send = 'aibot_send_msg';
const push = { chatid: 'alice', msgtype: 'markdown', markdown: { content: 'hi' } };

/** A simulator whose next push meets `misdeed`. */
async function about(misdeed: Misdeed) {
  const simulator = await startSimulator();
  const client = await subscribedRaw(simulator);
  simulator.knowChat('alice');
  simulator.misbehave({ when: { cmd: send }, do: misdeed });
  /** Everything that came before the answer to a ping sent after the push. */
  const answersBeforePing = async () => {
    client.send({ cmd: send, headers: { req_id: 'push' }, body: push });
    await client.request('ping');
    return client.received.filter(({ headers }) => headers.req_id === 'push');
  };
  return { simulator, client, answersBeforePing };
}

it('refuses with a code and its own or other words', async () => {
  const { simulator, client } = await about({ refuse: 45009 });
  const refused = await client.request(send, push);
  expect(refused).toMatchObject({ errcode: 45009, errmsg: 'api freq out of limit' });
  simulator.misbehave({ when: { cmd: send }, do: { refuse: 1, errmsg: 'odd' } });
  expect(await client.request(send, push)).toMatchObject({ errcode: 1, errmsg: 'odd' });
  expect(simulator.chat('alice')).toEqual([]);
});

it('acknowledges late what took effect at once', async () => {
  const { simulator, client, answersBeforePing } = await about({ ackAfterMs: 300 });
  expect(await answersBeforePing()).toEqual([]);
  expect(simulator.chat('alice')).toHaveLength(1);
  await simulator.waitFor(() =>
    client.received.find(({ headers, errcode }) => headers.req_id === 'push' && errcode === 0),
  );
});

it('delays every acknowledgement by the time given', async () => {
  const simulator = await startSimulator({ ackDelayMs: 50 });
  const before = performance.now();
  await subscribedRaw(simulator);
  expect(performance.now() - before).toBeGreaterThan(45);
});

it('loses an acknowledgement, but not the effect', async () => {
  const { simulator, answersBeforePing } = await about('lose-ack');
  expect(await answersBeforePing()).toEqual([]);
  expect(simulator.chat('alice')).toHaveLength(1);
});

it('ignores a frame', async () => {
  const { simulator, answersBeforePing } = await about('ignore');
  expect(await answersBeforePing()).toEqual([]);
  expect(simulator.chat('alice')).toHaveLength(0);
});

it.each([
  ['close', 0],
  ['close-after', 1],
] as const)('ends the connection instead of an answer: %s', async (misdeed, shown) => {
  const { simulator, client } = await about(misdeed);
  client.send({ cmd: send, headers: { req_id: 'push' }, body: push });
  await new Promise((resolve) => client.socket.once('close', resolve));
  expect(client.received).toHaveLength(1);
  expect(simulator.chat('alice')).toHaveLength(shown);
});

it('forgets a subscription: 846609 until the client subscribes anew', async () => {
  const { simulator, client } = await about('unsubscribe');
  expect(await client.request(send, push)).toMatchObject({ errcode: 846609 });
  expect(await client.request(send, push)).toMatchObject({ errcode: 846609 });
  expect(await client.request('ping')).toMatchObject({ errcode: 0 });
  expect(simulator.online).toBe(false);
  await client.subscribe();
  expect(await client.request(send, push)).toMatchObject({ errcode: 0 });
});

it('strikes as often as planned, or until the plan is taken back', async () => {
  const simulator = await startSimulator();
  const client = await subscribedRaw(simulator);
  const codes = async (count: number) => {
    const answers = [];
    for (let sent = 0; sent < count; sent += 1) answers.push(await client.request('ping'));
    return answers.map(({ errcode }) => errcode);
  };
  simulator.misbehave({ when: { cmd: 'ping' }, times: 2, do: { refuse: 1 } });
  expect(await codes(3)).toEqual([1, 1, 0]);
  const stop = simulator.misbehave({
    when: (frame) => frame.cmd === 'ping',
    times: Infinity,
    do: { refuse: 2 },
  });
  expect(await codes(3)).toEqual([2, 2, 2]);
  stop();
  expect(await codes(1)).toEqual([0]);
});

it('tells the finish of a bubble from its other frames, and message types apart', async () => {
  const simulator = await startSimulator();
  const client = await subscribedRaw(simulator);
  const { reqId } = simulator.say({ text: 'question' });
  simulator.misbehave({ when: { finish: true }, do: { refuse: 1 } });
  simulator.misbehave({ when: { msgtype: 'markdown' }, do: { refuse: 2 } });
  const write = (body: Record<string, unknown>) => client.request('aibot_respond_msg', body, reqId);
  expect(await write(stream('s1', 'opening'))).toMatchObject({ errcode: 0 });
  expect(await write(stream('s1', 'finish', true))).toMatchObject({ errcode: 1 });
  const markdown = { msgtype: 'markdown', markdown: { content: 'hi' } };
  expect(await write(markdown)).toMatchObject({ errcode: 2 });
});

it('throttles a subscribe with 45009', async () => {
  const simulator = await startSimulator();
  simulator.misbehave({ when: { cmd: 'aibot_subscribe' }, do: { refuse: 45009 } });
  const client = await subscribedRaw(simulator);
  expect(client.received).toMatchObject([{ errcode: 45009 }]);
  expect(simulator.online).toBe(false);
});

it("rejects the reply of Tencent's client when its subscription was forgotten", async () => {
  const simulator = await startSimulator();
  const client = await subscribedSdk(simulator);
  const message = emitted(client, 'message.text');
  simulator.say({ text: 'question' });
  const frame = await message;
  simulator.misbehave({ when: { cmd: 'aibot_respond_msg' }, do: 'unsubscribe' });
  const reply = client.replyStream(frame, 's1', 'answer', true);
  await expect(reply).rejects.toMatchObject({ errcode: 846609 });
});

it("rejects the finish of Tencent's client when its bubble is too old", async () => {
  let now = 1_000_000;
  const simulator = await startSimulator({ now: () => now });
  const client = await subscribedSdk(simulator);
  const message = emitted(client, 'message.text');
  simulator.say({ text: 'question' });
  const frame = await message;
  await client.replyStream(frame, 's1', 'begun');
  now += 6 * 60_000 + 1;
  const finish = client.replyStream(frame, 's1', 'done', true);
  await expect(finish).rejects.toMatchObject({ errcode: 846608 });
});

it('refuses a frame sent while a late acknowledgement is out with 6000', async () => {
  const simulator = await startSimulator();
  const client = await subscribedRaw(simulator);
  const { reqId } = simulator.say({ text: 'question' });
  simulator.misbehave({ when: { cmd: 'aibot_respond_msg' }, do: { ackAfterMs: 300 } });
  const body = (content: string) => stream('s1', content);
  client.send({ cmd: 'aibot_respond_msg', headers: { req_id: reqId }, body: body('first') });
  const next = await client.request('aibot_respond_msg', body('second'), reqId);
  expect(next.errcode).toBe(6000);
  await simulator.waitFor(() => client.received.at(-1)?.errcode === 0);
  const third = await client.request('aibot_respond_msg', body('third'), reqId);
  expect(third.errcode).toBe(0);
});
