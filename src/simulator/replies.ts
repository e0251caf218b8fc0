import { z } from 'zod';
import { type MessageContent, readCard, readContent, streamSchema } from './content.ts';
import { refuse } from './frame.ts';
import type { Rates } from './rates.ts';
import type { IssuedRequest, Requests } from './requests.ts';
import type { Screen, Shown, ShownMessage } from './screen.ts';
import type { Streams } from './streams.ts';
import type { Uploads } from './uploads.ts';

/** A welcome or a card update is accepted this long after its event. */
const EVENT_REPLY_MS = 5_000;
const replyTypes = ['markdown', 'template_card', 'file', 'image', 'voice', 'video'];

const typedSchema = z.looseObject({
  msgtype: z.string(),
  stream: z.unknown().optional(),
  template_card: z.unknown().optional(),
});
const updateSchema = z.looseObject({
  response_type: z.literal('update_template_card'),
  userids: z.array(z.string()).optional(),
  template_card: z.unknown().optional(),
});

/**
 * The commands that carry the request id of what they answer (docs/protocol.md, Frames and Streams).
 */
export interface Replies {
  respond(bot: string, reqId: string, body: unknown): undefined;
  welcome(bot: string, reqId: string, body: unknown): undefined;
  updateCard(bot: string, reqId: string, body: unknown): undefined;
}

export function createReplies(parts: {
  readonly now: () => number;
  readonly screen: Screen;
  readonly requests: Requests;
  readonly streams: Streams;
  readonly uploads: Uploads;
  readonly rates: Rates;
}): Replies {
  const { now, screen, requests, streams, uploads, rates } = parts;

  function show(request: IssuedRequest, kind: 'reply' | 'welcome', content: MessageContent) {
    rates.count(`${request.chat.type} ${request.chat.id}`);
    screen.show(request.chat, { who: 'bot', kind, reqId: request.id, ...content });
    return undefined;
  }

  /** The event that `reqId` names, which can be answered once, within 5 seconds. */
  function freshEvent(bot: string, reqId: string, type: string): IssuedRequest {
    const request = requests.find(bot, reqId);
    if (request.event !== type) return refuse(846605, `not of an ${type}`);
    if (request.spent) return refuse(846605, 'the event was answered');
    if (now() - request.at > EVENT_REPLY_MS) return refuse(846605, 'older than 5 seconds');
    return request;
  }

  return {
    respond(bot, reqId, body) {
      const request = requests.find(bot, reqId);
      if (request.event) return refuse(846605, 'an event cannot be answered with a message');
      const { msgtype, stream, template_card: card } = typedSchema.parse(body);
      if (msgtype === 'stream') {
        streams.write(request, streamSchema.parse(stream));
        return undefined;
      }
      if (msgtype === 'stream_with_template_card') {
        const shownCard = card === undefined ? undefined : readCard(card);
        if (shownCard && request.cardSent) return refuse(40058, 'a message gets one card');
        streams.write(request, streamSchema.parse(stream));
        if (!shownCard) return undefined;
        request.cardSent = true;
        return show(request, 'reply', { msgtype: 'template_card', content: '', card: shownCard });
      }
      const media = (type: string, id: string) => uploads.media(bot, type, id);
      return show(request, 'reply', readContent(body, replyTypes, media));
    },

    welcome(bot, reqId, body) {
      const request = freshEvent(bot, reqId, 'enter_chat');
      const content = readContent(body, ['text', 'template_card'], () => refuse(40008));
      show(request, 'welcome', content);
      request.spent = true;
      return undefined;
    },

    updateCard(bot, reqId, body) {
      const request = freshEvent(bot, reqId, 'template_card_event');
      const card = readCard(updateSchema.parse(body).template_card);
      if (card.task_id !== request.taskId) return refuse(40058, "task_id is not the event's");
      const shown = screen
        .chat(request.chat.id, request.chat.type)
        .find((entry): entry is ShownMessage => hasCard(entry, request.taskId));
      request.spent = true;
      if (!shown) return undefined;
      shown.card = card;
      screen.changed(request.chat, shown);
      return undefined;
    },
  };
}

function hasCard(entry: Shown, taskId: string | undefined): boolean {
  return entry.who === 'bot' && entry.kind !== 'bubble' && entry.card?.task_id === taskId;
}
