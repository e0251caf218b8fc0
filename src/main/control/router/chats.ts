import { isAbsolute } from 'node:path';
import { z } from 'zod';
import type { ChatNews, ChatSummary, Hit, Page } from '../../../shared/api.ts';
import type { Message } from '../../../shared/message.ts';
import type { Bot } from '../../bot.ts';
import type { OutboundBody } from '../../channel/channel.ts';
import type { Clock } from '../../clock.ts';
import { followChats } from '../chat-news.ts';
import { declined } from '../declined.ts';
import { exportJson, exportMarkdown } from '../export.ts';
import type { Source } from '../host.ts';
import { type Base, chatInput, idInput, seqInput } from './base.ts';

/** Bytes of the longest text to send. */
export const TEXT_LIMIT = 1024 * 1024;
const PATH_LENGTH = 4096;
const MOST_FILES = 20;
const MOST_MESSAGES = 200;
const WORDS_LENGTH = 1000;

const limit = z.int().min(1).max(MOST_MESSAGES);
const position = z.union([
  z.strictObject({ before: seqInput }),
  z.strictObject({ after: seqInput }),
  z.strictObject({ around: seqInput }),
  z.strictObject({ at: z.number() }),
]);
const outbound = z.strictObject({
  chat: idInput,
  type: z.enum(['single', 'group']).optional(),
  text: z
    .string()
    .refine((text) => Buffer.byteLength(text) <= TEXT_LIMIT)
    .optional(),
  files: z.array(z.string().max(PATH_LENGTH).refine(isAbsolute)).max(MOST_FILES).optional(),
});

/** What differs from place to place. */
export interface ChatOptions {
  /** Whether any file of this computer can be sent: not by what shows untrusted text. */
  readonly sendsFiles: boolean;
}

/** Conversations, past and growing. */
export function createChatProcedures(
  base: Base,
  source: Source,
  clock: Clock,
  { sendsFiles }: ChatOptions,
) {
  const journal = () => source.current().bot.journal;
  return {
    list: base.handler((): ChatSummary[] => journal().summaries()),

    follow: base.handler(({ signal }) =>
      followChats({
        bot: source.current().bot,
        clock,
        signal,
        onSwap: (listener) => source.onSwap(listener),
      }),
    ),

    messages: base
      .input(z.strictObject({ chat: chatInput, position: position.optional(), limit }))
      .handler(({ input }): Page => journal().page(input.chat, input.position, input.limit)),

    message: base.input(z.strictObject({ seq: seqInput })).handler(({ input }): Message => {
      const message = journal().message(input.seq);
      if (!message) throw unknownMessage(input.seq);
      return message;
    }),

    growing: base.handler((): Extract<ChatNews, { type: 'growing' }>[] =>
      source.current().bot.growing(),
    ),

    search: base
      .input(
        z.strictObject({
          words: z.string().max(WORDS_LENGTH),
          chat: chatInput.optional(),
          before: seqInput.optional(),
          limit,
        }),
      )
      .handler(({ input }): Hit[] => journal().hits(input.words, input)),

    read: base.input(z.strictObject({ chat: chatInput, seq: seqInput })).handler(({ input }) => {
      source.current().bot.markRead(input.chat, input.seq);
    }),

    people: base.handler((): string[] => journal().allPeople()),

    send: base.input(outbound).handler(({ input }): { seq: number } => {
      const { bot } = source.current();
      const { chat, type = bot.journal.chat('wecom', chat)?.type, text = '', files = [] } = input;
      if (files.length > 0 && !sendsFiles) {
        throw declined('unsupported', 'Files are sent from the terminal only.');
      }
      const bodies: OutboundBody[] = [
        ...(text.trim() === '' ? [] : [{ type: 'markdown', text } as const]),
        ...files.map((path) => ({ type: 'media', path }) as const),
      ];
      if (bodies.length === 0) throw declined('empty', 'There is nothing to send.');
      checkConnection(bot);
      return { seq: bot.send({ id: chat, type }, bodies) };
    }),

    delivery: base.input(z.strictObject({ seq: seqInput })).handler(({ input }) => {
      const message = journal().message(input.seq);
      if (message?.direction !== 'out') throw unknownMessage(input.seq);
      return { state: message.state, note: message.note };
    }),

    retry: base.input(z.strictObject({ seq: seqInput })).handler(({ input }) => {
      if (!source.current().bot.retry(input.seq)) throw unknownMessage(input.seq);
    }),

    drop: base.input(z.strictObject({ seq: seqInput })).handler(({ input }) => {
      if (!source.current().bot.drop(input.seq)) throw unknownMessage(input.seq);
    }),

    export: base
      .input(z.strictObject({ chat: chatInput, format: z.enum(['markdown', 'json']) }))
      .handler(async function* ({ input }): AsyncGenerator<string, void, void> {
        const instance = source.current();
        const { channel, id } = input.chat;
        const chat = instance.bot.journal.chat(channel, id);
        if (!chat) throw declined('unknown', 'There is no such chat.');
        const pages = instance.bot.journal.exportChat(input.chat);
        const write = input.format === 'json' ? exportJson : exportMarkdown;
        for (const piece of write({ chat, pages })) {
          yield piece;
          // An export that ends early must not look whole.
          if (source.current() !== instance) throw declined('ending', 'Another bot is shown now.');
        }
      }),

    clear: base
      .input(z.strictObject({ chat: chatInput }))
      .handler(({ input }) => source.current().bot.clearChat(input.chat)),
  };
}

function unknownMessage(seq: number) {
  return declined('unknown', `There is no such message ${seq}.`);
}

/** Declines where nothing would leave before a person does something. */
function checkConnection(bot: Bot): void {
  switch (bot.status().state.name) {
    case 'stopped':
      throw declined('disconnected', 'The bot is disconnected. Run `wecom-tray connect` first.');
    case 'displaced':
      throw declined(
        'displaced',
        'Another device took the bot over. Run `wecom-tray connect` to use it here.',
      );
    case 'refused':
      throw declined(
        'refused',
        'WeCom refuses the bot. Run `wecom-tray auth wecom` to bind it again.',
      );
    default:
  }
}
