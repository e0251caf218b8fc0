import { basename } from 'node:path';
import type { Logger } from 'pino';
import type { InboundState } from '../../shared/message.ts';
import { type Agent, AgentFailure } from '../agent/agent.ts';
import { type Words, wordsFor } from '../agent/words.ts';
import type { InboundMessage } from '../channel/channel.ts';
import type { Clock } from '../clock.ts';
import type { Journal, NewDelivery, NewOutbound } from '../journal/journal.ts';
import type { OutboundKind } from '../journal/rows.ts';
import { composed, type Draft, readable } from './compose.ts';
import type { Growth } from './growth.ts';
import type { EarlyEnd, LiveBubble } from './live-bubble.ts';
import type { Outbox } from './outbox.ts';
import type { CancelReason } from './queue.ts';
import { resume } from './split.ts';
import { visible } from './text.ts';

/** Milliseconds that a message's one-use reply address is good for (docs/protocol.md § Frames). */
const RESPONSE_LIFETIME = 3_600_000;

/** One inbound message on its way to an answer. */
export interface Turn {
  /** Its number in the journal. */
  readonly seq: number;
  readonly message: InboundMessage;
  readonly streamId: string;
  /** Set where the message may be answered by a bubble of this process or still to be opened. */
  readonly openedAt: number | undefined;
  readonly bubble: LiveBubble | undefined;
}

/** What the turns of a channel share. */
export interface TurnOptions {
  readonly journal: Journal;
  readonly outbox: Outbox;
  readonly growth: Growth;
  readonly clock: Clock;
  readonly log: Logger;
  readonly agent: () => Agent;
  readonly historyLimit: () => number;
  readonly showReasoning: () => boolean;
  /** The chat that gets all reasoning; empty for none. */
  readonly reasoningChatId: () => string;
}

/** An answer as the agent gave it. */
interface Answer {
  readonly kind: OutboundKind;
  readonly text: string;
  readonly reasoning: string;
  /** Milliseconds from the first reasoning to the first text. */
  readonly thoughtMs: number | undefined;
  readonly files: readonly { readonly path: string; readonly caption?: string }[];
  readonly state: InboundState;
  readonly note?: string;
}

/** Answers one message. Never throws; every bubble it was given has ended when it resolves. */
export async function runTurn(
  turn: Turn,
  options: TurnOptions,
  signal: AbortSignal,
): Promise<void> {
  const words = wordsFor(turn.message.text);
  const answer = await askAgent(turn, options, words, signal);
  if (answer.state !== 'cancelled') return sendAnswer(turn, options, answer);
  const reason: CancelReason = signal.reason;
  if (reason === 'quit') return postpone(turn, options, joined(answer.text, words.interrupted));
  return sendAnswer(turn, options, { ...answer, text: joined(answer.text, words.stopped) });
}

/** What an answer came to, and a notice of ours after it. */
function joined(text: string, notice: string): string {
  return visible(text) ? `${text.trimEnd()}\n\n${notice}` : notice;
}

/** Sends a text of our own as the answer, in one frame where the message has no bubble yet. */
export function answerAtOnce(
  turn: Turn,
  options: TurnOptions,
  text: string,
  state: InboundState = 'answered',
): Promise<void> {
  return sendAnswer(turn, options, {
    kind: 'notice',
    text,
    reasoning: '',
    thoughtMs: undefined,
    files: [],
    state,
  });
}

async function askAgent(
  turn: Turn,
  options: TurnOptions,
  words: Words,
  signal: AbortSignal,
): Promise<Answer> {
  const { log, growth } = options;
  const { channel, chat } = turn.message;
  const key = { channel, id: chat.id };
  const thought = createStopwatch(options.clock);
  const draft = { text: '', reasoning: '' };
  const files: { path: string; caption?: string }[] = [];
  const answer = (state: InboundState, text: string, note?: string): Answer => ({
    kind: state === 'failed' ? 'notice' : 'answer',
    text,
    reasoning: readable(draft).reasoning,
    thoughtMs: thought.ms,
    files,
    state,
    ...(note === undefined ? {} : { note }),
  });
  const cancelled = () => answer('cancelled', readable(draft).text);

  if (signal.aborted) return cancelled();
  growth.grow(turn.seq, key, draft);
  try {
    for await (const part of options.agent().answer(request(turn, options), signal)) {
      if (signal.aborted) break;
      if (part.type === 'text') draft.text += part.delta;
      else if (part.type === 'reasoning') draft.reasoning += part.delta;
      else files.push(part);
      const said = readable(draft);
      thought.look(said);
      growth.grow(turn.seq, key, said);
      turn.bubble?.show(shown(said, options));
    }
  } catch (error) {
    if (signal.aborted) return cancelled();
    const failure = error instanceof AgentFailure ? error : undefined;
    const detail = failure?.detail ?? (error instanceof Error ? error.message : String(error));
    log.warn({ chat: turn.message.chat.id, reason: failure?.reason }, 'the agent failed');
    const notice = words.failure(failure?.reason ?? 'broken');
    return answer('failed', joined(readable(draft).text, notice), detail);
  }
  if (signal.aborted) return cancelled();
  const captions = files.flatMap(({ caption }) => caption ?? []).join('\n');
  const text = joined(readable(draft).text, captions).trimEnd();
  if (visible(text)) return answer('answered', text);
  if (files.length === 0) return answer('failed', words.failure('empty'), 'the agent said nothing');
  return answer('answered', files.map(({ path }) => basename(path)).join('\n'));
}

/** Measures the time from the first reasoning of a draft to its first text. */
function createStopwatch(clock: Clock) {
  let began: number | undefined;
  let ms: number | undefined;
  let over = false;
  return {
    look({ text, reasoning }: Draft): void {
      if (over) return;
      if (visible(reasoning)) began ??= clock.monotonic();
      over = visible(text);
      if (over && began !== undefined) ms = Math.round(clock.monotonic() - began);
    },
    get ms() {
      return ms;
    },
  };
}

function request({ seq, message }: Turn, { journal, historyLimit }: TurnOptions) {
  const { channel, chat, text, sender, messageId, quote } = message;
  return {
    text,
    chat,
    sender,
    messageId,
    ...(quote === undefined ? {} : { quote }),
    attachments: [],
    // Read when it is asked for: not every agent wants it.
    get history() {
      return journal.history(channel, chat.id, seq, historyLimit());
    },
  };
}

function shown({ text, reasoning }: Draft, options: TurnOptions): Draft {
  return { text, reasoning: options.showReasoning() ? reasoning : '' };
}

/** Records an answer and sends it: the first part ends the bubble, the rest goes by push. */
async function sendAnswer(turn: Turn, options: TurnOptions, answer: Answer): Promise<void> {
  const { journal, outbox } = options;
  const { message, bubble } = turn;
  const early = bubble?.complete();
  const texts = early
    ? await restAfter(early, turn, options, answer)
    : composed(shown(answer, options));
  const deliveries = [
    ...texts.map((text, part) => textDelivery(turn, text, part, early === undefined)),
    ...answer.files.map(({ path }) => pushed(message, { type: 'media', path })),
  ];
  const { deliveries: ids } = journal.record({
    channel: message.channel,
    chatId: message.chat.id,
    kind: answer.kind,
    text: answer.text,
    reasoning: answer.reasoning,
    ...(answer.thoughtMs === undefined ? {} : { thoughtMs: answer.thoughtMs }),
    ...(answer.note === undefined ? {} : { note: answer.note }),
    answers: { seq: turn.seq, state: answer.state },
    deliveries,
  });
  options.growth.end(turn.seq);
  recordReasoning(turn, options, answer);
  const [first] = ids;
  if (first !== undefined && deliveries[0]?.state === 'sending') {
    await outbox.deliver(first, bubble);
  }
  if (deliveries.some(({ state }) => state === 'queued')) outbox.kick(message.chat.id);
}

/** What is still to be sent of an answer whose bubble was ended by its age. */
async function restAfter(
  early: EarlyEnd,
  { seq }: Turn,
  options: TurnOptions,
  answer: Answer,
): Promise<string[]> {
  const outcome = await early.outcome;
  if (outcome.kind !== 'unsent') options.journal.endBubble(seq);
  if (outcome.kind !== 'acked') return composed({ text: answer.text, reasoning: '' });
  if (!visible(answer.text.slice(early.next))) return [];
  return composed({ text: resume(answer.text, early.next), reasoning: '' });
}

function textDelivery(
  { message, streamId, openedAt }: Turn,
  text: string,
  part: number,
  endsBubble: boolean,
): NewDelivery {
  const delivery = pushed(message, { type: 'markdown', text });
  if (part > 0) return delivery;
  const withResponse: NewDelivery =
    message.responseUrl === undefined
      ? delivery
      : {
          ...delivery,
          response: {
            url: message.responseUrl,
            until: message.receivedAt + RESPONSE_LIFETIME,
          },
        };
  if (openedAt === undefined || !endsBubble) return withResponse;
  return {
    ...withResponse,
    state: 'sending',
    bubble: { requestId: message.requestId, streamId, openedAt },
  };
}

function pushed(message: InboundMessage, body: NewDelivery['body']): NewDelivery {
  return { route: message.chat, body, state: 'queued' };
}

/** Sends an answer's reasoning to the chat that collects it. */
function recordReasoning({ message }: Turn, options: TurnOptions, answer: Answer): void {
  const { journal, outbox } = options;
  const id = options.reasoningChatId();
  if (id === '' || !visible(answer.reasoning)) return;
  const route = { id, type: journal.chat(message.channel, id)?.type };
  const outbound: NewOutbound = {
    channel: message.channel,
    chatId: id,
    kind: 'reasoning',
    text: answer.reasoning,
    deliveries: composed({ text: answer.reasoning, reasoning: '' }).map((text) => ({
      route,
      body: { type: 'markdown', text },
      state: 'queued',
    })),
  };
  journal.record(outbound);
  outbox.kick(id);
}

/** This process ends: the bubble says so, and the message is answered on the next start. */
async function postpone(
  { seq, bubble }: Turn,
  { journal }: TurnOptions,
  text: string,
): Promise<void> {
  if (!bubble) return;
  const last = composed({ text, reasoning: '' }).at(-1) ?? text;
  const outcome = await (bubble.complete()?.outcome ?? bubble.finish(last));
  if (outcome.kind !== 'unsent') journal.endBubble(seq);
}
