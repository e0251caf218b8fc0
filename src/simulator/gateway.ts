import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { type Answer, type Frame, parseFrame, refusal } from './frame.ts';
import type { Misbehaviour, Misdeed } from './misbehaviour.ts';

/** What a client subscribes with. */
export interface BotAccount {
  readonly id: string;
  readonly secret: string;
}

/** What happens to those who dial. */
export type Handshakes = 'accept' | 'reject' | 'hang';

const MAX_FRAME_BYTES = 4 * 1024 * 1024;
const DISPLACED_CLOSE_MS = 2_200;

const credentialsSchema = z.looseObject({ bot_id: z.string(), secret: z.string() });

/** One WebSocket connection. */
interface Link {
  readonly socket: WebSocket;
  bot?: string;
  /** `lost`: it was subscribed, and only its pings are answered now. */
  state: 'new' | 'subscribed' | 'lost';
  /** Half open: nothing is read or written. */
  silent: boolean;
  /** Request ids whose last frame is not acknowledged. */
  readonly busy: Set<string>;
}

/**
 * The WebSocket side: connections, subscriptions, acknowledgements and what goes wrong there
 * (docs/protocol.md, Connection and Acknowledgements).
 */
export interface Gateway {
  readonly connections: number;
  readonly subscribes: number;
  online(bot: string): boolean;
  /** Sends a callback to the subscriber; false when nobody hears it. */
  deliver(bot: string, frame: Frame): boolean;
  sendRaw(bot: string, data: string | Buffer): boolean;
  displace(bot: string, closeAfterMs?: number): void;
  halfOpen(bot: string): void;
  closeConnections(code?: number): void;
  handshakes(treatment: Handshakes): void;
  close(): void;
}

export function createGateway(parts: {
  readonly server: Server;
  readonly bots: readonly BotAccount[];
  readonly strictSerial: boolean;
  readonly ackDelayMs: number;
  readonly now: () => number;
  readonly misbehaviour: Misbehaviour;
  /** Carries out a command of a subscribed client. */
  readonly handle: (bot: string, frame: Frame) => Answer;
  readonly log: (dir: 'in' | 'out', frame: Frame) => void;
  readonly changed: () => void;
}): Gateway {
  const { bots, misbehaviour, log, changed } = parts;
  const links = new Set<Link>();
  const subscribers = new Map<string, Link>();
  const timers = new Set<NodeJS.Timeout>();
  /** Sockets that dialled and were left without an answer. */
  const hanging = new Set<Duplex>();
  let subscribes = 0;
  let treatment: Handshakes = 'accept';

  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
  });
  parts.server.on('upgrade', (request, socket, head) => {
    // An error is always followed by the close.
    socket.on('error', () => {});
    if (treatment === 'hang') return void hanging.add(socket);
    if (treatment === 'reject') {
      return void socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
    }
    sockets.handleUpgrade(request, socket, head, accept);
  });

  function accept(socket: WebSocket): void {
    const link: Link = { socket, state: 'new', silent: false, busy: new Set() };
    links.add(link);
    socket.on('message', (data) => receive(link, data));
    // An error is always followed by the close.
    socket.on('error', () => {});
    socket.on('close', () => {
      links.delete(link);
      unsubscribe(link);
      changed();
    });
    changed();
  }

  function after(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, ms);
    timers.add(timer);
  }

  function send(link: Link, frame: Frame): boolean {
    if (link.silent || link.socket.readyState !== WebSocket.OPEN) return false;
    link.socket.send(JSON.stringify(frame));
    log('out', frame);
    return true;
  }

  /** Takes the subscription from `link`, where it has it. */
  function unsubscribe(link: Link): void {
    if (link.state !== 'subscribed') return;
    link.state = 'lost';
    for (const [bot, subscriber] of subscribers) if (subscriber === link) subscribers.delete(bot);
  }

  function receive(link: Link, data: RawData): void {
    const frame = parseFrame(String(data));
    if (!frame) return void send(link, answerFrame('', refusal(40058, 'not a command frame')));
    log('in', frame);
    if (frame.cmd === 'aibot_subscribe') subscribes += 1;
    const misdeed = misbehaviour.strike(frame);
    if (misdeed === 'close') link.socket.terminate();
    else if (misdeed !== 'ignore') carryOut(link, frame, misdeed);
    changed();
  }

  function carryOut(link: Link, frame: Frame, misdeed: Misdeed | undefined): void {
    const id = frame.headers.req_id;
    if (parts.strictSerial && link.busy.has(id)) {
      acknowledge(parts.ackDelayMs, () => send(link, answerFrame(id, refusal(6000))));
      return;
    }
    const answer = judge(link, frame, misdeed);
    if (misdeed === 'close-after') link.socket.terminate();
    if (misdeed === 'close-after' || misdeed === 'lose-ack') return;
    link.busy.add(id);
    const late = typeof misdeed === 'object' && 'ackAfterMs' in misdeed;
    acknowledge(late ? misdeed.ackAfterMs : parts.ackDelayMs, () => {
      link.busy.delete(id);
      send(link, answerFrame(id, answer));
    });
  }

  /** Never at once: frames that came in one piece are concurrent, as they are in WeCom. */
  function acknowledge(ms: number, run: () => void): void {
    if (ms > 0) after(ms, run);
    else setImmediate(run);
  }

  function judge(link: Link, frame: Frame, misdeed: Misdeed | undefined): Answer {
    if (typeof misdeed === 'object' && 'refuse' in misdeed) {
      const { refuse: code, errmsg } = misdeed;
      return errmsg === undefined ? refusal(code) : { errcode: code, errmsg };
    }
    if (misdeed === 'unsubscribe') {
      unsubscribe(link);
      return refusal(846609);
    }
    if (frame.cmd === 'aibot_subscribe') return subscribe(link, frame.body);
    if (frame.cmd === 'ping' && link.state !== 'new') return { errcode: 0, errmsg: 'ok' };
    if (link.state !== 'subscribed' || link.bot === undefined) return refusal(846609);
    return parts.handle(link.bot, frame);
  }

  /** Bad credentials leave the socket open; good ones displace the bot's last subscriber. */
  function subscribe(link: Link, body: unknown): Answer {
    const given = credentialsSchema.safeParse(body).data;
    const bot = bots.find(({ id, secret }) => id === given?.bot_id && secret === given.secret);
    if (!bot) return refusal(853000);
    const last = subscribers.get(bot.id);
    if (last && last !== link) displace(last, bot.id, DISPLACED_CLOSE_MS);
    link.bot = bot.id;
    link.state = 'subscribed';
    subscribers.set(bot.id, link);
    return { errcode: 0, errmsg: 'ok' };
  }

  function displace(link: Link, bot: string, closeAfterMs: number): void {
    unsubscribe(link);
    send(link, disconnectedEvent(bot, parts.now()));
    after(closeAfterMs, () => {
      // It may have subscribed anew meanwhile.
      if (link.state === 'lost') link.socket.close();
    });
    changed();
  }

  function subscriber(bot: string): Link {
    const link = subscribers.get(bot);
    if (!link) throw new Error(`No client is subscribed to ${bot}; wait until one is.`);
    return link;
  }

  return {
    get connections() {
      return [...links].filter((link) => !link.silent).length;
    },
    get subscribes() {
      return subscribes;
    },
    online(bot) {
      const link = subscribers.get(bot);
      return link?.silent === false && link.socket.readyState === WebSocket.OPEN;
    },
    deliver(bot, frame) {
      const link = subscribers.get(bot);
      const delivered = link !== undefined && send(link, frame);
      changed();
      return delivered;
    },
    sendRaw(bot, data) {
      const link = subscribers.get(bot);
      if (!link || link.silent) return false;
      link.socket.send(data);
      return true;
    },
    displace: (bot, closeAfterMs = DISPLACED_CLOSE_MS) =>
      displace(subscriber(bot), bot, closeAfterMs),
    halfOpen(bot) {
      const link = subscriber(bot);
      link.silent = true;
      link.socket.pause();
      changed();
    },
    closeConnections(code) {
      for (const { socket } of links) {
        if (code === undefined) socket.terminate();
        else socket.close(code);
      }
    },
    handshakes(value) {
      treatment = value;
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
      for (const { socket } of links) socket.terminate();
      for (const socket of hanging) socket.destroy();
    },
  };
}

function answerFrame(reqId: string, answer: Answer): Frame {
  return { headers: { req_id: reqId }, ...answer };
}

function disconnectedEvent(bot: string, now: number): Frame {
  const id = () => randomBytes(16).toString('hex');
  return {
    cmd: 'aibot_event_callback',
    headers: { req_id: id() },
    body: {
      msgid: id(),
      create_time: Math.floor(now / 1000),
      aibotid: bot,
      msgtype: 'event',
      event: { eventtype: 'disconnected_event' },
    },
  };
}
