import { h } from './dom.js';
import { avatar, summaryOf } from './entry.js';
import { nameOf, timeOf, words } from './words.js';

/** @import {Model, Place} from './model.js' */

/**
 * The list of chats of the person who holds the phone.
 *
 * @param {{
 *   model: Model,
 *   person: () => string,
 *   become: (person: string) => void,
 *   open: (place: Place) => void,
 *   tools: readonly Node[],
 * }} parts
 */
export function chatsView({ model, person, become, open, tools }) {
  const people = h('select', { id: 'person', onchange: () => become(people.value) });
  const list = h('ul', { class: 'chats', 'aria-label': words.chats.list });
  const element = h(
    'section',
    { class: 'view', 'aria-label': words.chats.title },
    h('header', {}, h('h1', {}, words.chats.title), ...tools),
    h('div', { class: 'person' }, h('label', { for: 'person' }, words.chats.person), people),
    list,
  );
  /** @type {Map<string, ReturnType<typeof row>>} */
  const rows = new Map();

  function update() {
    const { people: ids = [], groups = [] } = model.state ?? {};
    if (people.options.length !== ids.length) {
      people.replaceChildren(...ids.map((id) => h('option', { value: id }, nameOf(id))));
    }
    people.value = person();
    /** @type {Place[]} */
    const places = [
      { id: person(), type: 'single' },
      ...groups.map((id) => /** @type {Place} */ ({ id, type: 'group' })),
    ];
    for (const place of places) {
      const key = place.type === 'single' ? 'bot' : `group ${place.id}`;
      const known = rows.get(key) ?? row(place.type === 'single' ? undefined : place.id);
      if (!rows.has(key)) list.append(known.element);
      rows.set(key, known);
      known.update(place);
    }
  }

  /** @param {string | undefined} group */
  function row(group) {
    /** @type {Place | undefined} */
    let place;
    const last = h('span', { class: 'last' });
    const time = h('span', { class: 'when' });
    const unread = h('span', { class: 'unread' });
    const press = () => {
      if (place) open(place);
    };
    const button = h(
      'button',
      { type: 'button', onclick: press },
      avatar(undefined, group === undefined ? 'bot' : 'group'),
      h('span', { class: 'name' }, group === undefined ? words.bot : nameOf(group)),
      time,
      last,
      unread,
    );
    return {
      element: h('li', {}, button),
      /** @param {Place} now */
      update(now) {
        place = now;
        const { last: entry, unread: count } = model.glance(now);
        last.textContent = entry ? lastLine(entry, now.type === 'group') : emptyLine(now);
        time.textContent = entry ? timeOf(entry.at) : '';
        unread.textContent = count > 0 ? String(count) : '';
        if (count > 0) unread.setAttribute('aria-label', words.chats.unread(count));
        else unread.removeAttribute('aria-label');
      },
    };
  }

  return { element, update, start: () => list.querySelector('button')?.focus() };
}

/** @param {Place} place */
function emptyLine({ type }) {
  return type === 'group' ? words.chats.emptyGroup : words.chats.empty;
}

/**
 * @param {import('../phone-page/view.ts').EntryView} entry
 * @param {boolean} inGroup
 */
function lastLine(entry, inGroup) {
  const text = summaryOf(entry);
  if (!inGroup) return text;
  return `${entry.who === 'bot' ? words.bot : nameOf(entry.from)}: ${text}`;
}
