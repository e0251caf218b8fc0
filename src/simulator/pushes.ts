import { z } from 'zod';
import type { BotChats } from './chats.ts';
import { readContent } from './content.ts';
import type { Rates } from './rates.ts';
import type { Screen } from './screen.ts';
import type { Uploads } from './uploads.ts';

const pushTypes = ['markdown', 'template_card', 'file', 'image', 'voice', 'video'];
const pushSchema = z.looseObject({
  chatid: z.string().min(1),
  chat_type: z.int().min(0).max(2).default(0),
});

/** `aibot_send_msg`: what the bot says unasked (docs/protocol.md, Pushes). */
export interface Pushes {
  send(bot: string, body: unknown): undefined;
}

export function createPushes(parts: {
  readonly screen: Screen;
  readonly chats: BotChats;
  readonly uploads: Uploads;
  readonly rates: Rates;
}): Pushes {
  const { screen, chats, uploads, rates } = parts;
  return {
    send(bot, body) {
      const { chatid, chat_type: chatType } = pushSchema.parse(body);
      const content = readContent(body, pushTypes, (type, id) => uploads.media(bot, type, id));
      const chat = chats.resolve(chatid, chatType);
      rates.count(`${chat.type} ${chat.id}`);
      screen.show(chat, { who: 'bot', kind: 'push', ...content });
      return undefined;
    },
  };
}
