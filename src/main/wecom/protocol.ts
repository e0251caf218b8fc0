import { z } from 'zod';

/**
 * The AI Bot's frames, as docs/protocol.md § Frames tells them. Everything that arrives goes
 * through {@link parseFrame}, which never throws: what cannot be understood is a value too.
 * Unknown extra fields are accepted everywhere.
 */

/** Longest id (message, chat, user, request) that is believed; WeCom's are far shorter. */
const ID_LIMIT = 512;
/** Frames above this many characters are not parsed. WeCom's own stay far below. */
const FRAME_LIMIT = 4 * 1024 * 1024;

const id = z
  .union([z.string(), z.number().transform(String)])
  .pipe(z.string().min(1).max(ID_LIMIT));

const envelope = z.looseObject({
  cmd: z.string().nullish(),
  headers: z.looseObject({ req_id: id }),
  body: z.unknown().optional(),
  errcode: z
    .union([
      z.number(),
      z
        .string()
        .regex(/^-?\d{1,9}$/)
        .transform(Number),
    ])
    .optional(),
  errmsg: z.string().optional().catch(undefined),
});

const text = z.looseObject({ content: z.string() });
/** `pic_url` in place of `url` has been reported once for images. */
const media = z
  .looseObject({
    url: z.string().optional(),
    pic_url: z.string().optional(),
    aeskey: z.string().optional(),
  })
  .transform(({ url, pic_url, aeskey }) => ({ url: url ?? pic_url, aeskey }))
  .refine((value) => value.url !== undefined, 'has no url');
const mixedItem = z
  .looseObject({
    msgtype: z.string(),
    text: text.optional().catch(undefined),
    image: media.optional().catch(undefined),
    file: media.optional().catch(undefined),
  })
  .catch({ msgtype: '' });
const content = {
  text,
  voice: text,
  image: media,
  file: media,
  video: media,
  mixed: z.looseObject({ msg_item: z.array(mixedItem).max(1000) }),
} as const;
type ContentKind = keyof typeof content;

const appmsg = z.looseObject({
  title: z.string().optional().catch(undefined),
  description: z.string().optional().catch(undefined),
  url: z.string().optional().catch(undefined),
});

const sender = z.looseObject({ userid: id });
const messageBody = z.looseObject({
  msgid: id,
  // A single chat may have an empty one; a group needs it, see parseMessage.
  chatid: id.optional().catch(undefined),
  chattype: z.enum(['single', 'group']).optional().catch(undefined),
  from: sender,
  response_url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .catch(undefined),
  msgtype: z.string().max(ID_LIMIT),
  quote: z.looseObject({ msgtype: z.string() }).optional().catch(undefined),
});
const eventBody = z.looseObject({
  msgid: id.optional().catch(undefined),
  chatid: id.optional().catch(undefined),
  from: sender.optional().catch(undefined),
  event: z.looseObject({ eventtype: z.string().max(ID_LIMIT) }),
});

/** A message as it came, its content checked against its kind. */
export interface MessageFrame {
  readonly kind: 'message';
  readonly requestId: string;
  readonly messageId: string;
  /** Set in groups only. */
  readonly chatId: string | undefined;
  readonly chatType: 'single' | 'group';
  readonly userId: string;
  readonly responseUrl: string | undefined;
  /** WeCom's own word for the kind; may be one we do not know. */
  readonly messageType: string;
  /** What was said, or spoken (WeCom sends the transcript); empty for other kinds. */
  readonly text: string;
  /** Text of the quoted message, where it had any. */
  readonly quote: string | undefined;
}

/** One frame from WeCom. */
export type InboundFrame =
  | {
      readonly kind: 'ack';
      readonly requestId: string;
      readonly code: number;
      readonly message: string;
      readonly body: unknown;
    }
  | MessageFrame
  | {
      readonly kind: 'event';
      readonly requestId: string;
      readonly eventType: string;
      readonly messageId: string | undefined;
      readonly userId: string | undefined;
    }
  /** A well-formed frame with a command we do not know. */
  | { readonly kind: 'unknown'; readonly command: string }
  /** Not a frame. `reason` holds no content of it. */
  | { readonly kind: 'invalid'; readonly reason: string };

/** Reads one text frame. Never throws. */
export function parseFrame(data: string): InboundFrame {
  if (data.length > FRAME_LIMIT) return invalid(`longer than ${FRAME_LIMIT} characters`);
  const json = parseJson(data);
  if (json === undefined) return invalid('not JSON');
  const frame = envelope.safeParse(json);
  if (!frame.success) return invalid(describe(frame.error));
  const { cmd, headers, body, errcode, errmsg } = frame.data;
  const requestId = headers.req_id;
  switch (cmd) {
    case undefined:
    case null:
    case '':
      if (errcode === undefined) return invalid('neither cmd nor errcode');
      return { kind: 'ack', requestId, code: errcode, message: errmsg ?? '', body };
    case 'aibot_msg_callback':
      return parseMessage(requestId, body);
    case 'aibot_event_callback':
      return parseEvent(requestId, body);
    default:
      return { kind: 'unknown', command: cmd.slice(0, ID_LIMIT) };
  }
}

// WeCom has sent raw control characters inside strings (docs/protocol.md § Frames), which JSON forbids.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const RAW_CONTROLS = /[\u0000-\u0008\u000B-\u001F]/g;

function parseJson(data: string): unknown {
  for (const candidate of [() => data, () => data.replace(RAW_CONTROLS, '')]) {
    try {
      return JSON.parse(candidate());
    } catch {
      // The second candidate is tried, then there is none.
    }
  }
  return undefined;
}

function parseMessage(requestId: string, body: unknown): InboundFrame {
  const parsed = messageBody.safeParse(body);
  if (!parsed.success) return invalid(`message: ${describe(parsed.error)}`);
  const message = parsed.data;
  const chatType = message.chattype ?? (message.chatid === undefined ? 'single' : 'group');
  if (chatType === 'group' && message.chatid === undefined) return invalid('message: no chatid');
  const said = readContent(message.msgtype, message);
  if (said === undefined) return invalid(`message: ${message.msgtype} without its content`);
  return {
    kind: 'message',
    requestId,
    messageId: message.msgid,
    chatId: chatType === 'group' ? message.chatid : undefined,
    chatType,
    userId: message.from.userid,
    responseUrl: message.response_url,
    messageType: message.msgtype,
    text: said,
    quote: message.quote && (readContent(message.quote.msgtype, message.quote) || undefined),
  };
}

/** The text of a content object; empty for kinds without text, undefined where it is malformed. */
function readContent(kind: string, holder: Record<string, unknown>): string | undefined {
  if (kind === 'appmsg') {
    const card = appmsg.safeParse(holder.appmsg).data;
    return card && clean([card.title, card.description, card.url].filter(Boolean).join('\n'));
  }
  if (!isContentKind(kind)) return '';
  const value = content[kind].safeParse(holder[kind]).data;
  if (value === undefined) return undefined;
  if ('content' in value && typeof value.content === 'string') return clean(value.content);
  if (!('msg_item' in value)) return '';
  const items = value.msg_item as z.infer<typeof mixedItem>[];
  return clean(items.flatMap((item) => item.text?.content ?? []).join('\n'));
}

function isContentKind(kind: string): kind is ContentKind {
  return Object.hasOwn(content, kind);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const CONTROLS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g;

/** Line ends as \n, no other control characters, no half of a surrogate pair. */
function clean(value: string): string {
  return value.replace(/\r\n?/g, '\n').replace(CONTROLS, '').toWellFormed();
}

function parseEvent(requestId: string, body: unknown): InboundFrame {
  const parsed = eventBody.safeParse(body);
  if (!parsed.success) return invalid(`event: ${describe(parsed.error)}`);
  return {
    kind: 'event',
    requestId,
    eventType: parsed.data.event.eventtype,
    messageId: parsed.data.msgid,
    userId: parsed.data.from?.userid,
  };
}

function invalid(reason: string): InboundFrame {
  return { kind: 'invalid', reason };
}

function describe(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue ? `${issue.path.join('.') || 'frame'} ${issue.code}` : 'malformed';
}

/** What is sent: a command, the request id it belongs to, and its body. */
export interface OutboundFrame {
  readonly cmd:
    | 'aibot_subscribe'
    | 'ping'
    | 'aibot_respond_msg'
    | 'aibot_respond_welcome_msg'
    | 'aibot_send_msg'
    | 'aibot_upload_media_init'
    | 'aibot_upload_media_chunk'
    | 'aibot_upload_media_finish';
  readonly headers: { readonly req_id: string };
  readonly body?: Record<string, unknown>;
}

/** The body of one frame of a bubble; `text` replaces all that the bubble showed. */
export function streamBody(streamId: string, text: string, finish: boolean) {
  return { msgtype: 'stream', stream: { id: streamId, finish, content: text } };
}

const uploadId = z.looseObject({ upload_id: z.string().min(1) });
const uploadedMedia = z.looseObject({ media_id: z.string().min(1) });

/** The upload's id out of the answer to its first step, or undefined. */
export function readUploadId(body: unknown): string | undefined {
  return uploadId.safeParse(body).data?.upload_id;
}

/** The media id out of the answer to an upload's last step, or undefined. */
export function readMediaId(body: unknown): string | undefined {
  return uploadedMedia.safeParse(body).data?.media_id;
}
