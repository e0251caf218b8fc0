import type { Database } from 'better-sqlite3';

/** Answers that the median is taken of; more would not change it much. */
const MOST_ANSWERS = 1000;

/** How the bot did. */
export interface Figures {
  /**
   * Since `since`: messages taken, and turns and messages that failed; parts in the outbox, queued
   * or on the wire.
   */
  counts(since: number): { waiting: number; failed: number; turns: number };
  /**
   * How long people waited for an answer of the agent since `since`, in milliseconds, by the
   * median of the last thousand: from their message until the answer was complete and its bubble
   * ended, or its first part was pushed, queues and pauses included. Answers that were stopped,
   * failed or are not delivered are no answers. Null without any.
   */
  medianAnswerMs(since: number): number | null;
}

/** Prepares the figures of a journal. */
export function createFigures(database: Database): Figures {
  const counts = database.prepare<
    { since: number },
    { waiting: number; failed: number; turns: number }
  >(
    `SELECT (SELECT count(*) FROM deliveries WHERE state = 'queued')
         + (SELECT count(*) FROM deliveries WHERE state = 'sending') AS waiting,
       (SELECT count(DISTINCT coalesce(reply_to, seq)) FROM messages INDEXED BY messages_failed
         WHERE state = 'failed' AND at >= @since) AS failed,
       (SELECT count(*) FROM messages WHERE direction = 'in' AND at >= @since) AS turns`,
  );
  // The end of a bubble has no `sent_at`: it was written when the answer was recorded.
  const answers = database
    .prepare<{ since: number }, number>(
      `SELECT coalesce((SELECT sent_at FROM deliveries WHERE message = a.seq AND part = 0), a.at)
         - q.at
       FROM messages a INDEXED BY messages_by_time
       CROSS JOIN messages q ON q.seq = a.reply_to
       WHERE a.at >= @since AND a.direction = 'out' AND a.kind = 'answer'
         AND a.state IN ('delivered', 'unconfirmed') AND q.state = 'answered'
       ORDER BY a.at DESC LIMIT ${MOST_ANSWERS}`,
    )
    .pluck();
  return {
    counts: (since) => counts.get({ since }) ?? { waiting: 0, failed: 0, turns: 0 },
    medianAnswerMs(since) {
      const sorted = answers.all({ since }).sort((a, b) => a - b);
      return sorted[Math.floor(sorted.length / 2)] ?? null;
    },
  };
}
