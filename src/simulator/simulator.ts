import { randomBytes } from 'node:crypto';
import { createBotChats } from './chats.ts';
import { createCommands } from './commands.ts';
import { type CardPress, cardPayload, type Feedback, feedbackPayload } from './events.ts';
import type { Frame, FrameRecord } from './frame.ts';
import { type BotAccount, createGateway, type Handshakes } from './gateway.ts';
import { createHttp, type HttpRecord } from './http.ts';
import { createInbound, type Delivered, type EventOrigin, type Said } from './inbound.ts';
import { createMediaHost } from './media.ts';
import { createMisbehaviour, type Rule } from './misbehaviour.ts';
import { createPhonePage } from './phone-page/phone-page.ts';
import { createPushes } from './pushes.ts';
import { createQr, type QrPhone } from './qr.ts';
import { createRates } from './rates.ts';
import { createReplies } from './replies.ts';
import { createRequests } from './requests.ts';
import { createResponseUrls } from './response-url.ts';
import { type Chat, type ChatType, createScreen, type Shown } from './screen.ts';
import { createStreams } from './streams.ts';
import { createUploads } from './uploads.ts';
import { createWaits } from './waits.ts';

export type { Frame } from './frame.ts';
export type { Said } from './inbound.ts';
export type { Attachment } from './media.ts';
export type { Misdeed } from './misbehaviour.ts';
export type { Shown } from './screen.ts';

export interface SimulatorOptions {
  /** Loopback port of everything; default 0, any free one. */
  readonly port?: number;
  /** Default one bot, `aibSIMULATOR`, with a random secret. */
  readonly bots?: readonly BotAccount[];
  /** Refuse a frame on a req_id whose last frame is not acknowledged (6000); default true. */
  readonly strictSerial?: boolean;
  /** How long a bubble can change, in milliseconds from its first frame; default 6 minutes. */
  readonly streamLifetimeMs?: number;
  /** Refuse what exceeds 30 a minute or 1000 an hour in one conversation (45009); default false. */
  readonly enforceRate?: boolean;
  /** Milliseconds since the epoch; all expiry follows it. Default `Date.now`. */
  readonly now?: () => number;
  /** Real milliseconds before each acknowledgement; default 0. */
  readonly ackDelayMs?: number;
}

/** A local WeCom, the people in it, and switches for what goes wrong. Only loopback. */
export interface Simulator {
  /** `ws://127.0.0.1:port`, what a client dials. */
  readonly gatewayUrl: string;
  /** `http://127.0.0.1:port`: QR endpoints, response URLs and media. */
  readonly httpUrl: string;
  /**
   * The web page that plays WeCom on a phone. Whoever has this address can drive the simulator:
   * its fragment is the token.
   */
  readonly phoneUrl: string;
  readonly bots: readonly BotAccount[];

  /** A person sends a message. */
  say(message: Said): Delivered;
  /** A person opens the chat with the bot for the first time today. */
  enterChat(from?: string): Delivered;
  /** A person uses a template card. */
  cardEvent(press: CardPress): Delivered;
  /** A person judges an answer. */
  feedback(feedback: Feedback): Delivered;
  /** Any other event, such as `auth_change_event`, with its payload. */
  unknownEvent(type: string, payload?: Record<string, unknown>, origin?: EventOrigin): Delivered;
  /** Sends any text (or, as a binary frame, bytes) to the subscriber; false when there is none. */
  sendRaw(data: string | Buffer, bot?: string): boolean;

  /** Lets the bot push to a chat in which nobody has spoken; `type` defaults to `single`. */
  knowChat(id: string, type?: ChatType): void;
  /** Removes the bot from a group: pushes get 93001, until somebody there speaks to it again. */
  leaveGroup(id: string): void;

  /**
   * Another client takes the bot over: the subscriber gets `disconnected_event` at once and stays
   * connected without messages (pings are acknowledged) until `closeAfterMs` real milliseconds
   * passed; default 2200. A second client that subscribes does the same. Throws when nobody is
   * subscribed.
   */
  displace(options?: { readonly closeAfterMs?: number; readonly bot?: string }): void;
  /**
   * The subscriber's connection goes silent both ways without closing; new ones work. Throws when
   * nobody is subscribed.
   */
  halfOpen(bot?: string): void;
  /** Ends all connections: with a close frame when a code is given, else abruptly. */
  closeConnections(code?: number): void;
  /** What happens to those who dial from now on: `accept` (default), `reject` (503) or `hang`. */
  handshakes(treatment: Handshakes): void;
  /** Plans a misdeed; the function returned takes it back. */
  misbehave(rule: Rule): () => void;

  /** Open WebSocket connections that are not half open. */
  readonly connections: number;
  /** Whether a subscribed connection hears the first bot's messages. */
  readonly online: boolean;
  /** How many subscribe frames came. */
  readonly subscribes: number;
  /**
   * What went over all WebSockets, the newest 10 000 to 20 000 frames. Long `base64_data` is cut.
   */
  readonly frames: readonly FrameRecord[];
  /** What was asked of the HTTP side, oldest first. */
  readonly httpRequests: readonly HttpRecord[];

  /** What the phones in a chat show. `type` matters only where a group and a user share an id. */
  chat(id: string, type?: ChatType): readonly Shown[];
  /** Calls `listener` after each change of what a phone shows; the function returned ends that. */
  onShown(listener: (chat: Chat, entry: Shown) => void): () => void;
  /**
   * Resolves with the first result of `probe` that is neither `undefined` nor `false`. Asked after
   * every change here, and every 20 ms for what changes elsewhere. Rejects after `timeoutMs`
   * (default 10 s) with the probe's source and the last frames.
   */
  waitFor<T>(probe: () => T | undefined | false, timeoutMs?: number): Promise<T>;

  /** The phone that scans binding QR codes. */
  readonly qr: QrPhone;
  /** Ends all connections and frees the port. */
  close(): Promise<void>;
}

const STREAM_LIFETIME_MS = 6 * 60 * 1000;
const MAX_FRAMES_KEPT = 20_000;
const MAX_BASE64_KEPT = 64;

/** Starts a simulator on loopback; rejects when the port is taken. */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const now = options.now ?? Date.now;
  const bots = options.bots ?? [
    { id: 'aibSIMULATOR', secret: randomBytes(33).toString('base64url') },
  ];
  const [firstBot] = bots;
  if (!firstBot) throw new Error('A simulator needs at least one bot.');
  const bot = firstBot.id;

  const frames: FrameRecord[] = [];
  const waits = createWaits(frames);
  const changed = () => {
    waits.changed();
    phonePage.changed();
  };
  const screen = createScreen();
  screen.onShown(waits.changed);
  const rates = createRates(options.enforceRate ?? false, now);
  const requests = createRequests(now);
  const chats = createBotChats();
  const uploads = createUploads(now, rates);
  const streams = createStreams({
    screen,
    rates,
    now,
    lifetimeMs: options.streamLifetimeMs ?? STREAM_LIFETIME_MS,
  });
  const replies = createReplies({ now, screen, requests, streams, uploads, rates });
  const pushes = createPushes({ screen, chats, uploads, rates });
  const misbehaviour = createMisbehaviour();

  const baseUrl = () => `http://127.0.0.1:${http.port}`;
  const media = createMediaHost(baseUrl, now);
  const responseUrls = createResponseUrls({ baseUrl, now, screen, rates });
  const qr = createQr({ baseUrl, now, bot: firstBot, changed });
  const phonePage = createPhonePage({
    simulator: () => simulator,
    port: () => http.port,
    screen,
    now,
  });
  const routes = [...media.routes, ...responseUrls.routes, ...qr.routes, ...phonePage.routes];
  const http = await createHttp(options.port ?? 0, routes, now, changed);

  const gateway = createGateway({
    server: http.server,
    bots,
    strictSerial: options.strictSerial ?? true,
    ackDelayMs: options.ackDelayMs ?? 0,
    now,
    misbehaviour,
    handle: createCommands({ replies, pushes, uploads }),
    log(dir, frame) {
      frames.push({ at: now(), dir, frame: shortened(frame) });
      if (frames.length > MAX_FRAMES_KEPT) frames.splice(0, MAX_FRAMES_KEPT / 2);
    },
    changed,
  });
  const inbound = createInbound({
    firstBot: bot,
    now,
    screen,
    requests,
    media,
    deliver: gateway.deliver,
    spoken: chats.know,
    responseUrl: responseUrls.create,
  });

  const simulator: Simulator = {
    gatewayUrl: `ws://127.0.0.1:${http.port}`,
    httpUrl: baseUrl(),
    phoneUrl: `${baseUrl()}${phonePage.path}`,
    bots,
    say: inbound.say,
    enterChat: (from) => inbound.event('enter_chat', undefined, from ? { from } : {}),
    cardEvent: (press) => inbound.event('template_card_event', cardPayload(press), press),
    feedback: (given) => inbound.event('feedback_event', feedbackPayload(given), given),
    unknownEvent: (type, payload, origin = {}) => inbound.event(type, payload, origin),
    sendRaw: (data, to = bot) => gateway.sendRaw(to, data),
    knowChat: (id, type = 'single') => chats.know({ id, type }),
    leaveGroup: chats.leave,
    displace: (how = {}) => gateway.displace(how.bot ?? bot, how.closeAfterMs),
    halfOpen: (which = bot) => gateway.halfOpen(which),
    closeConnections: gateway.closeConnections,
    handshakes: gateway.handshakes,
    misbehave: misbehaviour.add,
    get connections() {
      return gateway.connections;
    },
    get online() {
      return gateway.online(bot);
    },
    get subscribes() {
      return gateway.subscribes;
    },
    frames,
    httpRequests: http.requests,
    chat(id, type) {
      const group = screen.chat(id, 'group');
      return type === 'group' || (!type && group.length > 0) ? group : screen.chat(id, 'single');
    },
    onShown: screen.onShown,
    waitFor: waits.waitFor,
    qr: qr.phone,
    async close() {
      waits.close();
      gateway.close();
      await http.close();
    },
  };
  return simulator;
}

/** Keeps the frame log small while files are uploaded. */
function shortened(frame: Frame): Frame {
  const data = frame.body?.base64_data;
  if (typeof data !== 'string' || data.length <= MAX_BASE64_KEPT) return frame;
  const base64_data = `${data.slice(0, MAX_BASE64_KEPT)}… (${data.length} characters)`;
  return { ...frame, body: { ...frame.body, base64_data } };
}
