import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import {
  acknowledge,
  clientOf,
  credentialsOf,
  namesOf,
  onlineClient,
  reached,
  roundTrip,
  sent,
  startedClient,
  startServer,
  startSimulator,
} from './clients.ts';
import { callback } from './frames.ts';

describe('going online', () => {
  it('dials, subscribes with id and secret, and tells each step', async () => {
    const simulator = await startSimulator();
    const { states } = await onlineClient(simulator);
    expect(namesOf(states)).toEqual(['connecting', 'subscribing', 'online']);
    const { botId: bot_id, secret } = credentialsOf(simulator);
    expect(simulator.frames[0]?.frame).toMatchObject({
      cmd: 'aibot_subscribe',
      body: { bot_id, secret },
    });
    expect(simulator.online).toBe(true);
  });

  it('does nothing before it is started, and only once however often it is', async () => {
    const simulator = await startSimulator();
    const { connection, clock } = clientOf(credentialsOf(simulator));
    expect([connection.state, clock.pending]).toEqual([{ name: 'stopped' }, 0]);
    for (let times = 0; times < 3; times++) connection.start();
    await reached(simulator, { connection }, 'online');
    connection.start();
    await roundTrip(connection);
    expect([simulator.subscribes, simulator.connections]).toEqual([1, 1]);
  });

  it('passes messages and events on, in order', async () => {
    const simulator = await startSimulator();
    const { heard } = await onlineClient(simulator);
    simulator.say({ text: 'one' });
    simulator.enterChat('bob');
    simulator.say({ text: 'two', from: 'bob' });
    await simulator.waitFor(() => heard.length === 3);
    expect(heard).toMatchObject([
      { kind: 'message', text: 'one', userId: 'alice' },
      { kind: 'event', eventType: 'enter_chat', userId: 'bob' },
      { kind: 'message', text: 'two', userId: 'bob' },
    ]);
  });

  it('can answer a message that came in one piece with the acknowledgement of the subscription', async () => {
    const server = await startServer((socket, wire) => {
      socket.on('message', (data) => {
        wire.cork();
        acknowledge(socket, data);
        if (String(data).includes('aibot_subscribe')) socket.send(callback({}));
        wire.uncork();
      });
    });
    const answers: unknown[] = [];
    const { connection } = clientOf(server, {
      onFrame: ({ requestId }) =>
        void connection.reply(requestId, 'aibot_respond_msg', {}).then((it) => answers.push(it)),
    });
    connection.start();
    await vi.waitFor(() => expect(answers).toMatchObject([{ kind: 'acked' }]));
  });
});

describe('pings', () => {
  it('go out every 30 seconds, without a body', async () => {
    const simulator = await startSimulator();
    const { connection, clock, states } = await onlineClient(simulator);
    for (let pings = 1; pings <= 4; pings++) {
      clock.advance(29_999);
      await roundTrip(connection);
      expect(sent(simulator, 'ping')).toHaveLength(pings - 1);
      clock.advance(1);
      await roundTrip(connection);
      expect(sent(simulator, 'ping')).toHaveLength(pings);
    }
    const [first, ...others] = sent(simulator, 'ping');
    expect(first).toEqual({ cmd: 'ping', headers: { req_id: expect.any(String) } });
    for (const { headers } of others) expect(headers.req_id).not.toBe(first?.headers.req_id);
    expect(states.at(-1)?.name).toBe('online');
  });

  it('that stay unanswered for 10 seconds end the connection', async () => {
    const simulator = await startSimulator();
    const client = await onlineClient(simulator);
    simulator.misbehave({ when: { cmd: 'ping' }, do: 'ignore' });
    client.clock.advance(30_000);
    await simulator.waitFor(() => sent(simulator, 'ping').length === 1);
    client.clock.advance(9_999);
    await new Promise((resolve) => setImmediate(resolve));
    expect(client.connection.state.name).toBe('online');
    client.clock.advance(1);
    expect(await reached(simulator, client, 'waiting')).toMatchObject({ reason: 'silent' });
    client.clock.advance(2_000);
    await reached(simulator, client, 'online');
    expect(simulator.subscribes).toBe(2);
  });

  it('are asked again while other frames are acknowledged, as behind an upload', async () => {
    const simulator = await startSimulator();
    const client = await onlineClient(simulator);
    simulator.misbehave({ when: { cmd: 'ping' }, do: 'ignore' });
    client.clock.advance(30_000);
    await simulator.waitFor(() => sent(simulator, 'ping').length === 1);
    client.clock.advance(5_000);
    await roundTrip(client.connection);
    client.clock.advance(5_000);
    await simulator.waitFor(() => sent(simulator, 'ping').length === 2);
    expect(client.connection.state.name).toBe('online');
  });

  it('find a link that is half open, and it is dialled anew', async () => {
    const simulator = await startSimulator();
    const client = await onlineClient(simulator);
    simulator.halfOpen();
    client.clock.advance(40_000);
    expect(await reached(simulator, client, 'waiting')).toMatchObject({ reason: 'silent' });
    client.clock.advance(2_000);
    await reached(simulator, client, 'online');
    simulator.say({ text: 'are you there?' });
    await simulator.waitFor(() => client.heard.length === 1);
  });

  it('go out at once, but one at a time, when other acknowledgements stay out', async () => {
    const simulator = await startSimulator();
    const client = await onlineClient(simulator);
    const { connection, clock } = client;
    simulator.misbehave({ when: { cmd: 'aibot_send_msg' }, times: 2, do: 'ignore' });
    const missed = [1, 2].map(() => connection.request('aibot_send_msg', {}));
    clock.advance(15_000);
    for (const outcome of await Promise.all(missed)) {
      expect(outcome).toMatchObject({ kind: 'unknown', cause: 'timeout' });
    }
    await roundTrip(connection);
    expect(sent(simulator, 'ping')).toHaveLength(1);
    expect(connection.state.name).toBe('online');
    simulator.closeConnections();
    await reached(simulator, client, 'waiting');
    // Nothing of the ping is left beside the wait for the next dial.
    expect(clock.pending).toBe(1);
    clock.advance(2_000);
    await reached(simulator, client, 'online');
  });
});

describe('a connection', () => {
  it.each([
    ['abruptly (1006)', undefined],
    ['by WeCom (1001)', 1001],
  ])('that is closed %s is dialled anew', async (_, code) => {
    const simulator = await startSimulator();
    const client = await onlineClient(simulator);
    simulator.closeConnections(code);
    expect(await reached(simulator, client, 'waiting')).toMatchObject({ reason: 'closed' });
    client.clock.advance(2_000);
    await reached(simulator, client, 'online');
  });

  it('does not end by binary frames, garbage or a frame of 10 MB', async () => {
    const simulator = await startSimulator();
    const { heard, states } = await onlineClient(simulator);
    const garbage = [
      '',
      'pong',
      '[]',
      '{',
      '{"headers":{}}',
      '\u0000',
      'x'.repeat(10 * 1024 * 1024),
    ];
    for (const data of [...garbage, Buffer.from(callback({})), Buffer.alloc(10 * 1024 * 1024)]) {
      simulator.sendRaw(data);
    }
    simulator.sendRaw(JSON.stringify({ headers: { req_id: 'nobodys' }, errcode: 6000 }));
    simulator.sendRaw(JSON.stringify({ cmd: 'aibot_dance', headers: { req_id: 'r' } }));
    simulator.say({ text: 'still there?' });
    await simulator.waitFor(() => heard.length > 0);
    expect(heard).toMatchObject([{ text: 'still there?' }]);
    expect(states.at(-1)?.name).toBe('online');
  });

  it('does not end where a message cannot be handled', async () => {
    const simulator = await startSimulator();
    const texts: unknown[] = [];
    const { connection } = await onlineClient(simulator, {
      onFrame(frame) {
        if (frame.kind === 'message') texts.push(frame.text);
        throw new Error('It cannot be handled.');
      },
    });
    simulator.say({ text: 'one' });
    simulator.say({ text: 'two' });
    await simulator.waitFor(() => texts.length === 2);
    expect(connection.state.name).toBe('online');
  });

  it('is dialled at once on waking up, whatever it waited for', async () => {
    const simulator = await startSimulator();
    const client = await onlineClient(simulator);
    simulator.closeConnections();
    await reached(simulator, client, 'waiting');
    client.connection.wake();
    await reached(simulator, client, 'online');
  });

  it('is dialled at once on waking up although it looks alive', async () => {
    const simulator = await startSimulator();
    const client = await onlineClient(simulator);
    simulator.halfOpen();
    client.connection.wake();
    expect(client.connection.state).toEqual({ name: 'connecting', attempt: 1 });
    await reached(simulator, client, 'online');
    simulator.say({ text: 'good morning' });
    await simulator.waitFor(() => client.heard.length === 1);
  });

  it('keeps the secret out of the log, also where it is refused', async () => {
    const simulator = await startSimulator();
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
    const client = startedClient(simulator, { secret: 'a-wrong-secret', log });
    await reached(simulator, client, 'refused');
    expect(lines.join('')).not.toContain('a-wrong-secret');
    expect(JSON.stringify(client.states)).not.toContain('a-wrong-secret');
  });
});
