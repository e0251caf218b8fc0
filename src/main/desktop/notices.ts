import type { BotView, ChatKey, ChatNews } from '../../shared/api.ts';
import type { Language } from '../../shared/language.ts';
import { notificationWords } from '../../words/notifications.ts';
import type { Clock } from '../clock.ts';

/** Something that a person is told of even where no window is open. */
export type Notice =
  | { readonly kind: 'displaced' | 'refused' }
  | {
      readonly kind: 'undelivered';
      readonly seq: number;
      readonly chat: ChatKey;
      readonly excerpt: string;
    };

/** What a new state of the bot is worth telling; `before` is undefined at the start. */
export function noticeOfBot(before: BotView | undefined, bot: BotView): Notice | undefined {
  const { name } = bot.state;
  if (before?.state.name === name) return undefined;
  return name === 'displaced' || name === 'refused' ? { kind: name } : undefined;
}

/** What news of the conversations is worth telling: an answer that did not arrive. */
export function noticeOfChat(news: ChatNews): Notice | undefined {
  if (news.type !== 'message') return undefined;
  const { seq, direction, state, note, text, channel, chat_id } = news.message;
  if (direction !== 'out' || state !== 'failed' || BY_WISH.has(note ?? '')) return undefined;
  const chat = { channel, id: chat_id };
  return { kind: 'undelivered', seq, chat, excerpt: excerptOf(text) };
}

/** Notes of what a person gave up or stopped. */
const BY_WISH: ReadonlySet<string> = new Set(['given up by hand', 'stopped']);
const LONGEST = 120;

function excerptOf(text: string): string {
  const line = text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  const characters = [...line];
  return characters.length <= LONGEST ? line : `${characters.slice(0, LONGEST - 1).join('')}…`;
}

/** How a notice is said. `bodies`: what was said in WeCom may be shown. */
export function wordsOfNotice(notice: Notice, language: Language, bodies: boolean) {
  const words = notificationWords[language];
  if (notice.kind !== 'undelivered') return words[notice.kind];
  const { title, body, bodyWith } = words.undelivered;
  return { title, body: bodies && notice.excerpt !== '' ? bodyWith(notice.excerpt) : body };
}

/** Linux desktops read the body of a notification as markup. */
export function escapedBody(body: string, platform: NodeJS.Platform): string {
  if (platform !== 'linux') return body;
  return body.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Milliseconds in which a second notice of a kind is not told. */
const QUIET_MS = 60_000;

/** Lets one notice of each kind a minute through, and never the same message twice in a row. */
export function createNoticeLimit(clock: Clock): (notice: Notice) => boolean {
  const told = new Map<Notice['kind'], number>();
  let lastSeq: number | undefined;
  return (notice) => {
    const now = clock.monotonic();
    if (now - (told.get(notice.kind) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return false;
    if (notice.kind === 'undelivered') {
      if (notice.seq === lastSeq) return false;
      lastSeq = notice.seq;
    }
    told.set(notice.kind, now);
    return true;
  };
}
