/** @import {EntryView, PhoneNews, PhoneState} from '../phone-page/view.ts' */
/** @typedef {{ readonly id: string, readonly type: 'single' | 'group' }} Place */
/** @typedef {ReturnType<typeof createModel>} Model */

/** What the page knows of the phone. */
export function createModel() {
  /** @type {Map<number, EntryView>} */
  const entries = new Map();
  /** @type {Map<string, number>} */
  const read = new Map();
  /** @type {PhoneState | undefined} */
  let state;
  const keyOf = (/** @type {Place} */ { type, id }) => `${type} ${id}`;

  /** @param {Place} place */
  function entriesOf(place) {
    const key = keyOf(place);
    return [...entries.values()].filter(({ chat }) => keyOf(chat) === key);
  }

  return {
    entries,
    get state() {
      return state;
    },
    /** @param {PhoneNews} news */
    apply(news) {
      if (news.type === 'state') state = news;
      else for (const entry of news.entries) entries.set(entry.id, entry);
    },
    /**
     * The last entry, and how many of the bot's were not seen yet.
     *
     * @param {Place} place
     */
    glance(place) {
      const all = entriesOf(place);
      const seen = read.get(keyOf(place)) ?? 0;
      const unread = all.filter(({ who, id }) => who === 'bot' && id > seen).length;
      return { last: all.at(-1), unread };
    },
    /**
     * Notes that everything in a chat was seen.
     *
     * @param {Place} place
     */
    markRead(place) {
      read.set(keyOf(place), entriesOf(place).at(-1)?.id ?? 0);
    },
  };
}
