import { h, icon, iconButton } from './dom.js';
import { summaryOf } from './entry.js';
import { words } from './words.js';

/** @import {EntryView} from '../phone-page/view.ts' */
/** @typedef {{ kind?: string, text?: string, quote?: number, mention?: boolean }} Draft */

/**
 * Where messages are written. `quote` begins an answer to an entry.
 *
 * @param {{ group: boolean, send: (draft: Draft) => Promise<boolean> }} parts `send` answers whether
 *   the message left; what was typed is kept otherwise.
 */
export function composerElement({ group, send }) {
  const said = words.composer;
  let voice = false;
  /** @type {EntryView | undefined} */
  let quoted;

  const input = h('textarea', { rows: 1, 'aria-label': said.message, placeholder: said.hint });
  const voiceButton = iconButton('voice', said.voice, toggleVoice, { 'aria-pressed': 'false' });
  const sendButton = h(
    'button',
    { type: 'submit', class: 'send', 'aria-label': said.send, title: said.send, disabled: true },
    icon('send'),
  );
  const quoteText = h('span', {});
  const quoteBar = h(
    'div',
    { class: 'quote-bar', hidden: true },
    icon('quote'),
    quoteText,
    iconButton('close', words.chat.unquote, () => quote(undefined)),
  );
  const mention = h('input', { type: 'checkbox', role: 'switch', checked: true });
  const attach = h(
    'div',
    { class: 'attach', hidden: true },
    attachment('picture', said.picture, 'image'),
    attachment('file', said.file, 'file'),
  );
  const moreButton = iconButton('more', said.more, toggleMore, { 'aria-expanded': 'false' });
  const element = h(
    'form',
    { class: 'composer', onsubmit: submit },
    group && h('label', { class: 'mention' }, mention, said.mention),
    quoteBar,
    h(
      'div',
      { class: 'input-line' },
      !group && voiceButton,
      input,
      !group && moreButton,
      sendButton,
    ),
    attach,
  );

  input.addEventListener('input', showSend);
  input.addEventListener('keydown', (event) => {
    // While Chinese is being composed, Enter belongs to the input method.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    element.requestSubmit();
  });

  function showSend() {
    sendButton.disabled = input.value.trim() === '';
  }

  function toggleVoice() {
    voice = !voice;
    const name = voice ? said.keyboard : said.voice;
    voiceButton.replaceChildren(icon(voice ? 'keyboard' : 'voice'));
    voiceButton.setAttribute('aria-pressed', String(voice));
    voiceButton.title = name;
    input.placeholder = voice ? said.voiceHint : said.hint;
    input.focus();
  }

  function toggleMore() {
    attach.hidden = !attach.hidden;
    moreButton.setAttribute('aria-expanded', String(!attach.hidden));
  }

  /**
   * @param {'picture' | 'file'} drawing
   * @param {string} name
   * @param {'image' | 'file'} kind
   */
  function attachment(drawing, name, kind) {
    const press = async () => {
      if (await send({ kind })) toggleMore();
    };
    return h('button', { type: 'button', onclick: press }, icon(drawing), name);
  }

  /** @param {EntryView | undefined} entry */
  function quote(entry) {
    quoted = entry;
    quoteBar.hidden = !entry;
    quoteText.textContent = entry ? summaryOf(entry) : '';
    input.focus();
  }

  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    const text = input.value.trim();
    if (text === '') return;
    const before = { value: input.value, quoted };
    input.value = '';
    quote(undefined);
    showSend();
    const left = await send({
      ...(voice && { kind: 'voice' }),
      text,
      ...(before.quoted && { quote: before.quoted.id }),
      ...(group && { mention: mention.checked }),
    });
    if (left) return;
    input.value = before.value;
    quote(before.quoted);
    showSend();
  }

  return { element, quote, focus: () => input.focus() };
}
