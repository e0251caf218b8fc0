import type { ChatSummary } from '../../shared/api.ts';
import { isSame } from './transcript.ts';

/** Takes over a line that is new or changed: the chat that spoke last stands first. */
export function placeChat(chats: readonly ChatSummary[], chat: ChatSummary): ChatSummary[] {
  const others = chats.filter((other) => !isSame(other, chat));
  const at = lastAt(chat);
  const index = others.findIndex((other) => lastAt(other) <= at);
  return index < 0 ? [...others, chat] : others.toSpliced(index, 0, chat);
}

/** `chats` with those of `begun` that are not among them. */
export function withBegun(
  chats: readonly ChatSummary[],
  begun: Iterable<ChatSummary>,
): readonly ChatSummary[] {
  return [...begun].reduce(
    (all, chat) => (all.some((other) => isSame(other, chat)) ? all : placeChat(all, chat)),
    chats,
  );
}

/** Chats whose id has `words` in it, in whatever case. */
export function chatsNamed(chats: readonly ChatSummary[], words: string): ChatSummary[] {
  const wanted = words.trim().toLowerCase();
  return chats.filter((chat) => chat.id.toLowerCase().includes(wanted));
}

function lastAt(chat: ChatSummary): number {
  return chat.last?.at ?? chat.last_seen;
}
