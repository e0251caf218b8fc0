import { h } from './dom.js';

/**
 * Slides a sheet up from the foot of the phone. Esc and a click beside it close it; `close` does too.
 *
 * @param {string} title
 * @param {(close: () => void) => readonly Node[]} content
 */
export function openSheet(title, content) {
  const heading = h('h2', { id: 'sheet-title' }, title);
  const sheet = h('dialog', { class: 'sheet', 'aria-labelledby': 'sheet-title' });
  const close = () => sheet.close();
  sheet.append(heading, ...content(close));
  sheet.addEventListener('close', () => sheet.remove());
  sheet.addEventListener('click', (event) => {
    if (event.target === sheet) close();
  });
  document.getElementById('phone')?.append(sheet);
  sheet.showModal();
}
