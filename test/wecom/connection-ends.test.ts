import { describe, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import {
  acknowledge,
  clientOf,
  closedPort,
  namesOf,
  onlineClient,
  reached,
  roundTrip,
  startedClient,
  startServer,
  startSimulator,
} from './clients.ts';

const subscribe = { cmd: 'aibot_subscribe' };

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
    await vi.waitFor(() =>
      expect(client.connection.state).toMatchObject({ attempt: 2, name: 'waiting' }),
    );
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

  it('waits for every socket that reconnecting left behind', async () => {
    const sockets: WebSocket[] = [];
    const server = await startServer((socket) => {
      sockets.push(socket);
      socket.on('message', (data) => acknowledge(socket, data));
    });
    const client = clientOf(server);
    client.connection.start();
    await vi.waitFor(() => expect(client.connection.state.name).toBe('online'));
    const [first] = sockets;
    if (!first) throw new Error('Nobody came.');
    // It answers the close a while after the second one is closed.
    const close = first.close.bind(first);
    first.close = () => {};
    client.connection.wake();
    await vi.waitFor(() => expect(client.connection.state.name).toBe('online'));
    sockets[1]?.on('close', () => setTimeout(close, 50));
    await client.connection.stop();
    expect(sockets.filter(({ readyState, OPEN }) => readyState === OPEN)).toEqual([]);
    expect(sockets).toHaveLength(2);
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
