import { z } from 'zod';
import { refuse } from './frame.ts';
import type { Card, ReceivedMedia } from './screen.ts';

const MAX_CONTENT_BYTES = 20_480;
const MAX_FEEDBACK_ID_BYTES = 256;

const feedbackSchema = z.looseObject({
  id: z.string().refine((id) => Buffer.byteLength(id) <= MAX_FEEDBACK_ID_BYTES, 'over 256 bytes'),
});
const taskIdSchema = z.string().regex(/^[0-9A-Za-z_@-]{1,128}$/);
const cardTypes = [
  'text_notice',
  'news_notice',
  'button_interaction',
  'vote_interaction',
  'multiple_interaction',
] as const;
const cardSchema = z
  .looseObject({
    card_type: z.enum(cardTypes),
    card_action: z.looseObject({ type: z.int() }).optional(),
    button_list: z.array(z.unknown()).max(6).optional(),
    select_list: z.array(z.unknown()).max(3).optional(),
    task_id: taskIdSchema.optional(),
    feedback: feedbackSchema.optional(),
  })
  .refine(
    (card) => card.card_type !== 'text_notice' || card.card_action !== undefined,
    'a text_notice needs its card_action',
  )
  .refine(
    (card) => !card.card_type.endsWith('_interaction') || card.task_id !== undefined,
    'an interactive card needs its task_id',
  );

/** Text or Markdown of at most 20480 bytes of UTF-8. */
const textSchema = z
  .string()
  .refine((text) => Buffer.byteLength(text) <= MAX_CONTENT_BYTES, 'over 20480 bytes');

const filledText = textSchema.min(1);

/** What a stream frame carries; `msg_item` does not exist on a long connection. */
export const streamSchema = z.looseObject({
  id: z.string().min(1),
  finish: z.boolean().optional(),
  content: textSchema.optional(),
  msg_item: z.undefined({ error: 'not supported on a long connection' }).optional(),
  feedback: feedbackSchema.optional(),
});

/** A template card that WeCom would show; throws a ZodError for others. */
export function readCard(card: unknown): Card {
  return cardSchema.parse(card);
}

/** A whole message's content, as the phone shows it. */
export interface MessageContent {
  readonly msgtype: string;
  readonly content: string;
  readonly mediaId?: string;
  readonly media?: ReceivedMedia;
  readonly card?: Card;
}

const messageSchema = z.looseObject({ msgtype: z.string() });
const wordsSchema = z.looseObject({ content: filledText, feedback: feedbackSchema.optional() });
const mediaSchema = z.looseObject({ media_id: z.string() });

/**
 * Reads the content of a message body whose type must be among `allowed`; `media` finds what was
 * uploaded. Throws what `answerOf` turns into the refusal.
 */
export function readContent(
  body: unknown,
  allowed: readonly string[],
  media: (type: string, id: string) => ReceivedMedia,
): MessageContent {
  const message = messageSchema.parse(body);
  const { msgtype } = message;
  if (!allowed.includes(msgtype)) return refuse(40008, msgtype);
  const object = message[msgtype];
  if (msgtype === 'template_card') return { msgtype, content: '', card: readCard(object) };
  if (msgtype === 'text' || msgtype === 'markdown') {
    return { msgtype, content: wordsSchema.parse(object).content };
  }
  const { media_id: mediaId } = mediaSchema.parse(object);
  return { msgtype, content: '', mediaId, media: media(msgtype, mediaId) };
}
