import type { Clock } from '../clock.ts';
import type { Conversations } from '../journal/conversations.ts';
import type { DeliveryRow, MessageRow } from '../journal/rows.ts';
import { plainLine } from './plain.ts';
import { describeSpan } from './words.ts';

/** Characters of a reason that a line takes. */
const REASON_LENGTH = 200;
/** Messages remembered so that each is told of once. */
const REMEMBERED = 100;

/**
 * Makes what tells of messages sent, in one line each, without what was said: undefined while one
 * is still under way, or was told of.
 */
export function createTurnReport(
  journal: Pick<Conversations, 'message'>,
  clock: Clock,
): (row: DeliveryRow) => string | undefined {
  const told = new Map<number, string>();

  return (row) => {
    const sent = journal.message(row.message);
    if (!sent || sent.state === 'queued' || sent.state === 'sending') return undefined;
    if (told.get(sent.seq) === sent.state) return undefined;
    told.set(sent.seq, sent.state);
    const [oldest] = told.keys();
    if (told.size > REMEMBERED && oldest !== undefined) told.delete(oldest);
    const question = sent.reply_to === null ? undefined : journal.message(sent.reply_to);
    const chat = plainLine(row.chat_type === 'group' ? `group ${row.chat_id}` : row.chat_id);
    return question ? answered(chat, question, sent, clock.wall()) : pushed(chat, sent);
  };
}

function answered(chat: string, question: MessageRow, sent: MessageRow, now: number): string {
  if (sent.state === 'failed') return `${chat}: failed: ${reason(sent)}`;
  if (sent.state === 'unconfirmed') return `${chat}: unconfirmed: ${reason(sent)}`;
  if (question.state === 'failed') return `${chat}: failed: ${reason(sent)}`;
  if (question.state === 'cancelled') return `${chat}: stopped`;
  return `answered ${chat} in ${took(now - question.at)}`;
}

function pushed(chat: string, sent: MessageRow): string {
  return sent.state === 'delivered'
    ? `sent to ${chat}`
    : `to ${chat}: ${sent.state}: ${reason(sent)}`;
}

function reason({ note }: MessageRow): string {
  const text = plainLine(note ?? 'no reason is known');
  return text.length > REASON_LENGTH ? `${text.slice(0, REASON_LENGTH - 1)}…` : text;
}

function took(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : describeSpan(ms);
}
