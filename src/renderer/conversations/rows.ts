import type { Page } from '../../shared/api.ts';
import type { Message } from '../../shared/message.ts';
import type { Growing } from './transcript.ts';

/** A row of the log. */
export type Row = {
  readonly key: string;
  /** Any time of the day that begins with this row. */
  readonly day: number | undefined;
} & (
  | {
      readonly type: 'message';
      readonly message: Message;
      /** The sender said the message before it too, a moment ago. */
      readonly goesOn: boolean;
      /** Its answer is being written. */
      readonly isAnswering: boolean;
    }
  | { readonly type: 'growing'; readonly growing: Growing; readonly goesOn: false }
);

/** Milliseconds between two messages of one sender that belong together. */
const TOGETHER = 5 * 60_000;

/** The rows of a page, the growing answer last. */
export function rowsOf(page: Page, growing: Growing | undefined): Row[] {
  const keyOf = createKeys();
  const rows = page.messages.map((message, index): Row => {
    const before = page.messages[index - 1];
    const isNewDay = before ? !isSameDay(before.at, message.at) : !page.hasBefore;
    return {
      key: keyOf(message),
      type: 'message',
      message,
      day: isNewDay ? message.at : undefined,
      goesOn: before !== undefined && !isNewDay && belongsTo(before, message),
      isAnswering: growing?.reply_to === message.seq,
    };
  });
  if (!growing || page.hasAfter) return rows;
  const last = page.messages.at(-1);
  const isNewDay = last !== undefined && !isSameDay(last.at, growing.since);
  const day = isNewDay ? growing.since : undefined;
  rows.push({ key: answerTo(growing.reply_to), type: 'growing', growing, day, goesOn: false });
  return rows;
}

/** An answer keeps the key that it grew under, so that it takes the place of what was growing. */
function createKeys(): (message: Message) => string {
  const taken = new Set<number>();
  return ({ seq, direction, reply_to }) => {
    if (direction === 'in' || reply_to === null || taken.has(reply_to)) return `${seq}`;
    taken.add(reply_to);
    return answerTo(reply_to);
  };
}

function answerTo(seq: number): string {
  return `answer to ${seq}`;
}

/** Whether two times are on one day of this computer's calendar. */
export function isSameDay(one: number, other: number): boolean {
  const isNear = Math.abs(one - other) < 2 * 86_400_000;
  return isNear && new Date(one).getDate() === new Date(other).getDate();
}

function belongsTo(before: Message, message: Message): boolean {
  return (
    before.direction === message.direction &&
    before.sender === message.sender &&
    before.kind === message.kind &&
    message.at - before.at < TOGETHER
  );
}
