import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { WebSocket } from 'ws';
import type { ConnectionState, WaitReason } from '../../shared/connection.ts';
import type { Outcome } from '../channel/channel.ts';
import type { Clock } from '../clock.ts';
import { reactionTo } from './codes.ts';
import { type ConnectionEvent, initialMachine, step } from './connection-state.ts';
import { createLanes } from './lanes.ts';
import { type InboundFrame, type OutboundFrame, parseFrame } from './protocol.ts';

/** Milliseconds for dialling and the WebSocket handshake together. */
const DIAL_TIMEOUT = 15_000;
/** Milliseconds for the subscription's acknowledgement. */
const SUBSCRIBE_TIMEOUT = 10_000;
/** Milliseconds between pings, and for the acknowledgement of one. */
const PING_EVERY = 30_000;
const PING_TIMEOUT = 10_000;
/** Milliseconds that a closing handshake may take before the socket is cut. */
const CLOSE_TIMEOUT = 1_000;
/** Bytes of the longest WebSocket message taken; a longer one would end the connection. */
const MAX_PAYLOAD = 64 * 1024 * 1024;

/** What a connection needs to run. */
export interface ConnectionOptions {
  readonly url: string;
  readonly botId: string;
  readonly secret: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Called on every change of state, never while another call is under way. */
  readonly onState: (state: ConnectionState) => void;
  /**
   * Called before frames leave: what they rely on must be on disk. False keeps them here, and the
   * connection ends.
   */
  readonly beforeSend: () => boolean;
  /** Called with every message and event, from the read loop: it must not wait. */
  readonly onFrame: (frame: Extract<InboundFrame, { kind: 'message' | 'event' }>) => void;
}

/** The one connection of a bot (docs/protocol.md § Connection). */
export interface Connection {
  readonly state: ConnectionState;
  start(): void;
  /** Ends it; resolves once the socket is closed, at most a second later. */
  stop(): Promise<void>;
  wake(): void;
  /** Sends a command of our own under a fresh request id. */
  request(
    cmd: OutboundFrame['cmd'],
    body: Record<string, unknown>,
    timeout?: number,
  ): Promise<Outcome>;
  /** Answers a callback under its request id, after the earlier answers to it. */
  reply(
    requestId: string,
    cmd: OutboundFrame['cmd'],
    body: Record<string, unknown>,
  ): Promise<Outcome>;
  /**
   * Answers a callback at once, trusting no acknowledgement of this request id any more. False
   * where it could not be written.
   */
  replyUntrusted(
    requestId: string,
    cmd: OutboundFrame['cmd'],
    body: Record<string, unknown>,
  ): boolean;
}

/** Makes a connection; it dials on `start`. */
export function createConnection(options: ConnectionOptions): Connection {
  const { clock, log } = options;
  const prefix = randomBytes(6).toString('hex');
  let machine = initialMachine;
  let socket: WebSocket | undefined;
  /** What `socket` writes to. */
  let stream: Socket | undefined;
  /** The socket on which a ping is under way. */
  let pinged: WebSocket | undefined;
  /** Monotonic moment of the last acknowledgement, which proves both directions. */
  let heardAt = 0;
  let sequence = 0;
  /** Settles once every socket that was hung up is closed. */
  let hungUp: Promise<unknown> = Promise.resolve();
  /** Cancels what the present state waits for. */
  let cancelTimer = () => {};

  /** Frames of this turn of the event loop; they leave together, behind one write to the disk. */
  let outgoing: OutboundFrame[] = [];

  const write = (frame: OutboundFrame): boolean => {
    if (socket?.readyState !== WebSocket.OPEN) {
      const closing = socket;
      // WeCom has begun to close it; who sends must not find us online in the meantime.
      queueMicrotask(() => socket === closing && lose('closed', 'WeCom is closing the connection'));
      return false;
    }
    if (outgoing.push(frame) === 1) process.nextTick(flush);
    return true;
  };

  const flush = (): void => {
    const frames = outgoing;
    outgoing = [];
    if (frames.length === 0 || socket?.readyState !== WebSocket.OPEN) return;
    if (!options.beforeSend()) {
      for (const frame of frames) lanes.withdraw(frame.headers.req_id);
      // Not from here: another change of state may be under way.
      return queueMicrotask(() => lose('closed', 'the journal could not be written'));
    }
    stream?.cork();
    for (const frame of frames) socket.send(JSON.stringify(frame));
    stream?.uncork();
  };
  const lanes = createLanes(write, clock);
  const nextId = (cmd: string) => `${cmd}_${prefix}${(++sequence).toString(36)}`;

  const handle = (event: ConnectionEvent): void => {
    const before = machine.state;
    const moment = { wall: clock.wall(), monotonic: clock.monotonic(), random: Math.random() };
    machine = step(machine, event, moment);
    if (machine.state === before) return;
    enter(machine.state);
    options.onState(machine.state);
  };

  const enter = (state: ConnectionState): void => {
    cancelTimer();
    cancelTimer = () => {};
    switch (state.name) {
      case 'connecting':
        hangUp('reconnecting');
        return dial();
      case 'subscribing':
        return subscribe();
      case 'online':
        return schedulePing();
      case 'waiting':
        hangUp(state.detail);
        return dialAt(state.until);
      default:
        hangUp(state.name);
    }
  };

  const dialAt = (until: number): void => {
    cancelTimer();
    cancelTimer = clock.after(until - clock.wall(), () => handle({ type: 'due' }));
  };

  const lose = (reason: WaitReason, detail: string) => handle({ type: 'lost', reason, detail });

  const dial = (): void => {
    const dialled = openSocket(options.url);
    if (dialled instanceof Error) {
      // Not from here: the state that led here must be entered first.
      queueMicrotask(() => lose('unreachable', dialled.message));
      return;
    }
    socket = dialled;
    const current = (run: () => void) => () => {
      if (socket === dialled) run();
    };
    cancelTimer = clock.after(DIAL_TIMEOUT, () => lose('unreachable', 'no answer to the dial'));
    let failure = '';
    dialled.once('upgrade', (response) => {
      stream = response.socket;
    });
    dialled.on(
      'open',
      current(() => handle({ type: 'opened' })),
    );
    dialled.on('error', (error) => {
      failure = error.message;
    });
    dialled.on('close', (code) =>
      current(() =>
        machine.state.name === 'connecting'
          ? lose('unreachable', failure || `closed while dialling (${code})`)
          : lose('closed', failure || `WeCom closed the connection (${code})`),
      )(),
    );
    dialled.on('message', (data, isBinary) =>
      current(() => (isBinary ? log.debug('binary frame ignored') : receive(String(data))))(),
    );
  };

  const hangUp = (reason: string): void => {
    flush();
    const old = socket;
    socket = undefined;
    stream = undefined;
    lanes.end(reason);
    if (!old || old.readyState === WebSocket.CLOSED) return;
    const closed = new Promise((resolve) => old.once('close', resolve));
    hungUp = hungUp.then(() => closed);
    if (old.readyState !== WebSocket.OPEN) return old.terminate();
    old.close(1000);
    const cut = setTimeout(() => old.terminate(), CLOSE_TIMEOUT);
    old.once('close', () => clearTimeout(cut));
  };

  const subscribe = (): void => {
    const body = { bot_id: options.botId, secret: options.secret };
    const asked = socket;
    void request('aibot_subscribe', body, SUBSCRIBE_TIMEOUT).then((outcome) => {
      if (socket !== asked) return;
      if (outcome.kind === 'acked') handle({ type: 'subscribed' });
      else if (outcome.kind === 'refused') handle({ ...outcome, type: 'subscribe-refused' });
      else lose('silent', 'WeCom did not answer the subscription');
    });
  };

  const schedulePing = (): void => {
    cancelTimer();
    cancelTimer = clock.after(PING_EVERY, ping);
  };

  const ping = (): void => {
    if (pinged === socket) return;
    cancelTimer();
    const asked = socket;
    pinged = socket;
    const sentAt = clock.monotonic();
    const frame: OutboundFrame = { cmd: 'ping', headers: { req_id: nextId('ping') } };
    void lanes.send(frame, PING_TIMEOUT).then((outcome) => {
      if (pinged === asked) pinged = undefined;
      if (socket !== asked || machine.state.name !== 'online') return;
      // Behind an upload on a slow line a ping is late, but acknowledgements of chunks come.
      if (outcome.kind === 'acked' || outcome.kind === 'refused') schedulePing();
      else if (heardAt > sentAt) ping();
      else lose('silent', 'WeCom did not answer a ping');
    });
  };

  /** A missed acknowledgement may mean a dead link: a ping tells, long before the next one is due. */
  const suspicious = async (sent: Promise<Outcome>): Promise<Outcome> => {
    const outcome = await sent;
    const missed = outcome.kind === 'unknown' && outcome.cause === 'timeout';
    if (missed && machine.state.name === 'online') ping();
    return outcome;
  };

  const masked = (words: string) => words.replaceAll(options.secret, '[secret]');

  const receive = (data: string): void => {
    const frame = parseFrame(data);
    switch (frame.kind) {
      case 'ack':
        // WeCom's words are shown and recorded; what we subscribe with must not be among them.
        if (lanes.acknowledge(frame.requestId, { ...frame, message: masked(frame.message) }))
          heardAt = clock.monotonic();
        else log.debug('acknowledgement for nothing');
        if (
          machine.state.name === 'online' &&
          reactionTo(frame.code, frame.message) === 'resubscribe'
        ) {
          lose('unsubscribed', `WeCom forgot the subscription (${frame.code})`);
        }
        return;
      case 'event':
        if (frame.eventType === 'disconnected_event') return handle({ type: 'displaced' });
        return pass(frame);
      case 'message':
        // The subscription's acknowledgement may be in the same packet: it is handled first.
        if (machine.state.name === 'online') pass(frame);
        else setImmediate(() => pass(frame));
        return;
      case 'unknown':
        return log.debug({ command: frame.command }, 'unknown command ignored');
      case 'invalid':
        return log.warn({ reason: frame.reason }, 'malformed frame ignored');
    }
  };

  const pass = (frame: Extract<InboundFrame, { kind: 'message' | 'event' }>): void => {
    try {
      options.onFrame(frame);
    } catch (error) {
      log.error({ error }, 'a frame could not be handled');
    }
  };

  const request: Connection['request'] = (cmd, body, timeout) =>
    lanes.send({ cmd, headers: { req_id: nextId(cmd) }, body }, timeout);

  /** Replies wait until WeCom knows us: before the subscription it would refuse them (846609). */
  const offline = (): Outcome | undefined =>
    machine.state.name === 'online' ? undefined : { kind: 'unsent', reason: 'not online' };

  return {
    get state() {
      return machine.state;
    },
    start: () => handle({ type: 'start' }),
    async stop() {
      handle({ type: 'stop' });
      await hungUp;
    },
    wake() {
      handle({ type: 'wake' });
      // Throttled it goes on waiting, but its timer stood still while the computer slept.
      if (machine.state.name === 'waiting') dialAt(machine.state.until);
    },
    request: async (cmd, body, timeout) => offline() ?? suspicious(request(cmd, body, timeout)),
    reply: async (requestId, cmd, body) =>
      offline() ?? suspicious(lanes.send({ cmd, headers: { req_id: requestId }, body })),
    replyUntrusted: (requestId, cmd, body) =>
      !offline() && lanes.sendUntrusted({ cmd, headers: { req_id: requestId }, body }),
  };
}

function openSocket(url: string): WebSocket | Error {
  try {
    return new WebSocket(url, {
      handshakeTimeout: DIAL_TIMEOUT,
      maxPayload: MAX_PAYLOAD,
      perMessageDeflate: false,
    });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
