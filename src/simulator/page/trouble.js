import { h } from './dom.js';
import { notify } from './notice.js';
import { post } from './server.js';
import { openSheet } from './sheet.js';
import { words } from './words.js';

/**
 * What can be made to go wrong.
 *
 * @param {boolean} unreachable Whether WeCom cannot be reached at present.
 */
export function openTrouble(unreachable) {
  const said = words.trouble;
  openSheet(said.title, (close) => {
    const action = (
      /** @type {'displace' | 'cut'} */ what,
      /** @type {string} */ name,
      /** @type {string} */ hint,
    ) => {
      const press = async () => {
        close();
        const result = await post('trouble', { what });
        if (!result) notify(words.failed);
        else if (!result.done) notify(said.notOnline);
      };
      return row(
        h('button', { type: 'button', onclick: press, 'aria-describedby': what }, name),
        what,
        hint,
      );
    };
    const box = h('input', { type: 'checkbox', 'aria-describedby': 'unreachable' });
    box.checked = unreachable;
    box.addEventListener('change', () => {
      void post('trouble', { what: box.checked ? 'unreachable' : 'reachable' });
    });
    return [
      action('displace', said.displace, said.displaceHint),
      action('cut', said.cut, said.cutHint),
      row(h('label', {}, said.unreachable, box), 'unreachable', said.unreachableHint),
      h('div', { class: 'choices' }, h('button', { type: 'button', onclick: close }, words.close)),
    ];
  });
}

/**
 * @param {Node} control
 * @param {string} id
 * @param {string} hint
 */
function row(control, id, hint) {
  return h('div', { class: 'trouble' }, control, h('p', { id }, hint));
}
