import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Outcome } from '../../src/main/channel/channel.ts';
import {
  type Connection,
  type ConnectionOptions,
  createConnection,
} from '../../src/main/wecom/connection.ts';
import type { ConnectionState } from '../../src/shared/connection.ts';
import {
  createSimulator,
  type Frame,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/simulator.ts';
import { createTestClock, type TestClock } from '../fixtures/clock.ts';

export const silentLog = pino({ level: 'silent' });

/** A simulator that is closed when the test ends. */
export async function startSimulator(options?: SimulatorOptions): Promise<Simulator> {
  const simulator = await createSimulator(options);
  onTestFinished(() => simulator.close());
  return simulator;
}

/** What a connection needs to be the simulator's first bot. */
export function credentialsOf(simulator: Simulator) {
  const [bot] = simulator.bots;
  return { url: simulator.gatewayUrl, botId: bot?.id ?? '', secret: bot?.secret ?? '' };
}

/** A connection, the clock it lives by, and all it told. */
export interface Client {
  readonly connection: Connection;
  readonly clock: TestClock;
  /** The states it went through, oldest first. */
  readonly states: readonly ConnectionState[];
  /** The messages and events it passed on. */
  readonly heard: readonly Parameters<ConnectionOptions['onFrame']>[0][];
}

type Where = Pick<ConnectionOptions, 'url' | 'botId' | 'secret'>;

/** A connection that nobody has started; it is stopped when the test ends. */
export function clientOf(where: Where, overrides: Partial<ConnectionOptions> = {}): Client {
  const clock = createTestClock();
  const states: ConnectionState[] = [];
  const heard: Client['heard'][number][] = [];
  const connection = createConnection({
    ...where,
    clock,
    log: silentLog,
    onState: (state) => states.push(state),
    beforeSend: () => true,
    onFrame: (frame) => heard.push(frame),
    ...overrides,
  });
  onTestFinished(() => void connection.stop());
  return { connection, clock, states, heard };
}

/** A connection that is being dialled. */
export function startedClient(
  simulator: Simulator,
  overrides: Partial<ConnectionOptions> = {},
): Client {
  const client = clientOf(credentialsOf(simulator), overrides);
  client.connection.start();
  return client;
}

/** A connection that is subscribed. */
export async function onlineClient(
  simulator: Simulator,
  overrides: Partial<ConnectionOptions> = {},
): Promise<Client> {
  const client = startedClient(simulator, overrides);
  await reached(simulator, client, 'online');
  return client;
}

/** Resolves once the connection is in the state called `name`. */
export function reached<Name extends ConnectionState['name']>(
  simulator: Simulator,
  { connection }: Pick<Client, 'connection'>,
  name: Name,
): Promise<Extract<ConnectionState, { name: Name }>> {
  const isReached = (state: ConnectionState): state is Extract<ConnectionState, { name: Name }> =>
    state.name === name;
  return simulator.waitFor(() => (isReached(connection.state) ? connection.state : undefined));
}

/**
 * Resolves once the simulator read everything sent before, and the connection every answer to it:
 * WeCom answers in order, and this is one more question.
 */
export async function roundTrip(connection: Connection): Promise<Outcome> {
  return connection.request('aibot_send_msg', {});
}

/** The names of states. */
export function namesOf(states: readonly ConnectionState[]): string[] {
  return states.map(({ name }) => name);
}

/** The frames with this command that the simulator got. */
export function sent(simulator: Simulator, cmd: string): Frame[] {
  return simulator.frames.flatMap(({ dir, frame }) =>
    dir === 'in' && frame.cmd === cmd ? [frame] : [],
  );
}

/** A bare WebSocket server, for what the simulator does not do; `accept` gets each connection. */
export async function startServer(
  accept: (socket: WebSocket, wire: Socket) => void,
): Promise<Pick<ConnectionOptions, 'url' | 'botId' | 'secret'>> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  server.on('connection', (socket, request) => accept(socket, request.socket));
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `ws://127.0.0.1:${port}`, botId: 'aib1', secret: 'secret' };
}

/** Answers a frame, as WeCom does, with its request id. */
export function acknowledge(socket: WebSocket, data: unknown, code = 0): void {
  const { headers } = JSON.parse(String(data));
  socket.send(JSON.stringify({ headers, errcode: code, errmsg: code === 0 ? 'ok' : 'no' }));
}

/** A port of loopback on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
