import type { Chat } from '../../shared/chat.ts';
import type { Message } from '../../shared/message.ts';

/** What an export is made of. */
export interface ExportOptions {
  readonly chat: Chat;
  /** Whole messages, oldest first, some at a time. */
  readonly pages: Iterable<readonly Message[]>;
}

/** A chat for people: dates as headings, who said what at what time. Local time. */
export function* exportMarkdown({ chat, pages }: ExportOptions): Generator<string, void, void> {
  yield `# ${plain(chat.id)}\n`;
  let day = '';
  for (const messages of pages) {
    const blocks = messages.map((message) => {
      const date = dateOf(message.at);
      const heading = date === day ? '' : `\n## ${date}\n`;
      day = date;
      return `${heading}\n${block(message)}`;
    });
    yield blocks.join('');
  }
}

/** A chat for programs: one object with all of its messages, as the journal has them. */
export function* exportJson({ chat, pages }: ExportOptions): Generator<string, void, void> {
  yield `{"chat":${JSON.stringify({ id: chat.id, type: chat.type })},"messages":[`;
  let separator = '\n';
  for (const messages of pages) {
    // They are whole: nothing is cut.
    const rows = messages.map((message) => JSON.stringify({ ...message, cut: undefined }));
    yield separator + rows.join(',\n');
    separator = ',\n';
  }
  yield '\n]}\n';
}

function block(message: Message): string {
  const { direction, kind, sender, state, note, quote, reasoning } = message;
  const who = direction === 'in' ? plain(sender ?? 'unknown') : 'bot';
  const isSettled = state === 'answered' || state === 'delivered';
  const fate = isSettled ? '' : ` · ${state}${note ? `: ${plain(note)}` : ''}`;
  const told = kind === 'text' || kind === 'answer' ? '' : ` · ${plain(kind)}`;
  return [
    `**${who}** ${timeOf(message.at)}${told}${fate}\n`,
    ...(quote ? [quoted(quote)] : []),
    ...(reasoning ? [quoted(`(thinking) ${reasoning}`)] : []),
    `${closed(message.text)}\n`,
  ].join('\n');
}

const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;

/** A text whose code fences are closed, so that it does not swallow what follows. */
function closed(text: string): string {
  let open: string | undefined;
  for (const line of text.split('\n')) {
    const [, marks = '', rest = ''] = FENCE.exec(line) ?? [];
    if (marks === '') continue;
    if (open === undefined) {
      if (!(marks.startsWith('`') && rest.includes('`'))) open = marks;
    } else if (marks[0] === open[0] && marks.length >= open.length && rest.trim() === '') {
      open = undefined;
    }
  }
  return open === undefined ? text : `${text}\n${open}`;
}

/** A text as a quotation; what is left open inside of it ends with it. */
function quoted(text: string): string {
  return `${text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')}\n`;
}

/** On one line, with nothing in it that is Markdown. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>#|~]/g, '\\$&');
}

const two = (value: number) => String(value).padStart(2, '0');

function dateOf(moment: number): string {
  const at = new Date(moment);
  return [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
}

function timeOf(moment: number): string {
  const at = new Date(moment);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
}
