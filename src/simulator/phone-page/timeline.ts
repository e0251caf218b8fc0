import type { Chat, Screen, Shown } from '../screen.ts';
import { viewCard } from './card.ts';
import type { EntryView } from './view.ts';

/** A page that is opened gets this many of the last entries. */
const MAX_ENTRIES_SHOWN = 500;

/** An entry and where it stands. */
export interface Placed {
  readonly id: number;
  readonly at: number;
  readonly chat: Chat;
  readonly entry: Shown;
}

/** Everything on all phones in the order it appeared, with ids to name it by. */
export interface Timeline {
  find(id: number): Placed | undefined;
  last(): EntryView[];
  /** The chats in which anything was shown. */
  chats(): readonly Chat[];
}

/** Follows `screen` from now on and tells `onChange` of each entry that is new or changed. */
export function createTimeline(
  screen: Screen,
  now: () => number,
  onChange: (placed: Placed) => void,
): Timeline {
  const all: Placed[] = [];
  const places = new Map<Shown, Placed>();
  const chats = new Map<string, Chat>();
  screen.onShown((chat, entry) => {
    let placed = places.get(entry);
    if (!placed) {
      placed = { id: all.length + 1, at: now(), chat, entry };
      all.push(placed);
      places.set(entry, placed);
      chats.set(`${chat.type} ${chat.id}`, chat);
    }
    onChange(placed);
  });
  return {
    find: (id) => all[id - 1],
    last: () => all.slice(-MAX_ENTRIES_SHOWN).map(viewEntry),
    chats: () => [...chats.values()],
  };
}

/** What the page shows of an entry. */
export function viewEntry({ id, at, chat, entry }: Placed): EntryView {
  const placed = { id, at, chat };
  if (entry.who === 'me') {
    const { msgtype: kind, from, text, quote, media } = entry;
    return {
      ...placed,
      who: 'person',
      kind,
      from,
      text,
      ...(quote !== undefined && { quote }),
      ...(media && { media: { type: kind, name: media.name, size: media.bytes.length } }),
      undelivered: entry.undelivered === true,
    };
  }
  if (entry.kind === 'bubble') {
    const { content, thinking, spinning, finished, expired } = entry;
    const state = spinning ? 'thinking' : finished ? 'finished' : 'writing';
    return {
      ...placed,
      who: 'bot',
      kind: 'bubble',
      content,
      ...(thinking !== undefined && { thinking }),
      state,
      expired,
    };
  }
  const { kind, content, media, card } = entry;
  return {
    ...placed,
    who: 'bot',
    kind,
    content,
    ...(media && { media: { type: media.type, name: media.name, size: media.bytes.length } }),
    ...(card && { card: viewCard(card) }),
  };
}
