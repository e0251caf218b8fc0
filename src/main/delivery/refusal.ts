import { wordsFor } from '../agent/words.ts';
import type { Refused } from '../channel/channel.ts';
import type { Settlement } from '../journal/journal.ts';
import type { DeliveryRow, DeliveryRung } from '../journal/rows.ts';
import type { LadderOptions } from './ladder.ts';

/** Milliseconds to wait where WeCom asks for patience; doubled with each try, up to the longest. */
const PATIENCE = 60_000;
const LONGEST_PATIENCE = 600_000;

/**
 * What a refusal makes of a part. Undefined: this rung is of no use, try the next; there is none
 * after `push`.
 */
export function afterRefusal(
  rung: DeliveryRung,
  refusal: Refused,
  row: DeliveryRow,
  options: LadderOptions,
): Settlement | undefined {
  const { journal, clock } = options;
  const error = refusal.message || `WeCom refused it (${refusal.code})`;
  const retry = (ms: number): Settlement => ({
    state: 'queued',
    notBefore: clock.wall() + ms,
    error,
  });
  const failure: Settlement = { state: 'failed', code: refusal.code, error };
  switch (refusal.reaction) {
    case 'resubscribe':
      if (row.attempts <= 1) return retry(0);
      return rung === 'finish' ? undefined : retry(patience(row));
    case 'wait':
      return retry(patience(row));
    case 'stop':
      return retry(PATIENCE);
    case 'tell':
      tellRefused(row, options);
      return failure;
    case 'unreachable':
      if (rung === 'finish') return undefined;
      journal.markUnreachable(row.channel, row.chat_id, refusal.code);
      return failure;
    case 'push':
      if (rung === 'finish' && row.reply_to !== null) journal.endBubble(row.reply_to);
      return undefined;
    case 'serialise':
    case 'give-up':
      return undefined;
  }
}

function patience({ attempts }: DeliveryRow): number {
  return Math.min(LONGEST_PATIENCE, PATIENCE * 2 ** Math.max(0, attempts - 1));
}

/** Says that the content check refused an answer, in the bubble that waits for it or by push. */
function tellRefused(row: DeliveryRow, { channel, journal }: LadderOptions): void {
  const { answerRefused } = wordsFor(row.question ?? '');
  const { request_id, stream_id, reply_to } = row;
  const bubble = reply_to !== null && journal.hasOpenBubble(reply_to);
  if (bubble && request_id !== null && stream_id !== null) {
    void channel.finishBubble(request_id, stream_id, answerRefused).then((outcome) => {
      // Otherwise the next connection ends it.
      if (outcome.kind === 'acked' || outcome.kind === 'refused') journal.endBubble(reply_to);
    });
  } else if (reply_to !== null) {
    const route = { id: row.chat_id, type: row.chat_type ?? undefined };
    const body = { type: 'markdown', text: answerRefused } as const;
    void channel.push(route, body, AbortSignal.timeout(PATIENCE));
  }
}
