import { chatView } from './chat.js';
import { chatsView } from './chats.js';
import { h, iconButton } from './dom.js';
import { createModel } from './model.js';
import { notice, notify } from './notice.js';
import { scan, scanView } from './scan.js';
import { follow, post } from './server.js';
import { openTrouble } from './trouble.js';
import { keep, language, recall, switchLanguage, words } from './words.js';

/** @import {EntryView, PhoneNews} from '../phone-page/view.ts' */
/** @import {Place} from './model.js' */
/** @typedef {{ element: HTMLElement, start(): void, update?(state: any): void, show?(entries: readonly EntryView[]): void }} View */

const phone = /** @type {HTMLElement} */ (document.getElementById('phone'));
document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
document.title = words.page;

const model = createModel();
const banner = h('p', { class: 'banner', role: 'alert' });
let person = recall('person') ?? 'zhangsan';
/** @type {Place | undefined} */
let place = readPlace();
/** @type {View | undefined} */
let view;
let wasOnline = false;
/** @type {'connected' | 'gone' | 'refused'} */
let connection = 'connected';

phone.append(banner, notice);
void follow(onNews, (now) => {
  connection = now;
  showBanner();
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.isComposing && !document.querySelector('dialog') && place)
    leave();
});

/** @param {PhoneNews} news */
function onNews(news) {
  const wasBound = model.state?.bound;
  model.apply(news);
  const { state } = model;
  if (!state) return;
  if (state.online && !wasOnline && place?.type === 'single') void post('enter', { from: person });
  wasOnline ||= state.online;
  showBanner();
  if (!view || wasBound !== state.bound) return showView();
  if (news.type === 'entries') view.show?.(news.entries);
  view.update?.(state);
  if (place) model.markRead(place);
}

function showBanner() {
  const { bound, online } = model.state ?? { bound: false, online: false };
  const isFirst = connection === 'connected' && !wasOnline;
  const offline = isFirst ? words.scan.confirmed : words.offline;
  const text = connection === 'connected' ? (bound && !online ? offline : '') : words[connection];
  if (banner.textContent !== text) banner.textContent = text;
  banner.classList.toggle('quiet', isFirst);
}

function showView() {
  view?.element.remove();
  view = createView();
  phone.prepend(view.element);
  view.element.querySelector('header')?.after(banner);
  if (model.state) view.update?.(model.state);
  view.start();
  if (place) model.markRead(place);
}

/** @returns {View} */
function createView() {
  if (!model.state?.bound) return scanView([languageButton()]);
  if (place) return chatView({ model, place, person, back: leave, tools: [troubleButton()] });
  return chatsView({
    model,
    person: () => person,
    become,
    open,
    tools: [
      iconButton('scan', words.scan.button, () => void scan()),
      troubleButton(),
      languageButton(),
    ],
  });
}

function troubleButton() {
  return iconButton('trouble', words.trouble.title, () =>
    openTrouble(model.state?.unreachable ?? false),
  );
}

function languageButton() {
  const other = language === 'zh' ? 'en' : 'zh-CN';
  return h(
    'button',
    { type: 'button', class: 'language', lang: other, onclick: switchLanguage },
    words.otherLanguage,
  );
}

/** @param {string} id */
function become(id) {
  person = id;
  keep('person', id);
  view?.update?.(model.state);
}

/** @param {Place} chat */
function open(chat) {
  go(chat);
  if (chat.type === 'single') void post('enter', { from: person });
}

function leave() {
  go(undefined);
}

/** @param {Place | undefined} chat */
function go(chat) {
  place = chat;
  keep('place', chat ? JSON.stringify(chat) : '');
  notify('');
  showView();
}

/** @returns {Place | undefined} */
function readPlace() {
  const kept = recall('place');
  return kept ? JSON.parse(kept) : undefined;
}
