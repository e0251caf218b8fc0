import type { Api, ChatKey, ChatSummary } from '../../shared/api.ts';

/** What is kept while other views are shown; gone with the window, and never written anywhere. */
export interface Memory {
  chat: ChatKey | undefined;
  /** What is written and not sent, by chat. */
  readonly drafts: Map<string, string>;
  /** Chats that were just written to and are not in the list yet. */
  readonly begun: Map<string, ChatSummary>;
}

const memories = new WeakMap<Api, Memory>();

/** The memory that goes with a connection. */
export function memoryOf(api: Api): Memory {
  const known = memories.get(api);
  if (known) return known;
  const memory: Memory = { chat: undefined, drafts: new Map(), begun: new Map() };
  memories.set(api, memory);
  return memory;
}

/** Names a chat uniquely. */
export function keyOf({ channel, id }: ChatKey): string {
  return `${channel} ${id}`;
}
