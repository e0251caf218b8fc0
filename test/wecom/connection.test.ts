import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import {
  acknowledge,
  clientOf,
  closedPort,
  credentialsOf,
  onlineClient,
  reached,
  roundTrip,
  sent,
  startedClient,
  startServer,
  startSimulator,
} from './clients.ts';
import { callback } from './frames.ts';

const subscribe = { cmd: 'aibot_subscribe' };
const namesOf = (states: readonly { name: string }[]) => states.map(({ name }) => name);

describe('going online', () => {
  it('dials, subscribes with id and secret, and tells each step', async () => {
    const simulator = await startSimulator();
    const { states } = await onlineClient(simulator);
    expect(namesOf(states)).toEqual(['connecting', 'subscribing', 'online']);
    const { botId: bot_id, secret } = credentialsOf(simulator);
    expect(simulator.frames[0]?.frame).toMatchObject({ ...subscribe, body: { bot_id, secret } });
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
    await roundTrip(client.connection);
    expect(client.connection.state.name).toBe('online');
    client.clock.advance(1);
    expect(await reached(simulator, client, 'waiting')).toMatchObject({ reason: 'silent' });
    client.clock.advance(2_000);
    await reached(simulator, client, 'online');
    expect(simulator.subscribes).toBe(2);
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

  it('go out at once when another acknowledgement stays out, and tell a slow link from a dead one', async () => {
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
    expect(sent(simulator, 'ping').length).toBeGreaterThan(0);
    expect(connection.state.name).toBe('online');
    simulator.closeConnections();
    await reached(simulator, client, 'waiting');
    // Nothing is left of either ping but the wait for the next dial.
    expect(clock.pending).toBe(1);
    clock.advance(2_000);
    await reached(simulator, client, 'online');
  });
});

describe('a subscription', () => {
  it('that is not answered within 10 seconds is tried again', async () => {
    const simulator = await startSimulator();
    const client = startedClient(simulator);
    simulator.misbehave({ when: subscribe, do: 'ignore' });
    await simulator.waitFor(() => simulator.subscribes === 1);
    client.clock.advance(9_999);
    expect(client.connection.state.name).toBe('subscribing');
    client.clock.advance(1);
    expect(await reached(simulator, client, 'waiting')).toMatchObject({ reason: 'silent' });
    await simulator.waitFor(() => simulator.connections === 0);
    client.clock.advance(2_000);
    await reached(simulator, client, 'online');
  });

  it('that WeCom has no patience for (45009) waits a minute, then more', async () => {
    const simulator = await startSimulator();
    const client = startedClient(simulator);
    simulator.misbehave({ when: subscribe, times: 2, do: { refuse: 45009 } });
    for (const least of [60_000, 120_000]) {
      const state = await reached(simulator, client, 'waiting');
      expect(state.reason).toBe('throttled');
      expect(state.until - client.clock.wall()).toBeGreaterThanOrEqual(least);
      client.connection.wake();
      client.clock.advance(least - 1);
      expect(client.connection.state).toBe(state);
      client.clock.advance(state.until - client.clock.wall());
    }
    await reached(simulator, client, 'online');
    expect(simulator.subscribes).toBe(3);
  });

  it('with a wrong secret (853000) is final: the socket is closed and nothing more is tried', async () => {
    const simulator = await startSimulator();
    const { connection, clock } = startedClient(simulator, { secret: 'wrong' });
    expect(await reached(simulator, { connection }, 'refused')).toEqual({
      name: 'refused',
      code: 853000,
      message: 'invalid bot_id or secret',
    });
    await simulator.waitFor(() => simulator.connections === 0);
    connection.wake();
    expect(clock.pending).toBe(0);
    expect(simulator.subscribes).toBe(1);
  });

  it('that is refused otherwise is tried again', async () => {
    const simulator = await startSimulator();
    const client = startedClient(simulator);
    simulator.misbehave({ when: subscribe, do: { refuse: 846609 } });
    expect(await reached(simulator, client, 'waiting')).toMatchObject({ reason: 'rejected' });
    client.clock.advance(2_000);
    await reached(simulator, client, 'online');
  });

  it('that WeCom forgot (846609) is made anew on the first refusal', async () => {
    const simulator = await startSimulator();
    const client = await onlineClient(simulator);
    simulator.misbehave({ when: { cmd: 'aibot_send_msg' }, do: 'unsubscribe' });
    expect(await roundTrip(client.connection)).toMatchObject({
      kind: 'refused',
      code: 846609,
      reaction: 'resubscribe',
    });
    expect(await reached(simulator, client, 'waiting')).toMatchObject({ reason: 'unsubscribed' });
    client.clock.advance(2_000);
    await reached(simulator, client, 'online');
    expect(simulator.subscribes).toBe(2);
  });
});

describe('when another client takes the bot over', () => {
  it('closes the socket that hears nothing any more, and stays off', async () => {
    const simulator = await startSimulator();
    const client = await onlineClient(simulator);
    simulator.displace({ closeAfterMs: 60_000 });
    expect(await reached(simulator, client, 'displaced')).toEqual({
      name: 'displaced',
      since: client.clock.wall(),
    });
    await simulator.waitFor(() => simulator.connections === 0);
    client.connection.wake();
    expect(client.clock.pending).toBe(0);
    expect(client.connection.state.name).toBe('displaced');
    expect(simulator.subscribes).toBe(1);
  });

  it('takes it back when it is started again', async () => {
    const simulator = await startSimulator();
    const one = await onlineClient(simulator);
    const other = await onlineClient(simulator);
    await reached(simulator, one, 'displaced');
    one.connection.start();
    await reached(simulator, one, 'online');
    await reached(simulator, other, 'displaced');
    simulator.say({ text: 'whose?' });
    await simulator.waitFor(() => one.heard.length === 1);
    expect(other.heard).toEqual([]);
  });
});

describe('a dial', () => {
  it('that hangs is given up after 15 seconds', async () => {
    const simulator = await startSimulator();
    simulator.handshakes('hang');
    const client = startedClient(simulator);
    client.clock.advance(14_999);
    expect(client.connection.state.name).toBe('connecting');
    client.clock.advance(1);
    expect(client.connection.state).toMatchObject({ name: 'waiting', reason: 'unreachable' });
    simulator.handshakes('accept');
    client.clock.advance(2_000);
    await reached(simulator, client, 'online');
  });

  it('that is rejected by HTTP is tried again', async () => {
    const simulator = await startSimulator();
    simulator.handshakes('reject');
    const client = startedClient(simulator);
    expect(await reached(simulator, client, 'waiting')).toMatchObject({
      reason: 'unreachable',
      detail: expect.stringContaining('503'),
    });
  });

  it.each([
    ['nobody listens', async () => `ws://127.0.0.1:${await closedPort()}`],
    ['the address is none', async () => 'not an address'],
    ['the address is of a web page', async () => 'https://127.0.0.1:1/'],
  ])('waits where %s', async (_, url) => {
    const client = clientOf({ url: await url(), botId: 'aib1', secret: 'secret' });
    client.connection.start();
    await vi.waitFor(() => expect(namesOf(client.states)).toEqual(['connecting', 'waiting']));
    expect(client.connection.state).toMatchObject({ reason: 'unreachable', attempt: 1 });
    client.clock.advance(2_000);
    await vi.waitFor(() => expect(client.connection.state).toMatchObject({ attempt: 2, name: 'waiting' }));
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
    const garbage = ['', 'pong', '[]', '{', '{"headers":{}}', '\u0000', 'x'.repeat(10 * 1024 * 1024)];
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

describe('stop', () => {
  it('resolves once the socket is closed', async () => {
    const simulator = await startSimulator();
    const { connection, clock } = await onlineClient(simulator);
    await connection.stop();
    expect(connection.state).toEqual({ name: 'stopped' });
    expect(clock.pending).toBe(0);
    await simulator.waitFor(() => simulator.connections === 0);
  });

  it('resolves where the other side says nothing any more', async () => {
    const simulator = await startSimulator();
    const { connection } = await onlineClient(simulator);
    simulator.halfOpen();
    await connection.stop();
    expect(connection.state).toEqual({ name: 'stopped' });
  });

  it('waits for the socket of a connection that ended before', async () => {
    let isOpen = false;
    const server = await startServer((socket) => {
      isOpen = true;
      socket.on('close', () => {
        isOpen = false;
      });
      socket.on('message', (data) => acknowledge(socket, data, 853000));
    });
    const refused = Promise.withResolvers<void>();
    const { connection } = clientOf(server, {
      onState: ({ name }) => name === 'refused' && refused.resolve(),
    });
    connection.start();
    await refused.promise;
    expect(isOpen).toBe(true);
    await connection.stop();
    expect(isOpen).toBe(false);
  });

  it('ends a dial that hangs, and a wait', async () => {
    const simulator = await startSimulator();
    simulator.handshakes('hang');
    const { connection, clock } = startedClient(simulator);
    await connection.stop();
    connection.start();
    clock.advance(15_000);
    expect(connection.state.name).toBe('waiting');
    await connection.stop();
    expect(connection.state).toEqual({ name: 'stopped' });
    expect(clock.pending).toBe(0);
  });

  it('can be followed by a start at once', async () => {
    const simulator = await startSimulator();
    const client = await onlineClient(simulator);
    const stopped = client.connection.stop();
    client.connection.start();
    await stopped;
    await reached(simulator, client, 'online');
  });
});
