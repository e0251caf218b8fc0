import type { Page } from '../../../src/shared/api.ts';
import type { Message } from '../../../src/shared/message.ts';

/** A message as a page has it; a minute lies between two numbers. */
export function message(seq: number, part: Partial<Message> = {}): Message {
  const direction = part.direction ?? 'in';
  return {
    seq,
    channel: 'wecom',
    chat_id: 'zhangsan',
    direction,
    kind: direction === 'in' ? 'text' : 'answer',
    text: `message ${seq}`,
    cut: 0,
    reasoning: null,
    thought_ms: null,
    quote: null,
    sender: direction === 'in' ? 'zhangsan' : null,
    reply_to: null,
    state: direction === 'in' ? 'answered' : 'delivered',
    note: null,
    at: seq * 60_000,
    ...part,
  };
}

/** A page of the messages `from` to `to`. */
export function pageOf(from: number, to: number, part: Partial<Page> = {}): Page {
  const messages = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) =>
    message(from + index),
  );
  return { messages, hasBefore: false, hasAfter: false, ...part };
}

/** The numbers of a page's messages. */
export function seqs(page: Page): number[] {
  return page.messages.map(({ seq }) => seq);
}
