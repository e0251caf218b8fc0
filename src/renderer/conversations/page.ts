import type { Page } from '../../shared/api.ts';
import type { Message } from '../../shared/message.ts';

/** Messages of one chat that are held at a time; what is further away is read again. */
export const MOST_MESSAGES = 300;

/** A chat in which nothing was said. */
export const EMPTY_PAGE: Page = { messages: [], hasBefore: false, hasAfter: false };

/** Puts what came before in front; what is then too much goes at the end. */
export function joinBefore(page: Page, older: Page): Page {
  const messages = merged(older.messages, page.messages);
  const kept = messages.slice(0, MOST_MESSAGES);
  return {
    messages: kept,
    hasBefore: older.hasBefore,
    hasAfter: page.hasAfter || kept.length < messages.length,
  };
}

/** Puts what came after behind; what is then too much goes at the beginning. */
export function joinAfter(page: Page, newer: Page): Page {
  const messages = merged(page.messages, newer.messages);
  const kept = messages.slice(-MOST_MESSAGES);
  return {
    messages: kept,
    hasBefore: page.hasBefore || kept.length < messages.length,
    hasAfter: newer.hasAfter,
  };
}

/**
 * Takes over a message that is new or changed. One that is outside of what is held stays outside:
 * between it and the page there may be others that nobody has read.
 */
export function upsert(page: Page, message: Message): Page {
  const first = page.messages[0];
  const last = page.messages.at(-1);
  if (first && message.seq < first.seq && page.hasBefore) return page;
  if (page.hasAfter && (!last || message.seq > last.seq)) return page;
  return joinAfter(page, { messages: [message], hasBefore: false, hasAfter: page.hasAfter });
}

/** Both, by number, each once; of two with the same number the one in `newer` is kept. */
function merged(older: readonly Message[], newer: readonly Message[]): readonly Message[] {
  const first = newer[0];
  const last = older.at(-1);
  if (!first || !last || last.seq < first.seq) return [...older, ...newer];
  const bySeq = new Map([...older, ...newer].map((message) => [message.seq, message]));
  return [...bySeq.values()].toSorted((one, other) => one.seq - other.seq);
}
