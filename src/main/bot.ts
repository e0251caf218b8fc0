import type { Logger } from 'pino';
import type { ChatKey } from '../shared/api.ts';
import type { ConnectionState } from '../shared/connection.ts';
import type { Message } from '../shared/message.ts';
import type { Agent } from './agent/agent.ts';
import type { InboundMessage, OutboundBody, Route } from './channel/channel.ts';
import { watchWake } from './channel/wake.ts';
import type { Clock } from './clock.ts';
import { type Asked, createConnecting } from './connecting.ts';
import { obstacleIn } from './credentials.ts';
import { createDelivery, type Settled } from './delivery/delivery.ts';
import type { Growing } from './delivery/growth.ts';
import { type Journal, openJournal } from './journal/journal.ts';
import type { Settings } from './settings/schema.ts';
import type { SettingsStore } from './settings/store.ts';
import { type BotStatus, createStatus, describeStatus } from './status.ts';
import { createWecomChannel, newStreamId } from './wecom/channel.ts';

export type { Asked } from './connecting.ts';

/** Milliseconds between two rounds of tidying the journal. */
const TIDY_EVERY = 10_000;
/** Milliseconds for changes of the status to be told together. */
const STATUS_EVERY = 100;

/** What happens in a running bot, for whoever shows it. */
export type BotEvent =
  | { readonly type: 'state'; readonly state: ConnectionState }
  | { readonly type: 'received'; readonly message: InboundMessage }
  | ({ readonly type: 'settled' } & Settled)
  /** A message is new, or something of it changed. */
  | { readonly type: 'message'; readonly seq: number }
  /** An answer grows. */
  | Growing
  /** It grows no more: it is recorded, or there is none. */
  | { readonly type: 'grown'; readonly reply_to: number }
  /** A chat was read. */
  | { readonly type: 'read'; readonly chat: ChatKey }
  /** The messages of a chat were deleted. */
  | { readonly type: 'cleared'; readonly chat: ChatKey }
  /** Something of the status but the state may have changed; ten times a second at most. */
  | { readonly type: 'status' };

/** The running bot. */
export interface Bot {
  readonly journal: Journal;
  status(): BotStatus;
  /** Takes up what was left, and connects where the channel is enabled. */
  start(): Promise<Asked>;
  /** Connects, or takes the bot over from whoever displaced us. */
  connect(): Promise<Asked>;
  disconnect(): Promise<void>;
  /** The computer woke up: reconnect at once. */
  wake(): void;
  /** Sends to a chat without being asked; returns the message's number in the journal. */
  send(route: Route, bodies: readonly OutboundBody[]): number;
  /** Sends what failed, or is unconfirmed, once more, by push; false where nothing of it is. */
  retry(seq: number): boolean;
  /**
   * Gives up what waits to be sent, takes what is unconfirmed as arrived, and leaves what failed as
   * it is; false where the message is none of these.
   */
  drop(seq: number): boolean;
  /** Everything of a chat up to `seq` has been seen. */
  markRead(chat: ChatKey, seq: number): void;
  /** Deletes the messages of a chat, but for those that want an answer or are on their way. */
  clearChat(chat: ChatKey): Promise<void>;
  /** Answers that grow now. */
  growing(): Growing[];
  onEvent(listener: (event: BotEvent) => void): () => void;
  /** Ends every bubble, the connection, all agents and the journal, within 5 seconds. */
  stop(): Promise<void>;
}

/** What a bot is made of. */
export interface BotOptions {
  readonly settings: SettingsStore;
  /** Path of the journal. */
  readonly journal: string;
  /** Makes what answers; asked again when the agent's settings change. */
  readonly agentFor: (agent: Settings['agent']) => Agent;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Makes a bot from its settings and follows their changes. Throws where the journal cannot be. */
export function createBot(options: BotOptions): Bot {
  const { settings, journal: path, clock, log } = options;
  const journal = openJournal(path, clock, (error) => {
    log.error({ error }, 'the journal cannot be written; is the disk full?');
  });
  if (journal.notice) log.warn(journal.notice);
  const listeners = new Set<(event: BotEvent) => void>();
  /** Records what can be done without. */
  const written = (step: () => void): void => {
    try {
      step();
    } catch (error) {
      log.error({ error }, 'the journal could not be written; is the disk full?');
    }
  };
  const emit = (event: BotEvent) => {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        log.error({ error, event: event.type }, 'a listener failed; the others go on');
      }
    }
  };
  let recovered = false;
  let ending = false;
  let telling = false;
  let cancelTelling = () => {};
  const statusChanged = (): void => {
    if (telling || ending || listeners.size === 0) return;
    telling = true;
    cancelTelling = clock.after(STATUS_EVERY, () => {
      telling = false;
      emit({ type: 'status' });
    });
  };
  const stopTelling = journal.onChange((seqs) => {
    for (const seq of seqs) emit({ type: 'message', seq });
    statusChanged();
  });
  const wecom = () => settings.current().channels.wecom;

  const channel = createWecomChannel({
    clock,
    log,
    allowFrom: () => wecom().allow_from,
    sendThinkingMessage: () => wecom().send_thinking_message,
    welcomeText: () => settings.current().replies.welcome_text,
    isDuplicate: (messageId) => journal.isSeen('wecom', messageId),
    beforeSend: journal.flush,
    onState(state) {
      log.info({ state }, 'connection');
      written(() => journal.logConnection(state.name));
      delivery.stateChanged();
      emit({ type: 'state', state });
    },
    onMessage: (message) => delivery.accept(message),
  });

  let agent = options.agentFor(settings.current().agent);

  const delivery = createDelivery({
    channel,
    journal,
    clock,
    log,
    agent: () => agent,
    historyLimit: () => settings.current().agent.history,
    showReasoning: () => settings.current().agent.show_reasoning,
    reasoningChatId: () => wecom().reasoning_channel_id,
    paused: () => settings.current().replies.paused,
    describe: () => describeStatus(status()),
    newStreamId,
    onReceived: (message) => emit({ type: 'received', message }),
    onSettled: (settled) => emit({ type: 'settled', ...settled }),
    onTurns: statusChanged,
    onGrowing: (growing) => emit(growing),
    // After the answer: that is told in the next turn of the loop, too.
    onGrown: (seq) => void setImmediate(() => emit({ type: 'grown', reply_to: seq })),
  });

  const connecting = createConnecting({ settings, channel, log, onLack: statusChanged });
  const status = createStatus({
    settings,
    journal,
    clock,
    state: () => channel.state,
    turns: () => delivery.turns,
    lack: () => connecting.lack?.reason,
  });

  const stopFollowing = settings.onChange(({ keys }) => {
    if (keys.some((key) => key.startsWith('agent.'))) {
      agent = options.agentFor(settings.current().agent);
    }
    const goesOn = keys.includes('replies.paused') && !settings.current().replies.paused;
    if (goesOn && recovered) written(delivery.resume);
    statusChanged();
    connecting.settingsChanged(keys);
  });

  let cancelTidying = () => {};
  const tidyOften = (): void => {
    cancelTidying = clock.after(TIDY_EVERY, tidyOften);
    written(() => {
      journal.expireDeliveries();
      journal.purge(settings.current().journal.retention_days);
      journal.tidy();
    });
  };
  const stopWatchingSleep = watchWake(clock, () => channel.wake());

  return {
    journal,
    status,
    async start() {
      tidyOften();
      const obstacle = obstacleIn(settings);
      const asked: Asked = obstacle ? { ok: false, ...obstacle } : await connecting.connect();
      if (!ending) delivery.recover();
      recovered = true;
      return asked;
    },
    connect: connecting.connect,
    disconnect: connecting.disconnect,
    wake: () => channel.wake(),
    send: delivery.send,
    retry: delivery.retry,
    drop: (seq) => journal.drop(seq) || journal.takeAsArrived(seq) || isLost(journal.message(seq)),
    markRead(chat, seq) {
      if (journal.markRead(chat, seq)) emit({ type: 'read', chat });
    },
    async clearChat(chat) {
      const upTo = journal.page(chat, undefined, 1).messages.at(-1)?.seq ?? 0;
      while (!ending && journal.clearChat(chat, upTo) > 0) await nextTurn();
      emit({ type: 'cleared', chat });
      statusChanged();
    },
    growing: delivery.growing,
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async stop() {
      ending = true;
      connecting.end();
      stopFollowing();
      stopWatchingSleep();
      cancelTidying();
      cancelTelling();
      await delivery.stop();
      // Not behind other changes: one may be waiting for somebody to unlock the keychain.
      await channel.stop();
      stopTelling();
      journal.close();
    },
  };
}

/** Lets what waits have its turn. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Whether a message that went out has failed for good. */
function isLost(message: Message | undefined): boolean {
  return message?.direction === 'out' && message.state === 'failed';
}
