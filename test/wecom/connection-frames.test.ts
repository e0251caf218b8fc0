import { describe, expect, it } from 'vitest';
import { streamBody } from '../../src/main/wecom/protocol.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import {
  onlineClient,
  reached,
  roundTrip,
  sent,
  startedClient,
  startSimulator,
} from './clients.ts';

const RESPOND = 'aibot_respond_msg';
const respond = { cmd: RESPOND };

/** A subscribed connection that was asked something, and how to answer that. */
async function asked(simulator: Simulator) {
  const client = await onlineClient(simulator);
  const { connection, heard } = client;
  const { reqId } = simulator.say({ text: 'question' });
  await simulator.waitFor(() => heard.length === 1);
  return {
    ...client,
    requestId: reqId,
    reply: (text: string, finish = false) =>
      connection.reply(reqId, RESPOND, streamBody('s1', text, finish)),
    abandon: (text: string) =>
      connection.replyUntrusted(reqId, RESPOND, streamBody('s1', text, true)),
  };
}

/** Everything that the only bubble of the chat showed. */
function shown(simulator: Simulator): string[] {
  const bubble = simulator.chat('alice').find((entry) => entry.who === 'bot');
  return bubble?.kind === 'bubble' ? bubble.history.map(({ content }) => content) : [];
}

describe('answers to one message', () => {
  it('go out one after another, so that WeCom never meets two at once', async () => {
    const simulator = await startSimulator();
    const { reply } = await asked(simulator);
    const texts = Array.from({ length: 20 }, (_, index) => `text ${index}`);
    const outcomes = await Promise.all(texts.map((text) => reply(text)));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ kind: 'acked' });
    expect(shown(simulator)).toEqual(texts);
  });

  it('get through although WeCom meets another one of it (6000)', async () => {
    const simulator = await startSimulator();
    const { reply, clock, connection } = await asked(simulator);
    simulator.misbehave({ when: respond, do: { refuse: 6000 } });
    const outcome = reply('text');
    await roundTrip(connection);
    expect(shown(simulator)).toEqual([]);
    clock.advance(200);
    expect(await outcome).toMatchObject({ kind: 'acked' });
    expect(shown(simulator)).toEqual(['text']);
  });

  it('are not credited with an acknowledgement that comes late', async () => {
    const simulator = await startSimulator();
    const { reply, requestId, clock, connection } = await asked(simulator);
    simulator.misbehave({ when: respond, do: 'lose-ack' });
    simulator.misbehave({ when: respond, do: { refuse: 846608 } });
    const first = reply('first');
    await simulator.waitFor(() => shown(simulator).length === 1);
    clock.advance(15_000);
    const outcome = await first;
    if (outcome.kind !== 'unknown') throw new Error(`It is ${outcome.kind}.`);
    expect(outcome.cause).toBe('timeout');
    const second = reply('second', true);
    await roundTrip(connection);
    expect(sent(simulator, RESPOND)).toHaveLength(1);
    simulator.sendRaw(JSON.stringify({ headers: { req_id: requestId }, errcode: 0 }));
    expect(await outcome.late).toMatchObject({ kind: 'acked' });
    expect(await second).toMatchObject({ kind: 'refused', code: 846608 });
  });

  it('end a bubble at once and without an answer where it is given up', async () => {
    const simulator = await startSimulator();
    const { reply, abandon, clock } = await asked(simulator);
    simulator.misbehave({ when: respond, do: 'lose-ack' });
    const lost = reply('Processing...');
    await simulator.waitFor(() => shown(simulator).length === 1);
    clock.advance(15_000);
    expect(await lost).toMatchObject({ kind: 'unknown' });
    expect(abandon('the end')).toBe(true);
    expect(await reply('too late')).toMatchObject({ kind: 'unsent' });
    await simulator.waitFor(() => shown(simulator).at(-1) === 'the end');
  });
});

describe('before frames leave', () => {
  it('what they rely on is written down, once for all frames of one turn of the loop', async () => {
    const simulator = await startSimulator();
    const log: string[] = [];
    const { connection } = await onlineClient(simulator, {
      beforeSend() {
        log.push(`written down after ${sent(simulator, 'aibot_send_msg').length}`);
        return true;
      },
    });
    log.length = 0;
    await Promise.all([1, 2, 3].map(() => roundTrip(connection)));
    await roundTrip(connection);
    expect(log).toEqual(['written down after 0', 'written down after 3']);
  });

  it('and it cannot be, they stay here and the connection ends', async () => {
    const simulator = await startSimulator();
    let isWritable = true;
    const client = await onlineClient(simulator, { beforeSend: () => isWritable });
    isWritable = false;
    void roundTrip(client.connection);
    expect(await reached(simulator, client, 'waiting')).toMatchObject({ reason: 'closed' });
    await simulator.waitFor(() => simulator.connections === 0);
    expect(sent(simulator, 'aibot_send_msg')).toEqual([]);
    isWritable = true;
    client.clock.advance(2_000);
    await reached(simulator, client, 'online');
  });

  it('the connection can be stopped: they leave before it is closed', async () => {
    const simulator = await startSimulator();
    const { reply, abandon, connection } = await asked(simulator);
    await reply('Processing...');
    expect(abandon('the end')).toBe(true);
    await connection.stop();
    await simulator.waitFor(() => shown(simulator).at(-1) === 'the end');
  });
});

describe('where there is no connection', () => {
  it('nothing is sent before WeCom acknowledged the subscription', async () => {
    const simulator = await startSimulator();
    const { connection } = startedClient(simulator);
    simulator.misbehave({ when: { cmd: 'aibot_subscribe' }, do: 'ignore' });
    await reached(simulator, { connection }, 'subscribing');
    const unsent = { kind: 'unsent', reason: 'not online' };
    expect(await connection.request('aibot_send_msg', {})).toEqual(unsent);
    expect(await connection.reply('r1', RESPOND, {})).toEqual(unsent);
    expect(connection.replyUntrusted('r1', RESPOND, {})).toBe(false);
  });

  it('what is in flight when it is lost is unknown, and what waits behind it unsent', async () => {
    const simulator = await startSimulator();
    const { reply, ...client } = await asked(simulator);
    simulator.misbehave({ when: respond, do: 'close-after' });
    const [first, second] = await Promise.all([reply('first'), reply('second')]);
    if (first.kind !== 'unknown') throw new Error(`It is ${first.kind}.`);
    expect([first.cause, await first.late]).toEqual(['lost', 'lost']);
    expect(second).toMatchObject({ kind: 'unsent' });
    await reached(simulator, client, 'waiting');
  });

  it('the next connection goes on with the same request id', async () => {
    const simulator = await startSimulator();
    const { reply, ...client } = await asked(simulator);
    await reply('before');
    simulator.closeConnections();
    await reached(simulator, client, 'waiting');
    client.connection.wake();
    await reached(simulator, client, 'online');
    expect(await reply('after', true)).toMatchObject({ kind: 'acked' });
    expect(shown(simulator)).toEqual(['before', 'after']);
  });
});
