import { basename } from 'node:path';
import type { Logger } from 'pino';
import type { Agent } from '../agent/agent.ts';
import { parseSlash, type SlashCommand } from '../agent/slash.ts';
import { type Words, wordsFor } from '../agent/words.ts';
import type { Channel, InboundMessage, OutboundBody, Route } from '../channel/channel.ts';
import { type Clock, sleep } from '../clock.ts';
import type { Journal, Settlement } from '../journal/journal.ts';
import type { DeliveryRow, UnansweredRow } from '../journal/rows.ts';
import { composed } from './compose.ts';
import { rateKey } from './ladder.ts';
import { createLiveBubble, type LiveBubble } from './live-bubble.ts';
import { createOutbox } from './outbox.ts';
import { createChatQueue } from './queue.ts';
import { createRateLimits } from './rate.ts';
import { answerAtOnce, runTurn, type Turn } from './turn.ts';

const HOUR = 3_600_000;
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
export interface DeliveryOptions {
  readonly channel: Channel;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Logger;
  readonly agent: () => Agent;
  readonly historyLimit: () => number;
  readonly showReasoning: () => boolean;
  readonly reasoningChatId: () => string;
  /** One line for `/status`. */
  readonly describe: () => string;
  /** A new name for a stream. */
  readonly newStreamId: () => string;
  readonly onReceived: (message: InboundMessage) => void;
  readonly onSettled: (settled: Settled) => void;
}

/** Everything between a message that passed the gate and an answer that WeCom confirmed. */
export interface Delivery {
  /** Takes up what the last process left unanswered or unsent. Call it once, before going online. */
  recover(): void;
  /** Records a message and starts on it; returns without waiting. */
  accept(message: InboundMessage): void;
  /** The channel's state changed. */
  stateChanged(): void;
  /** Records and sends something nobody asked for; returns its number in the journal. */
  send(route: Route, bodies: readonly OutboundBody[]): number;
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
      if (settlement.state === 'failed') tellLostFile(row);
      options.onSettled({ row, settlement });
    },
  });
  const turnOptions = { ...options, outbox };

  /** An answer promised a file that cannot be sent: the person should know. */
  const tellLostFile = (row: DeliveryRow): void => {
    const name = mediaName(row);
    if (name === undefined || row.reply_to === null) return;
    const text = wordsFor(row.question ?? '').fileNotSent(name);
    const route = { id: row.chat_id, type: row.chat_type ?? undefined };
    journal.record({
      channel: row.channel,
      chatId: row.chat_id,
      kind: 'notice',
      text,
      deliveries: [{ route, body: { type: 'markdown', text }, state: 'queued' }],
    });
    outbox.kick(row.chat_id);
  };

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

  const accept = (message: InboundMessage): void => {
    const streamId = options.newStreamId();
    const opens = rates.take(rateKey(message.channel, message.chat.id)).ok;
    const seq = receive(message, streamId, opens);
    if (seq === undefined) return;
    const openedAt = opens ? message.receivedAt : undefined;
    begin({ seq, message, streamId, openedAt, bubble: undefined }, opens);
    options.onReceived(message);
  };

  /** Answers our own commands at once, gives everything else to the agent. */
  const begin = (turn: Turn, opens: boolean): void => {
    const { message, seq, streamId } = turn;
    const words = wordsFor(speech(message));
    if (message.kind !== 'text' && message.kind !== 'voice') {
      return replyAtOnce(turn, words.unsupportedKind);
    }
    const command = message.text.trim() === '' ? 'help' : parseSlash(message.text);
    if (command) return replyAtOnce(turn, obey(command, message, words));
    const bubble = opens
      ? createLiveBubble(channel.openBubble(message, streamId), words, clock, (text) =>
          channel.abandonBubble(message.requestId, streamId, text),
        )
      : undefined;
    enqueue({ ...turn, bubble }, seq, bubble);
  };

  const enqueue = (turn: Turn, seq: number, bubble: LiveBubble | undefined): void => {
    if (bubble) live.set(seq, bubble);
    queue.add(rateKey(turn.message.channel, turn.message.chat.id), async (signal) => {
      try {
        await runTurn(turn, turnOptions, signal);
      } catch (error) {
        log.error({ error, seq }, 'a turn could not be completed');
        // It is still to be answered: after the next start.
        if (bubble && !bubble.complete())
          void bubble.finish(wordsFor(turn.message.text).interrupted);
      }
      live.delete(seq);
    });
  };

  const replyAtOnce = (turn: Turn, text: string): void => {
    const done = answerAtOnce(turn, turnOptions, text)
      .catch((error: unknown) => log.error({ error, seq: turn.seq }, 'a reply could not be sent'))
      .finally(() => replies.delete(done));
    replies.add(done);
  };

  /** What tells a person's language: a command does not, but what they said before does. */
  const speech = ({ channel: name, chat, text }: InboundMessage): string => {
    const says = (said: string) => /\p{L}/u.test(said) && !parseSlash(said);
    if (says(text)) return text;
    const before = journal.messages({ channel: name, chatId: chat.id, limit: 20 });
    return before.findLast((row) => row.direction === 'in' && says(row.text))?.text ?? text;
  };

  const obey = (command: SlashCommand, message: InboundMessage, words: Words): string => {
    const { channel: name, chat, sender } = message;
    switch (command) {
      case 'help':
        return words.help;
      case 'new':
        journal.startSession(name, chat);
        return words.newConversation;
      case 'stop':
        return queue.cancel(rateKey(name, chat.id), 'stopped') > 0
          ? words.stopped
          : words.nothingToStop;
      case 'whoami':
        return words.whoami(sender, chat);
      case 'status':
        return words.status(options.describe());
    }
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
      for (const row of journal.unanswered(channel.name)) {
        const message = messageOf(row);
        const turn = { seq: row.seq, message, streamId: row.stream_id, openedAt: undefined };
        begin({ ...turn, bubble: undefined }, false);
      }
    },
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

/** The file that a part is; undefined for text. */
function mediaName({ body }: DeliveryRow): string | undefined {
  const part: unknown = JSON.parse(body);
  const isMedia = typeof part === 'object' && part !== null && 'path' in part;
  return isMedia && typeof part.path === 'string' ? basename(part.path) : undefined;
}

function partsOf(body: OutboundBody): OutboundBody[] {
  if (body.type !== 'markdown') return [body];
  return composed({ text: body.text, reasoning: '' }).map((text) => ({ type: 'markdown', text }));
}

function messageOf(row: UnansweredRow): InboundMessage {
  return {
    channel: row.channel,
    messageId: row.message_id,
    requestId: row.request_id,
    chat: { id: row.chat_id, type: row.chat_type },
    sender: row.sender,
    kind: inboundKind(row.kind),
    text: row.text,
    ...(row.quote === null ? {} : { quote: row.quote }),
    ...(row.response_url === null ? {} : { responseUrl: row.response_url }),
    receivedAt: row.at,
  };
}

function inboundKind(kind: string): InboundMessage['kind'] {
  return kind === 'text' || kind === 'voice' ? kind : 'other';
}
