import { h, icon } from './dom.js';
import { notify } from './notice.js';
import { post } from './server.js';
import { openSheet } from './sheet.js';
import { words } from './words.js';

/** @import {ConfirmResult, PhoneState, ScanResult} from '../phone-page/view.ts' */

/**
 * What a phone that knows no bot shows.
 *
 * @param {readonly Node[]} tools
 */
export function scanView(tools) {
  const hint = h('p', { class: 'hint' });
  const finder = h('div', { class: 'finder', 'aria-hidden': 'true' }, icon('scan'));
  const button = h(
    'button',
    { type: 'button', class: 'primary', onclick: scan },
    words.scan.button,
  );
  const element = h(
    'section',
    { class: 'view scan', 'aria-label': words.scan.title },
    h('header', {}, h('h1', {}, words.page), ...tools),
    h('div', { class: 'middle' }, finder, h('h2', {}, words.scan.title), hint, button),
  );
  return {
    element,
    /** @param {PhoneState} state */
    update({ code }) {
      const isWaiting = code === 'waiting' || code === 'scanned';
      hint.textContent = isWaiting ? words.scan.waiting : words.scan.none;
      element.dataset['code'] = code;
    },
    start: () => button.focus(),
  };
}

/** Plays the camera: takes the newest code, and asks whether to confirm. */
export async function scan() {
  notify('');
  /** @type {ScanResult | undefined} */
  const scanned = await post('scan');
  if (!scanned) return notify(words.failed);
  if (scanned.result !== 'scanned') return notify(words.scan[reasons[scanned.result]]);
  const { scode } = scanned;
  openSheet(words.scan.ask, (close) => [
    h('p', {}, words.scan.explain),
    h(
      'div',
      { class: 'choices' },
      h('button', { type: 'button', onclick: close }, words.cancel),
      h(
        'button',
        {
          type: 'button',
          class: 'primary',
          autofocus: true,
          onclick: () => {
            close();
            void confirm(scode);
          },
        },
        words.scan.confirm,
      ),
    ),
  ]);
}

/** @type {{ none: 'noCode', expired: 'expired', used: 'used' }} */
const reasons = { none: 'noCode', expired: 'expired', used: 'used' };

/** @param {string} scode */
async function confirm(scode) {
  /** @type {ConfirmResult | undefined} */
  const confirmed = await post('confirm', { scode });
  if (!confirmed) notify(words.failed);
  else if (confirmed.result === 'expired') notify(words.scan.expired);
}
