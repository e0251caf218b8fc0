import { parseSlash, type SlashCommand } from '../agent/slash.ts';
import { type Words, wordsFor } from '../agent/words.ts';
import type { InboundMessage } from '../channel/channel.ts';
import type { Journal } from '../journal/journal.ts';

/** What commands act on. */
export interface CommandOptions {
  readonly journal: Journal;
  /** Ends the turns of the message's chat; returns how many. */
  readonly cancel: (message: InboundMessage) => number;
  /** One line for `/status`. */
  readonly describe: () => string;
}

/** Whether a message says something that an agent or a command can answer. */
export function isSpeech({ kind }: InboundMessage): boolean {
  return kind === 'text' || kind === 'voice';
}

/** The command that a message is; a mere mention asks for help. */
export function commandOf(message: InboundMessage): SlashCommand | undefined {
  if (!isSpeech(message)) return undefined;
  return message.text.trim() === '' ? 'help' : parseSlash(message.text);
}

/** What tells a person's language: a command does not, but what they said before does. */
export function wordsTo({ channel, chat, text }: InboundMessage, journal: Journal): Words {
  const says = (said: string) => /\p{L}/u.test(said) && !parseSlash(said);
  if (says(text)) return wordsFor(text);
  const before = journal.messages({ channel, chatId: chat.id, limit: 20 });
  return wordsFor(before.findLast((row) => row.direction === 'in' && says(row.text))?.text ?? text);
}

/** Does what a command says; returns the answer to it. */
export function obey(
  command: SlashCommand,
  message: InboundMessage,
  words: Words,
  { journal, cancel, describe }: CommandOptions,
): string {
  const { channel, chat, sender } = message;
  switch (command) {
    case 'help':
      return words.help;
    case 'new':
      journal.startSession(channel, chat);
      return words.newConversation;
    case 'stop': {
      const stopped = cancel(message) + journal.dropRest(channel, chat.id);
      return stopped > 0 ? words.stopped : words.nothingToStop;
    }
    case 'whoami':
      return words.whoami(sender, chat);
    case 'status':
      return words.status(describe());
  }
}
