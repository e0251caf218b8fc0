import { composerElement } from './composer.js';
import { h, icon, iconButton } from './dom.js';
import { entryElement } from './entry.js';
import { notify } from './notice.js';
import { post } from './server.js';
import { nameOf, timeOf, words } from './words.js';

/** @import {EntryView} from '../phone-page/view.ts' */
/** @import {Model, Place} from './model.js' */
/** @import {EntryElement} from './entry.js' */

/** This close to the end, in pixels, a chat follows what is new. */
const AT_END = 48;
/** A time stands between entries that are this many milliseconds apart. */
const PAUSE_MS = 5 * 60 * 1000;

/**
 * One chat: what was said, and where to write.
 *
 * @param {{ model: Model, place: Place, person: string, back: () => void, tools: readonly Node[] }} parts
 */
export function chatView({ model, place, person, back, tools }) {
  const group = place.type === 'group';
  /** @type {Map<number, EntryElement>} */
  const shown = new Map();
  let lastAt = 0;

  const empty = h('p', { class: 'empty' }, group ? words.chat.emptyGroup : words.chat.empty);
  const log = h(
    'div',
    { class: 'log', role: 'log', 'aria-label': words.chat.log, tabindex: 0 },
    empty,
  );
  const below = h(
    'button',
    { type: 'button', class: 'below', hidden: true, onclick: toEnd },
    icon('down'),
    words.chat.newBelow,
  );
  const composer = composerElement({ group, send });
  const title = group ? nameOf(place.id) : words.bot;
  const element = h(
    'section',
    { class: 'view chat', 'aria-label': title },
    h('header', {}, iconButton('back', words.back, back), h('h1', {}, title), ...tools),
    h('div', { class: 'log-box' }, log, below),
    composer.element,
  );
  // The input grows, panels open, and the window changes its size.
  new ResizeObserver(() => keepingEnd(() => {})).observe(log);

  /** Where the end was when it was last in view; everything since may have grown beyond. */
  let end = 0;
  log.addEventListener('scroll', () => {
    end = isAtEnd() ? log.scrollTop : Number.POSITIVE_INFINITY;
    if (isAtEnd()) below.hidden = true;
  });

  function readsEnd() {
    return isAtEnd() || log.scrollTop >= end;
  }

  const actions = {
    person,
    quote: composer.quote,
    press: async (
      /** @type {EntryView} */ entry,
      /** @type {string} */ eventKey,
      /** @type {Record<string, string[]>} */ selected,
    ) => {
      const done = await post('card', { ...origin(), entry: entry.id, eventKey, selected });
      if (!done) notify(words.failed);
      else if (!done.delivered) notify(words.chat.pressed);
    },
    resize: () => void keepingEnd(() => {}),
  };

  function origin() {
    return { from: person, ...(group && { group: place.id }) };
  }

  /** @param {import('./composer.js').Draft} draft */
  async function send(draft) {
    const said = await post('say', { ...origin(), ...draft });
    if (!said) notify(words.failed);
    else toEnd();
    return said !== undefined;
  }

  function isAtEnd() {
    return log.scrollHeight - log.scrollTop - log.clientHeight < AT_END;
  }

  function toEnd() {
    log.scrollTop = log.scrollHeight;
    end = log.scrollTop;
    below.hidden = true;
  }

  /**
   * Carries out a change of what is shown; who reads the end keeps seeing it. Answers whether that
   * is so.
   *
   * @param {() => void} change
   */
  function keepingEnd(change) {
    const follows = readsEnd();
    change();
    if (follows) toEnd();
    return follows;
  }

  /** @param {readonly EntryView[]} entries */
  function show(entries) {
    const mine = entries.filter(({ chat }) => chat.id === place.id && chat.type === place.type);
    if (mine.length === 0) return;
    const known = shown.size;
    const follows = keepingEnd(() => {
      for (const entry of mine) {
        const element = shown.get(entry.id);
        if (element) element.update(entry);
        else add(entry);
      }
    });
    if (!follows && shown.size > known) below.hidden = false;
  }

  /** @param {EntryView} entry */
  function add(entry) {
    empty.remove();
    if (entry.at - lastAt > PAUSE_MS) log.append(h('p', { class: 'time' }, timeOf(entry.at)));
    lastAt = entry.at;
    const made = entryElement(entry, actions);
    shown.set(entry.id, made);
    log.append(made.element);
  }

  return {
    element,
    show,
    start() {
      show([...model.entries.values()]);
      toEnd();
      composer.focus();
    },
  };
}
