import { expect, it } from 'vitest';
import WebSocket from 'ws';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import {
  dial,
  emitted,
  sdkClient,
  startSimulator,
  subscribedRaw,
  subscribedSdk,
} from './clients.ts';

it("subscribes Tencent's client", async () => {
  const simulator = await startSimulator();
  await subscribedSdk(simulator);
  expect(simulator.online).toBe(true);
  expect(simulator.connections).toBe(1);
  expect(simulator.subscribes).toBe(1);
});

it('answers a subscribe with its req_id, errcode 0 and no cmd', async () => {
  const client = await dial(await startSimulator());
  expect(await client.subscribe()).toEqual({
    headers: { req_id: 'aibot_subscribe_1' },
    errcode: 0,
    errmsg: 'ok',
  });
});

it("acknowledges the heartbeats of Tencent's client", async () => {
  const simulator = await startSimulator();
  await subscribedSdk(simulator, { heartbeatInterval: 20 });
  const pings = await simulator.waitFor(() => {
    const found = framesOf(simulator, 'ping');
    return found.length >= 4 && found;
  });
  expect(pings[0]).not.toHaveProperty('body');
  await simulator.waitFor(() => answerTo(simulator, pings[3]?.headers.req_id)?.errcode === 0);
  expect(simulator.subscribes).toBe(1);
});

it('refuses a wrong secret with 853000 and leaves the socket open', async () => {
  const simulator = await startSimulator();
  const client = await dial(simulator);
  const answer = await client.request('aibot_subscribe', {
    bot_id: simulator.bots[0]?.id,
    secret: 'wrong',
  });
  expect(answer.errcode).toBe(853000);
  expect(client.socket.readyState).toBe(client.socket.OPEN);
  expect((await client.subscribe()).errcode).toBe(0);
});

it("makes Tencent's client give up on a wrong secret", async () => {
  const simulator = await startSimulator();
  const client = sdkClient(simulator, { secret: 'wrong', maxAuthFailureAttempts: 1 });
  const gaveUp = new Promise<Error>((resolve) => {
    client.on('error', (error) => error.name === 'WSAuthFailureError' && resolve(error));
  });
  client.connect();
  await gaveUp;
  expect(simulator.subscribes).toBe(2);
  expect(simulator.online).toBe(false);
});

it('refuses every command before a subscribe with 846609', async () => {
  const client = await dial(await startSimulator());
  for (const cmd of ['ping', 'aibot_send_msg', 'aibot_respond_msg', 'aibot_upload_media_init']) {
    expect(await client.request(cmd, {})).toMatchObject({ errcode: 846609 });
  }
});

it('refuses a command that it does not know, and what is not a frame, with 40058', async () => {
  const client = await subscribedRaw(await startSimulator());
  expect(await client.request('aibot_dance')).toMatchObject({ errcode: 40058 });
  client.socket.send('{"cmd":');
  client.socket.send('ping');
  expect(await client.request('ping')).toMatchObject({ errcode: 0 });
  expect(client.received.filter((frame) => frame.headers.req_id === '')).toHaveLength(2);
});

it("tells Tencent's client that a second one displaced it", async () => {
  const simulator = await startSimulator();
  const first = await subscribedSdk(simulator);
  const displaced = emitted(first, 'event.disconnected_event');
  await subscribedSdk(simulator);
  expect((await displaced).body).toMatchObject({
    msgtype: 'event',
    aibotid: 'aibSIMULATOR',
    event: { eventtype: 'disconnected_event' },
  });
  await simulator.waitFor(() => simulator.connections === 1);
  expect(first.isConnected).toBe(false);
});

it('keeps a displaced socket as a zombie: pings are acknowledged, nothing else works', async () => {
  const simulator = await startSimulator();
  const client = await subscribedRaw(simulator);
  simulator.displace({ closeAfterMs: 60_000 });
  await simulator.waitFor(() => client.received.at(-1)?.cmd === 'aibot_event_callback');
  expect(await client.request('ping')).toMatchObject({ errcode: 0 });
  expect(simulator.say({ text: 'anybody?' }).delivered).toBe(false);
  expect(await client.request('aibot_send_msg', {})).toMatchObject({ errcode: 846609 });
});

it('closes a displaced socket when its time is up', async () => {
  const simulator = await startSimulator();
  const client = await subscribedRaw(simulator);
  simulator.displace({ closeAfterMs: 5 });
  await simulator.waitFor(() => client.socket.readyState === client.socket.CLOSED);
  expect(simulator.connections).toBe(0);
});

it('lets a displaced client take the bot back on the same socket', async () => {
  const simulator = await startSimulator();
  const client = await subscribedRaw(simulator);
  simulator.displace({ closeAfterMs: 60_000 });
  await client.subscribe();
  expect(simulator.say({ text: 'hello' }).delivered).toBe(true);
});

it('loses what is said while a link is half open', async () => {
  const simulator = await startSimulator();
  const client = await subscribedRaw(simulator);
  simulator.halfOpen();
  expect(simulator.say({ text: 'hello' }).delivered).toBe(false);
  let pongs = 0;
  client.socket.on('pong', () => (pongs += 1));
  client.socket.ping();
  client.send({ cmd: 'ping', headers: { req_id: 'unheard' } });
  const other = await subscribedRaw(simulator);
  expect(await other.request('ping')).toMatchObject({ errcode: 0 });
  expect(framesOf(simulator, 'ping').map((frame) => frame.headers.req_id)).not.toContain('unheard');
  expect(pongs).toBe(0);
  expect(client.socket.readyState).toBe(client.socket.OPEN);
  expect(simulator.connections).toBe(1);
});

it("lets Tencent's client notice a half-open link and come back", async () => {
  const simulator = await startSimulator();
  const client = await subscribedSdk(simulator, { heartbeatInterval: 30 });
  simulator.halfOpen();
  await emitted(client, 'authenticated');
  expect(simulator.subscribes).toBe(2);
  expect(simulator.online).toBe(true);
});

it('does not deliver again what was said while nobody was subscribed', async () => {
  const simulator = await startSimulator();
  const lost = simulator.say({ text: 'too early' });
  expect(lost.delivered).toBe(false);
  const client = await subscribedRaw(simulator);
  simulator.say({ text: 'in time' });
  await simulator.waitFor(() => client.received.length === 2);
  expect(client.received[1]?.body?.text).toEqual({ content: 'in time' });
});

it('closes connections with a code, or abruptly', async () => {
  const simulator = await startSimulator();
  const closed = async (code?: number) => {
    const { socket } = await subscribedRaw(simulator);
    const codeSeen = new Promise((resolve) => socket.once('close', resolve));
    simulator.closeConnections(code);
    return codeSeen;
  };
  expect(await closed(1001)).toBe(1001);
  expect(await closed()).toBe(1006);
});

it('rejects or hangs handshakes on demand', async () => {
  const simulator = await startSimulator();
  simulator.handshakes('reject');
  await expect(dial(simulator)).rejects.toThrow('503');
  simulator.handshakes('hang');
  const hung = new WebSocket(simulator.gatewayUrl, { handshakeTimeout: 30 });
  const error = await new Promise<Error>((resolve) => hung.once('error', resolve));
  expect(error.message).toContain('timed out');
  simulator.handshakes('accept');
  expect((await (await dial(simulator)).subscribe()).errcode).toBe(0);
});

it('says when its port is taken, and frees it when closed', async () => {
  const first = await createSimulator();
  const port = Number(new URL(first.httpUrl).port);
  await expect(createSimulator({ port })).rejects.toThrow('EADDRINUSE');
  await subscribedRaw(first);
  await first.close();
  const second = await startSimulator({ port });
  expect(second.gatewayUrl).toBe(first.gatewayUrl);
});

it('serves several bots apart', async () => {
  const bots = [
    { id: 'aibONE', secret: 'one' },
    { id: 'aibTWO', secret: 'two' },
  ];
  const simulator = await startSimulator({ bots });
  await subscribedRaw(simulator);
  expect(simulator.say({ text: 'hi' }).delivered).toBe(true);
  expect(simulator.say({ text: 'hi', bot: 'aibTWO' }).delivered).toBe(false);
});

it('delivers any bytes to the subscriber', async () => {
  const simulator = await startSimulator();
  expect(simulator.sendRaw('nobody')).toBe(false);
  const { socket } = await subscribedRaw(simulator);
  const messages: [string, boolean][] = [];
  socket.removeAllListeners('message');
  socket.on('message', (data, binary) => messages.push([String(data), binary]));
  simulator.sendRaw('not json');
  simulator.sendRaw(Buffer.from('bytes'));
  await simulator.waitFor(() => messages.length === 2);
  expect(messages).toEqual([
    ['not json', false],
    ['bytes', true],
  ]);
});

it('says what it waited for when that does not come, without the secret', async () => {
  const simulator = await startSimulator();
  await subscribedRaw(simulator);
  const waiting = simulator.waitFor(() => simulator.subscribes === 7, 30);
  await expect(waiting).rejects.toThrow(/30 ms passed.*subscribes === 7[\s\S]*aibot_subscribe/);
  await expect(waiting).rejects.not.toThrow(simulator.bots[0]?.secret ?? '');
});

function framesOf(simulator: Simulator, cmd: string) {
  return simulator.frames.filter(({ frame }) => frame.cmd === cmd).map(({ frame }) => frame);
}

function answerTo(simulator: Simulator, reqId: string | undefined) {
  return simulator.frames.find(({ dir, frame }) => dir === 'out' && frame.headers.req_id === reqId)
    ?.frame;
}
