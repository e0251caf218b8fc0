import { h } from './dom.js';
import { words } from './words.js';

/** @import {CardView, ChoiceView} from '../phone-page/view.ts' */
/** @typedef {(eventKey: string, selected: Record<string, string[]>) => void} Press */

let groups = 0;

/**
 * A template card, with what can be chosen and pressed on it.
 *
 * @param {CardView} card
 * @param {Press} press
 */
export function cardElement(card, press) {
  const choices = card.choices.map(choice);
  const submit = (/** @type {string} */ key) =>
    press(
      key,
      Object.fromEntries(choices.map(({ key: question, chosen }) => [question, chosen()])),
    );
  const { emphasis, quote } = card;
  return h(
    'section',
    { class: 'card' },
    card.source && h('p', { class: 'source' }, card.source),
    card.title && h('p', { class: 'title' }, card.title),
    card.desc && h('p', {}, card.desc),
    emphasis &&
      h('p', { class: 'emphasis' }, h('strong', {}, emphasis.title ?? ''), emphasis.desc ?? ''),
    quote &&
      h(
        'blockquote',
        {},
        quote.title && h('strong', {}, quote.title),
        h('span', {}, quote.text ?? ''),
      ),
    card.text && h('p', {}, card.text),
    card.facts.length > 0 &&
      h(
        'dl',
        {},
        ...card.facts.flatMap(({ name, value }) => [h('dt', {}, name), h('dd', {}, value)]),
      ),
    ...card.sections.map(({ title, desc }) =>
      h('p', {}, h('strong', { class: 'part' }, title), desc),
    ),
    ...choices.map(({ element }) => element),
    card.buttons.length > 0 &&
      h(
        'div',
        { class: 'buttons' },
        ...card.buttons.map(({ text, key, primary }) =>
          h(
            'button',
            { type: 'button', class: primary ? 'primary' : '', onclick: () => submit(key) },
            text,
          ),
        ),
      ),
  );
}

/**
 * One question: a list to choose from, or boxes where several may be chosen.
 *
 * @param {ChoiceView} question
 */
function choice({ key, title, multiple, disabled, options }) {
  groups += 1;
  const name = `question-${groups}`;
  const inputs = options.map(({ id, text, chosen }) => {
    const type = multiple ? 'checkbox' : 'radio';
    const input = h('input', { type, name, value: id, disabled });
    input.checked = chosen;
    return { input, label: h('label', {}, input, text) };
  });
  const element = h(
    'fieldset',
    {},
    h('legend', {}, title || words.chat.choose),
    ...inputs.map(({ label }) => label),
  );
  const chosen = () => inputs.flatMap(({ input }) => (input.checked ? [input.value] : []));
  return { key, element, chosen };
}
