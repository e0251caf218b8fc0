import { refuse } from './frame.ts';
import type { Chat, ChatType } from './screen.ts';

/** The chats that a bot may push to: those in which somebody spoke to it. */
export interface BotChats {
  know(chat: Chat): void;
  leave(groupId: string): void;
  /** The chat that `chatid` and `chat_type` (1 single, 2 group, 0 a guess) mean; refuses others. */
  resolve(chatid: string, chatType: number): Chat;
}

export function createBotChats(): BotChats {
  const users = new Set<string>();
  /** Groups, and whether the bot is in them. */
  const groups = new Map<string, boolean>();
  return {
    know(chat) {
      if (chat.type === 'group') groups.set(chat.id, true);
      else users.add(chat.id);
    },
    leave: (groupId) => void groups.set(groupId, false),
    resolve(id, chatType) {
      // A guess takes a group first, even where a user of that id is known too.
      const type: ChatType =
        chatType === 2 || (chatType === 0 && groups.has(id)) ? 'group' : 'single';
      if (type === 'single' ? !users.has(id) : !groups.has(id)) return refuse(93006);
      if (type === 'group' && groups.get(id) === false) return refuse(93001);
      return { id, type };
    },
  };
}
