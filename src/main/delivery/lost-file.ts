import { basename } from 'node:path';
import { wordsFor } from '../agent/words.ts';
import type { Journal } from '../journal/journal.ts';
import type { DeliveryRow } from '../journal/rows.ts';

/**
 * An answer promised a file that cannot be sent: the person should know. Records a notice for the
 * outbox; false where the part was no such file.
 */
export function tellLostFile(row: DeliveryRow, journal: Journal): boolean {
  const name = mediaName(row);
  if (name === undefined || row.reply_to === null) return false;
  const text = wordsFor(row.question ?? '').fileNotSent(name);
  const route = { id: row.chat_id, type: row.chat_type ?? undefined };
  journal.record({
    channel: row.channel,
    chatId: row.chat_id,
    kind: 'notice',
    text,
    deliveries: [{ route, body: { type: 'markdown', text }, state: 'queued' }],
  });
  return true;
}

/** The file that a part is; undefined for text. */
function mediaName({ body }: DeliveryRow): string | undefined {
  const part: unknown = JSON.parse(body);
  const isMedia = typeof part === 'object' && part !== null && 'path' in part;
  return isMedia && typeof part.path === 'string' ? basename(part.path) : undefined;
}
