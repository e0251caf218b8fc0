import { randomBytes } from 'node:crypto';
import type { Frame } from './frame.ts';
import type { Attachment, MediaHost } from './media.ts';
import type { IssuedRequest, Requests } from './requests.ts';
import type { Chat, Screen, ShownMine } from './screen.ts';

/** The kinds of message a person can send. */
type SaidKind = 'text' | 'voice' | 'image' | 'mixed' | 'file' | 'video';

/** What a message consists of. */
interface Content {
  /** Default `text`. */
  readonly kind?: SaidKind;
  /** The text, the transcript of a voice message, or the text part of a mixed one. */
  readonly text?: string;
  /** The picture or file of kinds that have one; a small one is made up by default. */
  readonly media?: Attachment;
}

/** One message of a person. */
export interface Said extends Content {
  /** User id of who says it; default `alice`. */
  readonly from?: string;
  /** Id of the group it is said in; without it, it is said to the bot alone. */
  readonly chat?: string;
  /** The message it quotes; a plain string quotes a text. */
  readonly quote?: string | Content;
  /** Repeat an id to deliver a duplicate. */
  readonly msgid?: string;
  /** Whether a group message mentions the bot; default true. */
  readonly mention?: boolean;
  /** Fields laid over the body, for what WeCom should never send; `undefined` removes one. */
  readonly raw?: Readonly<Record<string, unknown>>;
  /** Id of the bot it is said to; default the first. */
  readonly bot?: string;
}

/** Who or what an event is about. */
export interface EventOrigin {
  /** User id; default `alice`. */
  readonly from?: string;
  /** Id of the group it happened in. */
  readonly chat?: string;
  /** Id of the bot it happened to; default the first. */
  readonly bot?: string;
}

/** What became of a message or event. */
export interface Delivered {
  readonly msgid: string;
  /** The id that answers must carry; nobody but the receiver of the frame has seen it. */
  readonly reqId: string;
  readonly chatId: string;
  /** False when no subscribed connection was there to hear it. WeCom does not repeat it later. */
  readonly delivered: boolean;
}

/** The name that group messages mention the bot by. */
const BOT_NAME = 'Bot';

interface Parts {
  readonly firstBot: string;
  readonly now: () => number;
  readonly screen: Screen;
  readonly requests: Requests;
  readonly media: MediaHost;
  readonly deliver: (bot: string, frame: Frame) => boolean;
  /** Notes that the bot was spoken to in `chat`, which may be pushed to from now on. */
  readonly spoken: (chat: Chat) => void;
  /** Makes the one-use URL by which `request` can be answered without a socket. */
  readonly responseUrl: (request: IssuedRequest) => string;
}

/** Builds the callbacks of people's messages and of events, and delivers them. */
export interface Inbound {
  say(message: Said): Delivered;
  event(type: string, payload: Record<string, unknown> | undefined, by: EventOrigin): Delivered;
}

export function createInbound(parts: Parts): Inbound {
  const { now, screen, requests, media } = parts;
  const seen = new Set<string>();

  /** The fields that messages and events have in common. */
  function envelope(origin: EventOrigin, chat: Chat, msgid: string) {
    return {
      msgid,
      create_time: Math.floor(now() / 1000),
      aibotid: origin.bot ?? parts.firstBot,
      ...(chat.type === 'group' && { chatid: chat.id }),
      chattype: chat.type,
      from: { userid: origin.from ?? 'alice' },
    };
  }

  function send(cmd: string, request: IssuedRequest, body: Record<string, unknown>): boolean {
    requests.add(request);
    const frame = { cmd, headers: { req_id: request.id }, body };
    const delivered = parts.deliver(request.bot, frame);
    if (!delivered) requests.forget(request);
    return delivered;
  }

  /** The content object of a message: `{image: {url, aeskey}}` and the like. */
  function contentObject(content: Content, mention: string): Record<string, unknown> {
    const kind = content.kind ?? 'text';
    const text = { content: `${mention}${content.text ?? ''}` };
    if (kind === 'text') return { text };
    if (kind === 'voice') return { voice: { content: content.text ?? '' } };
    if (kind !== 'mixed') return { [kind]: media.add(kind, content.media) };
    const image = media.add('image', content.media);
    return {
      mixed: {
        msg_item: [
          { msgtype: 'text', text },
          { msgtype: 'image', image },
        ],
      },
    };
  }

  return {
    say(message) {
      const kind = message.kind ?? 'text';
      const chat = chatOf(message);
      if (chat.type === 'group' && kind !== 'text' && kind !== 'mixed') {
        throw new Error(`WeCom delivers ${kind} messages in single chats only; quote one instead.`);
      }
      const msgid = message.msgid ?? randomBytes(16).toString('hex');
      const mention = chat.type === 'group' && message.mention !== false ? `@${BOT_NAME} ` : '';
      const bot = message.bot ?? parts.firstBot;
      const request: IssuedRequest = { id: requests.newId(), bot, chat, at: now() };
      const quote = typeof message.quote === 'string' ? { text: message.quote } : message.quote;
      const body = {
        ...envelope(message, chat, msgid),
        response_url: parts.responseUrl(request),
        msgtype: kind,
        ...contentObject(message, mention),
        ...(quote && { quote: { msgtype: quote.kind ?? 'text', ...contentObject(quote, '') } }),
        ...message.raw,
      };
      parts.spoken(chat);
      const isNew = !seen.has(msgid);
      const shown = showing(message, mention, quote, msgid);
      if (isNew) screen.show(chat, shown);
      seen.add(msgid);
      const delivered = send('aibot_msg_callback', request, body);
      if (isNew && !delivered) {
        shown.undelivered = true;
        screen.changed(chat, shown);
      }
      return { msgid, reqId: request.id, chatId: chat.id, delivered };
    },

    event(type, payload, by) {
      const chat = chatOf(by);
      const msgid = randomBytes(16).toString('hex');
      const bot = by.bot ?? parts.firstBot;
      const taskId = payload?.task_id;
      const request: IssuedRequest = {
        id: requests.newId(),
        bot,
        chat,
        at: now(),
        event: type,
        ...(typeof taskId === 'string' && { taskId }),
      };
      const delivered = send('aibot_event_callback', request, {
        ...envelope(by, chat, msgid),
        ...(type === 'template_card_event' && { response_url: parts.responseUrl(request) }),
        msgtype: 'event',
        event: { eventtype: type, ...(payload && { [type]: payload }) },
      });
      return { msgid, reqId: request.id, chatId: chat.id, delivered };
    },
  };
}

function chatOf(origin: EventOrigin): Chat {
  if (origin.chat !== undefined) return { id: origin.chat, type: 'group' };
  return { id: origin.from ?? 'alice', type: 'single' };
}

function showing(
  said: Said,
  mention: string,
  quote: Content | undefined,
  msgid: string,
): ShownMine {
  const { kind = 'text', from = 'alice', media } = said;
  return {
    who: 'me',
    msgtype: kind,
    from,
    text: shownText(said, mention),
    ...(quote && { quote: shownText(quote, '') }),
    ...(media?.bytes && { media: { name: media.name ?? kind, bytes: media.bytes } }),
    msgid,
  };
}

function shownText(content: Content, mention: string): string {
  const { kind = 'text', text = '', media } = content;
  if (kind === 'text') return mention + text;
  if (kind === 'voice') return text;
  const attached = `[${media?.name ?? kind}]`;
  return kind === 'mixed' ? `${mention}${text} ${attached}` : attached;
}
