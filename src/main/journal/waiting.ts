import { basename } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Waiting } from '../../shared/api.ts';
import type { ChannelName } from '../../shared/chat.ts';
import { beginning } from './excerpt.ts';

type WaitingRow = Omit<Waiting, 'chat' | 'excerpt'> & {
  readonly channel: ChannelName;
  readonly chat_id: string;
  readonly body: string;
};

/** Prepares reading what waits to be sent: at most `limit` parts, the oldest first. */
export function prepareOutbox(database: Database): (limit: number) => Waiting[] {
  const ids = (state: string) => `SELECT id FROM deliveries WHERE state = '${state}'`;
  const parts = database.prepare<[number], WaitingRow>(
    `SELECT d.message AS seq, d.channel, d.chat_id, d.body, m.at, d.not_before, d.expires_at,
       d.attempts
     FROM deliveries d JOIN messages m ON m.seq = d.message
     WHERE d.id IN (${ids('queued')} UNION ALL ${ids('sending')}) ORDER BY d.id LIMIT ?`,
  );
  return (limit) =>
    parts.all(limit).map(({ channel, chat_id, body, ...part }) => ({
      ...part,
      chat: { channel, id: chat_id },
      excerpt: excerptOf(body),
    }));
}

function excerptOf(json: string): string {
  const body: unknown = JSON.parse(json);
  if (typeof body !== 'object' || body === null) return '';
  if ('text' in body && typeof body.text === 'string') return beginning(body.text, 'text');
  return 'path' in body && typeof body.path === 'string' ? basename(body.path) : '';
}
