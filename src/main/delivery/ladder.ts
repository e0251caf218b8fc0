import { z } from 'zod';
import { wordsFor } from '../agent/words.ts';
import type { Channel, OutboundBody, Outcome } from '../channel/channel.ts';
import type { Clock } from '../clock.ts';
import type { Journal, Settlement } from '../journal/journal.ts';
import type { DeliveryRow, DeliveryRung } from '../journal/rows.ts';
import type { LiveBubble } from './live-bubble.ts';
import { BUBBLE_LIFETIME } from './live-bubble.ts';
import type { RateLimits } from './rate.ts';
import { afterRefusal } from './refusal.ts';

/** Milliseconds that a part waits for a connection that is just being made. */
const GRACE = 5_000;

/** What the ladder stands on. */
export interface LadderOptions {
  readonly channel: Channel;
  readonly journal: Journal;
  readonly rates: RateLimits;
  readonly clock: Clock;
  /** Resolves when the channel is online, when it will not be soon, or after `ms`. */
  readonly whenOnline: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Where a part ended up; `late` may correct an unconfirmed one when WeCom answers after all. */
export interface Climbed {
  readonly settlement: Settlement;
  readonly late?: Promise<Settlement | undefined>;
}

/**
 * Tries to deliver one part, rung by rung: the finish of its bubble, an active push, where the
 * socket is down its one-use address, else the outbox. A try whose outcome is unknown ends the
 * climb: another rung could say it twice.
 */
export async function climb(
  row: DeliveryRow,
  bubble: LiveBubble | undefined,
  options: LadderOptions,
  signal: AbortSignal,
): Promise<Climbed> {
  const body = readBody(row.body);
  if (!body) return { settlement: failed('the journal holds no text for it') };
  await options.whenOnline(GRACE, signal);
  const finished = await finish(row, body, bubble, options);
  if (finished) return finished;
  if (options.channel.state.name !== 'online') return byUrl(row, body, options, signal);
  return push(row, body, options, signal);
}

const outboundBody: z.ZodType<OutboundBody> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('markdown'), text: z.string() }),
  z.object({ type: z.literal('media'), path: z.string() }),
]);

function readBody(json: string): OutboundBody | undefined {
  try {
    return outboundBody.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}

/** The first rung; undefined where the part has no bubble to end, or must go on to the next. */
async function finish(
  row: DeliveryRow,
  body: OutboundBody,
  bubble: LiveBubble | undefined,
  options: LadderOptions,
): Promise<Climbed | undefined> {
  const { channel, clock } = options;
  const { request_id, stream_id, opened_at } = row;
  const young = opened_at !== null && clock.wall() - opened_at < BUBBLE_LIFETIME;
  if (request_id === null || stream_id === null || body.type !== 'markdown') return undefined;
  if (!young) return row.doubt ? { settlement: unconfirmed('finish') } : undefined;
  const outcome = bubble
    ? await bubble.finish(body.text)
    : await channel.finishBubble(request_id, stream_id, body.text);
  switch (outcome.kind) {
    case 'acked':
      return { settlement: { state: 'delivered', via: 'finish' } };
    case 'refused': {
      const settlement = afterRefusal('finish', outcome, row, options);
      if (settlement) return { settlement };
      return row.doubt ? { settlement: unconfirmed('finish') } : undefined;
    }
    case 'unsent':
      if (!row.doubt) return undefined;
      return { settlement: later(clock.wall(), outcome.reason) };
    case 'unknown':
      return doubtfulFinish(row, outcome, options);
  }
}

/**
 * A finish that left and was not answered. Where the connection was lost the same frame goes out
 * once more on the next one: it names the same stream, so WeCom shows it once however often it
 * arrives (docs/protocol.md § Streams).
 */
function doubtfulFinish(
  row: DeliveryRow,
  outcome: Extract<Outcome, { kind: 'unknown' }>,
  options: LadderOptions,
): Climbed {
  if (outcome.cause === 'lost' && !row.doubt) return { settlement: doubted(options) };
  return unanswered('finish', row, outcome, options);
}

function doubted({ clock }: LadderOptions): Settlement {
  return { ...later(clock.wall(), 'the connection was lost'), doubt: true };
}

async function push(
  row: DeliveryRow,
  body: OutboundBody,
  options: LadderOptions,
  signal: AbortSignal,
): Promise<Climbed> {
  const { channel, rates, clock } = options;
  const permission = rates.take(rateKey(row.channel, row.chat_id));
  if (!permission.ok) {
    return {
      settlement: later(clock.wall() + permission.retryAfterMs, 'WeCom allows 30 a minute'),
    };
  }
  const route = { id: row.chat_id, type: row.chat_type ?? undefined };
  const outcome = await channel.push(route, body, signal);
  switch (outcome.kind) {
    case 'acked':
      abandonBubble(row, options, 'continued');
      return { settlement: { state: 'delivered', via: 'push' } };
    case 'refused': {
      const settlement =
        afterRefusal('push', outcome, row, options) ?? failed(outcome.message, outcome.code);
      if (settlement.state === 'failed') abandonBubble(row, options, 'failed');
      return { settlement };
    }
    case 'unsent':
      return byUrl(row, body, options, signal);
    case 'unknown':
      abandonBubble(row, options, 'continued');
      return unanswered('push', row, outcome, options);
  }
}

/** The rung for when the socket is down; where there is none, the outbox. */
async function byUrl(
  row: DeliveryRow,
  body: OutboundBody,
  { channel, rates, clock }: LadderOptions,
  signal: AbortSignal,
): Promise<Climbed> {
  const now = clock.wall();
  const usable = row.response_url !== null && now < (row.response_until ?? 0) && !row.doubt;
  if (!usable || row.response_url === null || body.type !== 'markdown') {
    return { settlement: later(now, 'not connected') };
  }
  if (!rates.take(rateKey(row.channel, row.chat_id)).ok) {
    return { settlement: later(now, 'not connected') };
  }
  const outcome = await channel.respondByUrl(row.response_url, body.text, signal);
  switch (outcome.kind) {
    case 'acked':
      return { settlement: { state: 'delivered', via: 'url' } };
    case 'refused':
      return { settlement: { ...later(now, outcome.message), spentUrl: true } };
    case 'unsent':
      return { settlement: later(now, outcome.reason) };
    case 'unknown':
      return { settlement: unconfirmed('url') };
  }
}

/** Unconfirmed, unless the acknowledgement still comes. */
function unanswered(
  rung: DeliveryRung,
  row: DeliveryRow,
  outcome: Extract<Outcome, { kind: 'unknown' }>,
  options: LadderOptions,
): Climbed {
  const late = outcome.late.then((answer): Settlement | undefined => {
    if (answer === undefined) return undefined;
    // The link was dead already: it is the same as losing it before the deadline.
    if (answer === 'lost') return rung === 'finish' && !row.doubt ? doubted(options) : undefined;
    if (answer.kind === 'acked') return { state: 'delivered', via: rung };
    const settlement = afterRefusal(rung, answer, row, options);
    if (settlement) return settlement;
    // Only this try is known to have failed; the one before is in doubt for good.
    if (row.doubt) return undefined;
    // It is known not to have been shown: the next rung may have it.
    if (rung === 'finish') return { ...later(options.clock.wall(), answer.message), push: true };
    return failed(answer.message, answer.code);
  });
  return { settlement: unconfirmed(rung), late };
}

function unconfirmed(via: DeliveryRung): Settlement {
  return { state: 'unconfirmed', via, error: 'WeCom did not confirm it' };
}

function failed(error: string, code: number | null = null): Settlement {
  return { state: 'failed', code, error };
}

function later(notBefore: number, error: string): Extract<Settlement, { state: 'queued' }> {
  return { state: 'queued', notBefore, error };
}

/** The answer went another way, or none: the bubble must not go on spinning. */
function abandonBubble(
  row: DeliveryRow,
  { channel, journal }: LadderOptions,
  why: 'continued' | 'failed',
): void {
  const { request_id, stream_id, reply_to } = row;
  if (request_id === null || stream_id === null || reply_to === null) return;
  if (!journal.hasOpenBubble(reply_to)) return;
  const words = wordsFor(row.question ?? '');
  const text = why === 'continued' ? words.continued : words.failure('broken');
  if (channel.abandonBubble(request_id, stream_id, text)) journal.endBubble(reply_to);
}

/** How the limits name a conversation. */
export function rateKey(channel: string, chatId: string): string {
  return `${channel}\n${chatId}`;
}
