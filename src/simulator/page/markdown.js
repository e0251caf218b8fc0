import { h } from './dom.js';

/** @typedef {{ kind: 'code' | 'table' | 'list' | 'quote' | 'heading' | 'rule' | 'text', lines: string[] }} Block */

/** @type {readonly [Block['kind'], RegExp][]} */
const KINDS = [
  ['heading', /^#{1,6}\s/],
  ['rule', /^\s*([-*_])\s*(\1\s*){2,}$/],
  ['list', /^\s*([-*+]|\d+[.)])\s/],
  ['quote', /^\s*>/],
  ['table', /^\s*\|/],
];

/**
 * Blocks of Markdown, as far as a messenger shows it.
 *
 * @param {string} text
 * @returns {Block[]}
 */
function parseBlocks(text) {
  /** @type {Block[]} */
  const blocks = [];
  /** @type {Block | undefined} */
  let open;
  let fence = '';
  for (const line of text.split(/\r?\n/)) {
    const mark = /^\s*(```+|~~~+)/.exec(line)?.[1];
    if (fence) {
      if (mark?.startsWith(fence) && line.trim() === mark) fence = '';
      else open?.lines.push(line);
      if (!fence) open = undefined;
      continue;
    }
    if (mark) {
      fence = mark;
      open = { kind: 'code', lines: [] };
      blocks.push(open);
      continue;
    }
    if (line.trim() === '') {
      open = undefined;
      continue;
    }
    const kind = KINDS.find(([, pattern]) => pattern.test(line))?.[0] ?? 'text';
    const goesOn = open?.kind === 'list' && /^\s+\S/.test(line) ? 'list' : kind;
    if (open?.kind === goesOn && kind !== 'heading' && kind !== 'rule') {
      open.lines.push(line);
    } else {
      open = { kind: goesOn, lines: [line] };
      blocks.push(open);
    }
  }
  return blocks;
}

/**
 * A text without the marks, for where there is one line only.
 *
 * @param {string} text
 */
export function plainOf(text) {
  return text.replace(/^[ \t]*(#{1,6} |>|```\w*)[ \t]*/gm, '').replace(/\*\*|`/g, '');
}

/** @type {WeakMap<Element, string[]>} */
const shown = new WeakMap();

/**
 * Shows `text` in `element`. What a growing text already shows stays as it is, so that nothing
 * jumps and a selection survives.
 *
 * @param {Element} element
 * @param {string} text
 */
export function showMarkdown(element, text) {
  const blocks = parseBlocks(text);
  const keys = blocks.map((block) => JSON.stringify(block));
  const before = shown.get(element) ?? [];
  let same = 0;
  while (same < before.length && before[same] === keys[same]) same += 1;
  while (element.children.length > same) element.lastElementChild?.remove();
  element.append(...blocks.slice(same).map(render));
  shown.set(element, keys);
}

/**
 * @param {Block} block
 * @returns {HTMLElement}
 */
function render({ kind, lines }) {
  switch (kind) {
    case 'code':
      return h('pre', { tabindex: 0 }, h('code', {}, lines.join('\n')));
    case 'heading':
      return h('p', { class: 'heading' }, ...inline(lines.join('').replace(/^#+\s+/, '')));
    case 'rule':
      return h('hr');
    case 'quote':
      return h(
        'blockquote',
        {},
        ...inline(lines.map((line) => line.replace(/^\s*>\s?/, '')).join('\n')),
      );
    case 'list':
      return list(lines);
    case 'table':
      return table(lines);
    case 'text':
      return h('p', {}, ...inline(lines.join('\n')));
  }
}

/**
 * Deeper items are told by their margin; lines without a mark belong to the item above.
 *
 * @param {string[]} lines
 */
function list(lines) {
  const ordered = /^\s*\d/.test(lines[0] ?? '');
  const items = h(ordered ? 'ol' : 'ul');
  for (const line of lines) {
    const [, indent = '', mark = '', text = ''] = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/.exec(line) ?? [];
    if (!mark) {
      items.lastElementChild?.append('\n', ...inline(line.trim()));
      continue;
    }
    const depth = Math.min(3, Math.floor(indent.replaceAll('\t', '  ').length / 2));
    const number = /\d/.test(mark) && ordered ? Number.parseInt(mark, 10) : undefined;
    const isPoint = ordered && number === undefined;
    const properties = { 'data-depth': depth, 'data-point': isPoint, value: number };
    items.append(h('li', properties, ...inline(text)));
  }
  return items;
}

/** @param {string[]} lines */
function table(lines) {
  const rows = lines.map((line) =>
    line
      .trim()
      .replace(/^\||\|$/g, '')
      .split('|')
      .map((cell) => cell.trim()),
  );
  const isRuled = rows[1]?.every((cell) => /^:?-+:?$/.test(cell)) ?? false;
  const body = rows.filter((_, index) => !(isRuled && index === 1));
  const cells = (/** @type {string[]} */ row, /** @type {'th' | 'td'} */ tag) =>
    h('tr', {}, ...row.map((cell) => h(tag, {}, ...inline(cell))));
  return h(
    'div',
    { class: 'table', tabindex: 0 },
    h('table', {}, ...body.map((row, index) => cells(row, isRuled && index === 0 ? 'th' : 'td'))),
  );
}

/** Each alternative stops at its own first mark, so that no text takes more than one pass. */
const MARKS =
  /(?<!`)(`+)([^`]+)\1(?!`)|\*\*([^*]+)\*\*|\[([^[\]]+)\]\(([^()\s]+)\)|(?<![\w*])\*([^*\s][^*]*)\*(?!\w)/g;

/**
 * Emphasis, code and links of one piece of text. Links cannot be opened here: they show where they
 * lead.
 *
 * @param {string} text
 * @returns {(Node | string)[]}
 */
function inline(text) {
  /** @type {(Node | string)[]} */
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(MARKS)) {
    const [whole, , code, bold, label, address, italic] = match;
    if (match.index > end) parts.push(text.slice(end, match.index));
    end = match.index + whole.length;
    if (code !== undefined) parts.push(h('code', {}, code));
    else if (bold !== undefined) parts.push(h('strong', {}, bold));
    else if (italic !== undefined) parts.push(h('em', {}, italic));
    else
      parts.push(
        h('span', { class: 'link' }, label),
        h('span', { class: 'address' }, ` ${address}`),
      );
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}
