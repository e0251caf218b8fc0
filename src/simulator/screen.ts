/** `single` is one person and the bot, `group` a group chat. */
export type ChatType = 'single' | 'group';

/** A chat as the server knows it; ids are case-sensitive. */
export interface Chat {
  readonly id: string;
  readonly type: ChatType;
}

/** A file the bot uploaded, as the person receives it. */
export interface ReceivedMedia {
  readonly id: string;
  readonly type: 'file' | 'image' | 'voice' | 'video';
  readonly name: string;
  readonly bytes: Buffer;
}

/** A template card, as it was sent. */
export type Card = Readonly<Record<string, unknown>>;

/** A message the person wrote. */
export interface ShownMine {
  readonly who: 'me';
  readonly msgtype: string;
  readonly from: string;
  /** What was typed or spoken; a file shows as its name in brackets. */
  readonly text: string;
  /** What it quotes, shown as `text` is. */
  readonly quote?: string;
  /** The picture or file it consists of, where its bytes were given. */
  readonly media?: { readonly name: string; readonly bytes: Uint8Array };
  readonly msgid: string;
  /** True once it was said to nobody: WeCom does not deliver it later. */
  undelivered?: true;
}

/** A growing answer of the bot. */
export interface ShownBubble {
  readonly who: 'bot';
  readonly kind: 'bubble';
  readonly streamId: string;
  readonly reqId: string;
  /** The visible answer: what was sent without its `<think>` part. */
  content: string;
  /** The text between `<think>` and `</think>`, where the bot sent these. */
  thinking?: string;
  /** True while the thinking animation turns: nothing visible came, even if it was finished. */
  spinning: boolean;
  finished: boolean;
  /** True once a frame came too late to change it (846608). */
  expired: boolean;
  /** Every content sent, as it was sent, with the simulator's time. */
  readonly history: { readonly content: string; readonly at: number }[];
}

/**
 * A whole message of the bot: a `push` came unasked, a `reply` and a `welcome` by a request id, a
 * `url-reply` by the one-use response URL.
 */
export interface ShownMessage {
  readonly who: 'bot';
  readonly kind: 'push' | 'reply' | 'url-reply' | 'welcome';
  readonly msgtype: string;
  /** Request id of the message or event it answers; none for a push. */
  readonly reqId?: string;
  /** The text or Markdown; empty for cards and media. */
  readonly content: string;
  readonly mediaId?: string;
  readonly media?: ReceivedMedia;
  /** Replaced when the bot updates the card. */
  card?: Card;
}

/** One entry of a chat, as the person's phone shows it. */
export type Shown = ShownMine | ShownBubble | ShownMessage;

/** What everybody's phones show. */
export interface Screen {
  /** The entries of a chat, oldest first. */
  chat(id: string, type: ChatType): readonly Shown[];
  /** Appends an entry. */
  show(chat: Chat, entry: Shown): void;
  /** Tells that an entry changed. */
  changed(chat: Chat, entry: Shown): void;
  /** Calls `listener` after every change; the function returned ends that. */
  onShown(listener: (chat: Chat, entry: Shown) => void): () => void;
}

export function createScreen(): Screen {
  const chats = new Map<string, Shown[]>();
  const listeners = new Set<(chat: Chat, entry: Shown) => void>();
  const changed = (chat: Chat, entry: Shown) => {
    for (const listener of listeners) listener(chat, entry);
  };
  return {
    chat: (id, type) => chats.get(`${type} ${id}`) ?? [],
    show(chat, entry) {
      const key = `${chat.type} ${chat.id}`;
      const entries = chats.get(key);
      if (entries) entries.push(entry);
      else chats.set(key, [entry]);
      changed(chat, entry);
    },
    changed,
    onShown(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
