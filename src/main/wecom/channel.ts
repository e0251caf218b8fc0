import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { ConnectionState } from '../../shared/connection.ts';
import type {
  Channel,
  InboundKind,
  InboundMessage,
  OutboundBody,
  Outcome,
  Route,
} from '../channel/channel.ts';
import type { Clock } from '../clock.ts';
import { openBubble } from './bubble.ts';
import { type Connection, createConnection } from './connection.ts';
import { gate, withoutMention } from './gate.ts';
import { type InboundFrame, type MessageFrame, streamBody } from './protocol.ts';
import { upload } from './upload.ts';

/** Milliseconds for a POST to a message's `response_url`. */
const URL_TIMEOUT = 15_000;
/** Visits by which a repeated one is known. */
const WELCOMES_KNOWN = 100;

/** Which bot to be, and where. */
export interface Credentials {
  readonly url: string;
  readonly botId: string;
  readonly secret: string;
}

/** What the AI Bot channel needs to run. Settings that may change while it runs are functions. */
export interface WecomChannelOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly allowFrom: () => readonly string[];
  readonly sendThinkingMessage: () => boolean;
  /** Text for the first visit of the day; empty sends none. */
  readonly welcomeText: () => string;
  /** Whether a message id was taken before. */
  readonly isDuplicate: (messageId: string) => boolean;
  /** Called before frames leave: what they rely on must be on disk. False ends the connection. */
  readonly beforeSend: () => boolean;
  readonly onState: (state: ConnectionState) => void;
  /** Called from the read loop with every message that passed the gate: it must not wait. */
  readonly onMessage: (message: InboundMessage) => void;
}

/** The AI Bot channel. Without credentials it stays stopped. */
export interface WecomChannel extends Channel {
  /**
   * Uses other credentials from now on. The old connection is closed before a new one is made, so
   * that the two never compete for the bot; it is dialled at once where the channel was started.
   */
  configure(credentials: Credentials | undefined): Promise<void>;
}

/** Makes the AI Bot channel; it dials on `start`, once it has credentials. */
export function createWecomChannel(options: WecomChannelOptions): WecomChannel {
  const { clock, log } = options;
  let connection: Connection | undefined;
  /** What start and stop asked for last; it outlives the exchange of one connection for another. */
  let wanted = false;
  /** Settles when all exchanges are over. */
  let exchanged: Promise<void> = Promise.resolve();

  const onFrame = (frame: Extract<InboundFrame, { kind: 'message' | 'event' }>): void => {
    if (frame.kind === 'event') return onEvent(frame);
    const verdict = gate(frame, {
      isDuplicate: options.isDuplicate,
      allowFrom: options.allowFrom(),
    });
    if (!verdict.pass) {
      log.debug({ messageId: frame.messageId, why: verdict.why }, 'message not taken');
      return;
    }
    options.onMessage(toInbound(frame, clock.wall()));
  };

  /** Visits answered lately: WeCom may tell of one twice. */
  const welcomed = new Set<string>();
  const remember = (messageId: string): void => {
    welcomed.add(messageId);
    const [oldest] = welcomed;
    if (welcomed.size > WELCOMES_KNOWN && oldest !== undefined) welcomed.delete(oldest);
  };

  const onEvent = (event: Extract<InboundFrame, { kind: 'event' }>): void => {
    const welcome = options.welcomeText();
    if (event.eventType !== 'enter_chat' || welcome === '') {
      log.debug({ event: event.eventType }, 'event ignored');
      return;
    }
    const { messageId } = event;
    if (messageId !== undefined && welcomed.has(messageId)) return;
    if (messageId !== undefined) remember(messageId);
    const allowed = options.allowFrom();
    if (allowed.length > 0 && !allowed.includes(event.userId ?? '')) return;
    const body = { msgtype: 'text', text: { content: welcome } };
    void reply(event.requestId, 'aibot_respond_welcome_msg', body).then((outcome) => {
      if (outcome.kind !== 'acked') log.warn({ outcome: outcome.kind }, 'welcome not delivered');
    });
  };

  const reply: Connection['reply'] = (requestId, cmd, body) =>
    connection?.reply(requestId, cmd, body) ?? Promise.resolve(NOT_CONFIGURED);
  const respond = (requestId: string, body: Record<string, unknown>) =>
    reply(requestId, 'aibot_respond_msg', body);

  return {
    name: 'wecom',
    get state() {
      return connection?.state ?? { name: 'stopped' };
    },
    start() {
      wanted = true;
      connection?.start();
    },
    async stop() {
      wanted = false;
      await Promise.all([connection?.stop(), exchanged]);
    },
    wake: () => connection?.wake(),
    configure(credentials) {
      exchanged = exchanged.then(async () => {
        const old = connection;
        connection = undefined;
        await old?.stop();
        wanted &&= credentials !== undefined;
        connection = credentials && createConnection({ ...options, ...credentials, onFrame });
        if (wanted) connection?.start();
      });
      return exchanged;
    },
    openBubble: ({ requestId }, streamId) =>
      openBubble({
        streamId,
        sendThinkingMessage: options.sendThinkingMessage(),
        clock,
        send: (body) => respond(requestId, body),
      }),
    finishBubble: (requestId, streamId, text) =>
      respond(requestId, streamBody(streamId, text, true)),
    abandonBubble: (requestId, streamId, text) =>
      connection?.replyUntrusted(
        requestId,
        'aibot_respond_msg',
        streamBody(streamId, text, true),
      ) ?? false,
    push: async (route, body, signal) =>
      connection ? push(connection, route, body, clock, signal) : NOT_CONFIGURED,
    respondByUrl: async (url, text, signal) =>
      options.beforeSend()
        ? respondByUrl(url, text, signal)
        : { kind: 'unsent', reason: 'it could not be recorded' },
  };
}

const NOT_CONFIGURED: Outcome = { kind: 'unsent', reason: 'no bot is bound' };

/** A new name for a stream; WeCom asks only that it is unique. */
export function newStreamId(): string {
  return randomUUID();
}

const KINDS: readonly InboundKind[] = ['text', 'voice', 'image', 'mixed', 'file', 'video'];

function toInbound(frame: MessageFrame, receivedAt: number): InboundMessage {
  const single = frame.chatId === undefined;
  return {
    channel: 'wecom',
    messageId: frame.messageId,
    requestId: frame.requestId,
    chat: { id: frame.chatId ?? frame.userId, type: single ? 'single' : 'group' },
    sender: frame.userId,
    kind: KINDS.find((kind) => kind === frame.messageType) ?? 'other',
    text: withoutMention(frame),
    ...(frame.quote === undefined ? {} : { quote: frame.quote }),
    ...(frame.responseUrl === undefined ? {} : { responseUrl: frame.responseUrl }),
    receivedAt,
  };
}

async function push(
  connection: Connection,
  route: Route,
  body: OutboundBody,
  clock: Clock,
  signal: AbortSignal,
): Promise<Outcome> {
  const target = {
    chatid: route.id,
    ...(route.type === undefined ? {} : { chat_type: route.type === 'single' ? 1 : 2 }),
  };
  if (body.type === 'markdown') {
    const markdown = { content: body.text };
    return connection.request('aibot_send_msg', { ...target, msgtype: 'markdown', markdown });
  }
  const uploaded = await upload(connection, body.path, clock, signal);
  if (uploaded.kind === 'impossible')
    return { kind: 'refused', code: 0, message: uploaded.reason, reaction: 'give-up' };
  // Only the last step shows anything: whatever became of an upload, it can be done again.
  if (uploaded.kind === 'unknown')
    return { kind: 'unsent', reason: 'the upload was not completed' };
  if (uploaded.kind !== 'uploaded') return uploaded;
  const { type, mediaId } = uploaded;
  return connection.request('aibot_send_msg', {
    ...target,
    msgtype: type,
    [type]: { media_id: mediaId },
  });
}

const urlAnswer = z.looseObject({ errcode: z.number(), errmsg: z.string().optional() });

async function respondByUrl(url: string, text: string, signal: AbortSignal): Promise<Outcome> {
  if (signal.aborted) return { kind: 'unsent', reason: 'cancelled' };
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ msgtype: 'markdown', markdown: { content: text } }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(URL_TIMEOUT)]),
      redirect: 'error',
    });
    const answer = urlAnswer.safeParse(await response.json().catch(() => undefined)).data;
    if (response.ok && (answer?.errcode ?? 0) === 0) return { kind: 'acked', body: undefined };
    return {
      kind: 'refused',
      code: answer?.errcode ?? response.status,
      message: answer?.errmsg ?? `HTTP ${response.status}`,
      reaction: 'push',
    };
  } catch (error) {
    return neverLeft(error)
      ? { kind: 'unsent', reason: 'WeCom could not be reached over HTTPS' }
      : { kind: 'unknown', cause: 'lost', late: Promise.resolve('lost') };
  }
}

/** Whether a fetch failed before anything reached the other side. */
function neverLeft(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return (
    typeof code === 'string' &&
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT)$/.test(
      code,
    )
  );
}
