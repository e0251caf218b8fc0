import { h } from './dom.js';

const SHOWN_MS = 8_000;

/** Says what came of something, to eyes and screen readers. */
export const notice = h('p', { class: 'notice', role: 'status', 'aria-live': 'polite' });

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/**
 * Shows `text` for a while; an empty one takes the last away.
 *
 * @param {string} text
 */
export function notify(text) {
  clearTimeout(timer);
  notice.textContent = text;
  if (text) timer = setTimeout(() => notify(''), SHOWN_MS);
}
