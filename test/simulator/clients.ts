import {
  type BaseMessage,
  WSClient,
  type WSClientOptions,
  type WsFrame,
} from '@wecom/aibot-node-sdk';
import { onTestFinished } from 'vitest';
import WebSocket from 'ws';
import {
  createSimulator,
  type Frame,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/simulator.ts';

/** A simulator that is closed when the test ends. */
export async function startSimulator(options?: SimulatorOptions): Promise<Simulator> {
  const simulator = await createSimulator(options);
  onTestFinished(() => simulator.close());
  return simulator;
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Tencent's client, not yet connected, with its log switched off. */
export function sdkClient(simulator: Simulator, options: Partial<WSClientOptions> = {}): WSClient {
  const [bot] = simulator.bots;
  const client = new WSClient({
    botId: bot?.id ?? '',
    secret: bot?.secret ?? '',
    wsUrl: simulator.gatewayUrl,
    logger: silent,
    reconnectInterval: 20,
    ...options,
  });
  onTestFinished(() => client.disconnect());
  return client;
}

/** Tencent's client, subscribed. */
export async function subscribedSdk(
  simulator: Simulator,
  options?: Partial<WSClientOptions>,
): Promise<WSClient> {
  const client = sdkClient(simulator, options);
  const authenticated = emitted(client, 'authenticated');
  client.connect();
  await authenticated;
  return client;
}

/** The first argument of the client's next `event`. */
export function emitted<T = WsFrame<BaseMessage>>(client: WSClient, event: string): Promise<T> {
  return new Promise((resolve) => {
    client.once(event as 'message', (value) => resolve(value as T));
  });
}

/** A bare WebSocket client, for what Tencent's client cannot show. */
export interface RawClient {
  readonly socket: WebSocket;
  /** Everything received, oldest first. */
  readonly received: readonly Frame[];
  send(frame: Frame): void;
  /** Sends a frame and resolves with the next answer to its request id. */
  request(cmd: string, body?: Record<string, unknown>, reqId?: string): Promise<Frame>;
  subscribe(): Promise<Frame>;
}

/** Dials the simulator without subscribing. */
export async function dial(simulator: Simulator): Promise<RawClient> {
  const socket = new WebSocket(simulator.gatewayUrl, { perMessageDeflate: false });
  onTestFinished(() => socket.terminate());
  const received: Frame[] = [];
  let count = 0;
  socket.on('message', (data) => received.push(JSON.parse(String(data))));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const client: RawClient = {
    socket,
    received,
    send: (frame) => socket.send(JSON.stringify(frame)),
    request(cmd, body, reqId = `${cmd}_${++count}`) {
      const answer = new Promise<Frame>((resolve) => {
        const read = (data: WebSocket.RawData) => {
          const frame: Frame = JSON.parse(String(data));
          if (frame.cmd || frame.headers.req_id !== reqId) return;
          socket.off('message', read);
          resolve(frame);
        };
        socket.on('message', read);
      });
      client.send({ cmd, headers: { req_id: reqId }, ...(body && { body }) });
      return answer;
    },
    subscribe() {
      const [bot] = simulator.bots;
      return client.request('aibot_subscribe', { bot_id: bot?.id, secret: bot?.secret });
    },
  };
  return client;
}

/** A bare WebSocket client, subscribed. */
export async function subscribedRaw(simulator: Simulator): Promise<RawClient> {
  const client = await dial(simulator);
  await client.subscribe();
  return client;
}

/** The body of a stream frame. */
export function stream(id: string, content?: string, finish = false): Record<string, unknown> {
  return { msgtype: 'stream', stream: { id, finish, ...(content !== undefined && { content }) } };
}
