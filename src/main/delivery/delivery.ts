import type { Logger } from 'pino';
import type { InboundState } from '../../shared/message.ts';
import type { Agent } from '../agent/agent.ts';
import { wordsFor } from '../agent/words.ts';
import type { Channel, InboundMessage, OutboundBody, Route } from '../channel/channel.ts';
import { type Clock, sleep } from '../clock.ts';
import type { Journal, Settlement } from '../journal/journal.ts';
import type { DeliveryRow } from '../journal/rows.ts';
import { commandOf, isSpeech, obey, wordsTo } from './commands.ts';
import { composed } from './compose.ts';
import { createGrowth, type Growing, type GrowthListener } from './growth.ts';
import { rateKey } from './ladder.ts';
import { turnOf } from './left.ts';
import { createLiveBubble, type LiveBubble } from './live-bubble.ts';
import { tellLostFile } from './lost-file.ts';
import { createOutbox } from './outbox.ts';
import { createChatQueue } from './queue.ts';
import { createRateLimits } from './rate.ts';
import { answerAtOnce, runTurn, type Turn } from './turn.ts';

const HOUR = 3_600_000;
/** Milliseconds after which a message that the last process left unanswered is given up. */
const ANSWER_WITHIN = 24 * HOUR;
/** Milliseconds after which no stream takes a frame any more (docs/protocol.md § Streams). */
const STREAM_LIFETIME = 600_000;
/** Milliseconds that `stop` gives bubbles to end. */
const STOP_WITHIN = 4_000;

/** One settled outbound part, for whoever shows what the bot does. */
export interface Settled {
  readonly row: DeliveryRow;
  readonly settlement: Settlement;
}

/** What delivery works with. Settings that may change while it runs are functions. */
export interface DeliveryOptions extends GrowthListener {
  readonly channel: Channel;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Logger;
  readonly agent: () => Agent;
  readonly historyLimit: () => number;
  readonly showReasoning: () => boolean;
  readonly reasoningChatId: () => string;
  /** Whether messages are only kept, to be answered by `resume`. */
  readonly paused: () => boolean;
  /** One line for `/status`. */
  readonly describe: () => string;
  /** A new name for a stream. */
  readonly newStreamId: () => string;
  readonly onReceived: (message: InboundMessage) => void;
  readonly onSettled: (settled: Settled) => void;
  /** The number of turns changed. */
  readonly onTurns: () => void;
}

/** Everything between a message that passed the gate and an answer that WeCom confirmed. */
export interface Delivery {
  /** Takes up what the last process left unanswered or unsent. Call it once, before going online. */
  recover(): void;
  /** Answers, by push, every message that is still to be answered and that no turn is at. */
  resume(): void;
  /** Records a message and starts on it; returns without waiting. */
  accept(message: InboundMessage): void;
  /** The channel's state changed. */
  stateChanged(): void;
  /** Records and sends something nobody asked for; returns its number in the journal. */
  send(route: Route, bodies: readonly OutboundBody[]): number;
  /** Sends a failed or unconfirmed message again; false where nothing of it is either. */
  retry(seq: number): boolean;
  /** Answers that grow now. */
  growing(): Growing[];
  /** Turns running or waiting. */
  readonly turns: number;
  /** Ends every bubble with visible text and finishes what is on the wire, within 4 seconds. */
  stop(): Promise<void>;
}

/** Makes the delivery of one channel. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { channel, journal, clock, log } = options;
  const queue = createChatQueue();
  const rates = createRateLimits(clock);
  /** Messages whose bubble this process keeps growing. */
  const live = new Map<number, LiveBubble>();
  /** Messages that a turn is at. */
  const underway = new Set<number>();
  const growth = createGrowth(clock, options);
  const stateListeners = new Set<() => void>();
  const replies = new Set<Promise<void>>();
  let wasOnline = false;

  const whenOnline = (ms: number, signal: AbortSignal): Promise<void> => {
    const settled = () => {
      const { state } = channel;
      const soon = state.name === 'waiting' && state.until - clock.wall() < ms;
      return !(soon || state.name === 'connecting' || state.name === 'subscribing');
    };
    if (settled()) return Promise.resolve();
    const enough = new AbortController();
    const listener = () => settled() && enough.abort();
    stateListeners.add(listener);
    return sleep(clock, ms, AbortSignal.any([signal, enough.signal])).finally(() =>
      stateListeners.delete(listener),
    );
  };

  const outbox = createOutbox({
    channel,
    journal,
    rates,
    clock,
    log,
    whenOnline,
    onSettled(row, settlement) {
      if (settlement.state !== 'delivered') {
        log.warn({ delivery: row.id, chat: row.chat_id, ...settlement }, 'not delivered');
      }
      if (settlement.state === 'failed' && tellLostFile(row, journal)) outbox.kick(row.chat_id);
      options.onSettled({ row, settlement });
    },
  });
  const turnOptions = { ...options, outbox, growth };

  /** Records a message; one that cannot be is not taken, and whoever wrote it is told. */
  const receive = (message: InboundMessage, streamId: string, opens: boolean) => {
    try {
      return journal.receive(message, streamId, opens);
    } catch (error) {
      log.error({ error }, 'a message could not be recorded');
      const { failure } = wordsFor(message.text);
      void channel.finishBubble(message.requestId, streamId, failure('broken'));
      return undefined;
    }
  };

  /** While answers are paused only commands are answered. */
  const isHeld = (message: InboundMessage) => options.paused() && !commandOf(message);

  const accept = (message: InboundMessage): void => {
    const streamId = options.newStreamId();
    const held = isHeld(message);
    const opens = !held && rates.take(rateKey(message.channel, message.chat.id)).ok;
    const seq = receive(message, streamId, opens);
    if (seq === undefined) return;
    const openedAt = opens ? message.receivedAt : undefined;
    if (!held) begin({ seq, message, streamId, openedAt, bubble: undefined }, opens);
    options.onReceived(message);
  };

  /** Answers our own commands at once, gives everything else to the agent. */
  const begin = (turn: Turn, opens: boolean): void => {
    const { message, streamId } = turn;
    const words = wordsTo(message, journal);
    if (!isSpeech(message)) return replyAtOnce(turn, words.unsupportedKind);
    const command = commandOf(message);
    if (command) return replyAtOnce(turn, obey(command, message, words, commandOptions));
    const bubble = opens
      ? createLiveBubble(channel.openBubble(message, streamId), words, clock, (text) =>
          channel.abandonBubble(message.requestId, streamId, text),
        )
      : undefined;
    enqueue({ ...turn, bubble });
  };

  const commandOptions = {
    journal,
    describe: options.describe,
    cancel: (message: InboundMessage) =>
      queue.cancel(rateKey(message.channel, message.chat.id), 'stopped') + cancelHeld(message),
  };

  /** What a pause keeps waits like a turn does; the message that says so is no part of it. */
  const cancelHeld = ({ channel: name, chat, messageId }: InboundMessage): number => {
    if (!options.paused()) return 0;
    const held = left(Infinity).filter(
      ({ message }) =>
        message.channel === name && message.chat.id === chat.id && message.messageId !== messageId,
    );
    for (const turn of held) replyAtOnce(turn, wordsFor(turn.message.text).stopped, 'cancelled');
    return held.length;
  };

  /** What is still to be answered, by push, and that no turn is at. */
  const left = (within: number): Turn[] =>
    journal
      .unanswered(channel.name, within)
      .filter(({ seq }) => !underway.has(seq))
      .map(turnOf);

  const answerLeft = (within: number): void => {
    for (const turn of left(within)) if (!isHeld(turn.message)) begin(turn, false);
  };

  const enqueue = (turn: Turn): void => {
    const { seq, message, bubble } = turn;
    if (bubble) live.set(seq, bubble);
    underway.add(seq);
    queue.add(rateKey(message.channel, message.chat.id), async (signal) => {
      try {
        await runTurn(turn, turnOptions, signal);
      } catch (error) {
        log.error({ error, seq }, 'a turn could not be completed');
        // It is still to be answered: after the next start.
        if (bubble && !bubble.complete()) void bubble.finish(wordsFor(message.text).interrupted);
      }
      live.delete(seq);
      underway.delete(seq);
      growth.end(seq);
      options.onTurns();
    });
    options.onTurns();
  };

  const replyAtOnce = (turn: Turn, text: string, state?: InboundState): void => {
    const done = answerAtOnce(turn, turnOptions, text, state)
      .catch((error: unknown) => log.error({ error, seq: turn.seq }, 'a reply could not be sent'))
      .finally(() => replies.delete(done));
    replies.add(done);
  };

  /** Ends what an earlier connection or process left spinning. */
  const endOrphans = async (): Promise<void> => {
    for (const row of journal.openBubbles(channel.name, clock.wall() - STREAM_LIFETIME)) {
      const growing = live.get(row.seq);
      if (growing && !growing.aged) continue;
      const words = wordsFor(row.text);
      const text = row.state === 'received' && !growing ? words.interrupted : words.continued;
      const outcome = await channel.finishBubble(row.request_id, row.stream_id, text);
      const lost = outcome.kind === 'unknown' && outcome.cause === 'lost';
      if (outcome.kind === 'unsent' || lost) return;
      journal.endBubble(row.seq);
    }
  };

  return {
    recover() {
      for (const { channel: name, chat_id, at } of journal.sentSince(clock.wall() - HOUR)) {
        rates.record(rateKey(name, chat_id), at);
      }
      journal.requeueInterrupted();
      answerLeft(options.paused() ? Infinity : ANSWER_WITHIN);
    },
    resume: () => answerLeft(Infinity),
    accept,
    stateChanged() {
      for (const listener of stateListeners) listener();
      const isOnline = channel.state.name === 'online';
      if (isOnline && !wasOnline) {
        void endOrphans().catch((error: unknown) => log.error({ error }, 'bubbles left open'));
        outbox.online();
      }
      wasOnline = isOnline;
    },
    send(route, bodies) {
      const [first] = bodies;
      if (route.type) journal.meet(channel.name, { id: route.id, type: route.type });
      const { seq } = journal.record({
        channel: channel.name,
        chatId: route.id,
        kind: 'send',
        text: bodies.map((body) => (body.type === 'markdown' ? body.text : body.path)).join('\n'),
        deliveries: bodies.flatMap((body) =>
          partsOf(body).map((part) => ({ route, body: part, state: 'queued' as const })),
        ),
      });
      if (first) outbox.kick(route.id);
      return seq;
    },
    retry(seq) {
      const row = journal.message(seq);
      if (!row || !journal.retry(seq)) return false;
      outbox.kick(row.chat_id);
      return true;
    },
    growing: growth.list,
    get turns() {
      return queue.size;
    },
    async stop() {
      queue.close();
      const ended = Promise.allSettled([queue.drained(), ...replies]).then(() => outbox.stop());
      const enough = new AbortController();
      await Promise.race([ended, sleep(clock, STOP_WITHIN, enough.signal)]);
      enough.abort();
      void outbox.stop();
    },
  };
}

function partsOf(body: OutboundBody): OutboundBody[] {
  if (body.type !== 'markdown') return [body];
  return composed({ text: body.text, reasoning: '' }).map((text) => ({ type: 'markdown', text }));
}
