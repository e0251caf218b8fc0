/** @typedef {Node | string | null | undefined | false} Child */

/**
 * Makes an element. Properties that begin with `on` are listeners, `true` is an empty attribute, and
 * `false` or `undefined` is none. Children that are strings become text, never markup.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [properties]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    } else if (value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  element.append(...present(children));
  return element;
}

/**
 * What is really there of `children`.
 *
 * @param {readonly Child[]} children
 * @returns {(Node | string)[]}
 */
function present(children) {
  return children.flatMap((child) =>
    child === null || child === undefined || child === false ? [] : [child],
  );
}

const SVG = 'http://www.w3.org/2000/svg';

/** Paths of 24 × 24, drawn with lines. */
const ICONS = {
  back: 'M15 5l-7 7 7 7',
  scan: 'M4 8V5.5A1.5 1.5 0 0 1 5.5 4H8 M16 4h2.5A1.5 1.5 0 0 1 20 5.5V8 M20 16v2.5a1.5 1.5 0 0 1-1.5 1.5H16 M8 20H5.5A1.5 1.5 0 0 1 4 18.5V16 M7 12h10',
  trouble: 'M13 3L5 13.5h6L10.5 21 19 10h-6z',
  voice:
    'M12 4a2.5 2.5 0 0 1 2.5 2.5v5a2.5 2.5 0 0 1-5 0v-5A2.5 2.5 0 0 1 12 4z M6 11.5a6 6 0 0 0 12 0 M12 17.5V21',
  keyboard:
    'M4.5 6.5h15a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-15a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1z M7 10h.01 M10.3 10h.01 M13.6 10h.01 M17 10h.01 M8 14h8',
  more: 'M12 5v14 M5 12h14',
  send: 'M12 19V5 M6 11l6-6 6 6',
  picture:
    'M5 5h14a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z M4.5 16.5l4.5-4.5 4 4 2.5-2.5 4 4 M15.5 9.5h.01',
  file: 'M7 3.5h6.5L18 8v11.5a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1v-15a1 1 0 0 1 1-1z M13 3.5V8.5h5',
  quote: 'M9 7L4.5 11.5 9 16 M5 11.5h8a6 6 0 0 1 6 6V18',
  close: 'M6.5 6.5l11 11 M17.5 6.5l-11 11',
  down: 'M12 5v14 M6 13l6 6 6-6',
  bot: 'M7 8.5h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2z M12 8.5V5 M9.3 13h.01 M14.7 13h.01',
  group:
    'M9 11.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6z M3.5 19a5.5 5.5 0 0 1 11 0 M16 5.8a3 3 0 0 1 0 5.4 M17 14a5.5 5.5 0 0 1 3.5 5',
};

/**
 * A drawing that says nothing to a screen reader.
 *
 * @param {keyof typeof ICONS} name
 * @returns {SVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(path);
  return svg;
}

/**
 * A button that is only a drawing, with a name for those who hover or listen.
 *
 * @param {keyof typeof ICONS} drawing
 * @param {string} name
 * @param {() => void} press
 * @param {Record<string, unknown>} [properties]
 */
export function iconButton(drawing, name, press, properties = {}) {
  const all = { class: 'icon-button', ...properties, type: 'button', onclick: press };
  return h('button', { ...all, 'aria-label': name, title: name }, icon(drawing));
}
