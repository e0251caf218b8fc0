import { cardElement } from './card.js';
import { h, icon, iconButton } from './dom.js';
import { plainOf, showMarkdown } from './markdown.js';
import { mediaAddress } from './server.js';
import { nameOf, sizeOf, timeOf, words } from './words.js';

/** @import {EntryView, BubbleView, MessageView, PersonView, MediaView} from '../phone-page/view.ts' */
/**
 * What an entry can do to the chat it is in.
 *
 * @typedef {object} EntryActions
 * @property {string} person The user id whose phone this is.
 * @property {(entry: EntryView) => void} quote
 * @property {(entry: MessageView, eventKey: string, selected: Record<string, string[]>) => void} press
 * @property {() => void} resize An entry changed its height by itself.
 */
/** @typedef {{ element: HTMLElement, update(entry: EntryView): void }} EntryElement */

/**
 * An entry of a chat; `update` shows a later state of the same entry in place.
 *
 * @param {EntryView} entry
 * @param {EntryActions} actions
 * @returns {EntryElement}
 */
export function entryElement(entry, actions) {
  const who = entry.who === 'bot' ? 'bot' : entry.from === actions.person ? 'me' : 'other';
  const name = who === 'me' ? words.you : entry.who === 'bot' ? words.bot : nameOf(entry.from);
  const body = bodyOf(entry, actions);
  let latest = entry;
  const quote = iconButton('quote', words.chat.quote, () => actions.quote(latest), {
    class: 'icon-button quote',
  });
  const note = h('p', { class: 'note' });
  const element = h(
    'article',
    {
      'aria-label': `${name}, ${timeOf(entry.at)}`,
      'data-who': who,
      'data-kind': entry.kind,
      'data-entry': entry.id,
    },
    who !== 'me' && avatar(entry.who === 'bot' ? undefined : entry.from),
    h(
      'div',
      { class: 'column' },
      who === 'other' && h('p', { class: 'sender' }, name),
      h('div', { class: 'row' }, body.element, quote),
      note,
    ),
  );
  /** @param {EntryView} next */
  function update(next) {
    latest = next;
    body.update(next);
    note.textContent = noteOf(next);
    note.classList.toggle('problem', next.who === 'person');
    if (next.kind !== 'bubble' || next.who !== 'bot') return;
    element.dataset['state'] = next.state;
    element.setAttribute('aria-busy', String(next.state !== 'finished'));
  }
  update(entry);
  return { element, update };
}

/**
 * The last words of an entry, on one line.
 *
 * @param {EntryView} entry
 */
export function summaryOf(entry) {
  if (entry.who === 'person') return entry.text;
  if (entry.kind === 'bubble') return plainOf(entry.content).trim() || `${words.chat.thinking}…`;
  if (entry.media) return `[${entry.media.name}]`;
  return entry.card ? `[${entry.card.title ?? entry.card.text ?? ''}]` : plainOf(entry.content);
}

/**
 * A drawing for who speaks: the bot, a group, or a person by the first letter.
 *
 * @param {string | undefined} person
 * @param {'bot' | 'group'} [drawing]
 */
export function avatar(person, drawing = 'bot') {
  const content =
    person === undefined ? icon(drawing) : ([...nameOf(person)][0] ?? '').toUpperCase();
  const kind = person === undefined ? drawing : 'person';
  return h('span', { class: 'avatar', 'data-kind': kind, 'aria-hidden': 'true' }, content);
}

/** @param {EntryView} entry */
function noteOf(entry) {
  if (entry.who === 'person') return entry.undelivered ? words.chat.undelivered : '';
  if (entry.kind === 'bubble') return entry.expired ? words.chat.expired : '';
  return entry.kind === 'reply' ? '' : words.chat.kinds[entry.kind];
}

/**
 * @param {EntryView} entry
 * @param {EntryActions} actions
 * @returns {EntryElement}
 */
function bodyOf(entry, actions) {
  if (entry.who === 'person') return fixed(personBody(entry, actions));
  return entry.kind === 'bubble' ? bubbleBody() : messageBody(actions);
}

/**
 * @param {HTMLElement} element
 * @returns {EntryElement}
 */
function fixed(element) {
  return { element, update() {} };
}

/**
 * @param {PersonView} entry
 * @param {EntryActions} actions
 */
function personBody({ id, kind, text, quote, media }, actions) {
  return h(
    'div',
    { class: 'bubble' },
    quote !== undefined && h('p', { class: 'quoted' }, plainOf(quote)),
    kind === 'voice' && h('p', { class: 'voice' }, icon('voice'), words.chat.voice),
    media
      ? mediaElement(id, media, actions)
      : h('div', { class: 'plain', 'data-testid': 'content' }, text),
  );
}

/** @returns {EntryElement} */
function bubbleBody() {
  const summary = h('summary', {}, words.chat.thought);
  const thought = h('div', { class: 'plain' });
  const thinking = h('details', { class: 'thought', hidden: true }, summary, thought);
  const content = h('div', { class: 'content', 'data-testid': 'content' });
  const dots = h(
    'p',
    { class: 'dots', role: 'img', 'aria-label': words.chat.thinking },
    h('i'),
    h('i'),
    h('i'),
  );
  const element = h('div', { class: 'bubble' }, thinking, content, dots);
  return {
    element,
    update(next) {
      const { content: text, thinking: reasons, state } = /** @type {BubbleView} */ (next);
      thinking.hidden = !reasons?.trim();
      if (thought.textContent !== (reasons ?? '')) thought.textContent = reasons ?? '';
      showMarkdown(content, text);
      dots.hidden = state === 'finished';
    },
  };
}

/**
 * @param {EntryActions} actions
 * @returns {EntryElement}
 */
function messageBody(actions) {
  const content = h('div', { class: 'content', 'data-testid': 'content' });
  const element = h('div', { class: 'bubble' }, content);
  let shown = '';
  return {
    element,
    update(next) {
      const message = /** @type {MessageView} */ (next);
      const text = JSON.stringify([message.content, message.card, message.media]);
      if (text === shown) return;
      shown = text;
      const { card, media } = message;
      if (card) {
        content.replaceChildren(
          cardElement(card, (key, selected) => actions.press(message, key, selected)),
        );
      } else if (media) content.replaceChildren(mediaElement(message.id, media, actions));
      else showMarkdown(content, message.content);
    },
  };
}

/**
 * A picture as itself, any other file as a box to save it from.
 *
 * @param {number} entry
 * @param {MediaView} media
 * @param {EntryActions} actions
 */
function mediaElement(entry, { type, name, size }, actions) {
  if (type === 'image') {
    const picture = h('img', { class: 'picture', alt: words.chat.picture(name) });
    const show = (/** @type {string} */ address) => {
      picture.addEventListener('load', () => actions.resize());
      picture.src = address;
    };
    // Which of the two it is, browsers see by themselves.
    mediaAddress(entry, 'image/png').then(show, () => {});
    return h('div', { class: 'media', 'data-testid': 'content' }, picture);
  }
  const save = () => {
    mediaAddress(entry, 'application/octet-stream').then(
      (address) => {
        h('a', { href: address, download: name }).click();
        setTimeout(() => URL.revokeObjectURL(address), 60_000);
      },
      () => {},
    );
  };
  return h(
    'button',
    {
      type: 'button',
      class: 'file',
      onclick: save,
      'aria-label': words.chat.download(name),
      'data-testid': 'content',
    },
    icon('file'),
    h(
      'span',
      {},
      h('span', { class: 'file-name' }, name),
      h('span', { class: 'file-size' }, sizeOf(size)),
    ),
  );
}
