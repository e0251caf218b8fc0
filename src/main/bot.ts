import type { Logger } from 'pino';
import type { ConnectionState } from '../shared/connection.ts';
import type { Agent } from './agent/agent.ts';
import type { InboundMessage, OutboundBody, Route } from './channel/channel.ts';
import { watchWake } from './channel/wake.ts';
import type { Clock } from './clock.ts';
import { createDelivery, type Settled } from './delivery/delivery.ts';
import { type Journal, openJournal } from './journal/journal.ts';
import type { Settings } from './settings/schema.ts';
import type { SettingsStore } from './settings/store.ts';
import { type Credentials, createWecomChannel, newStreamId } from './wecom/channel.ts';

const DAY = 86_400_000;
/** Milliseconds between two rounds of tidying the journal. */
const TIDY_EVERY = 10_000;

/** What happens in a running bot, for whoever shows it. */
export type BotEvent =
  | { readonly type: 'state'; readonly state: ConnectionState }
  | { readonly type: 'received'; readonly message: InboundMessage }
  | ({ readonly type: 'settled' } & Settled);

/** How a bot is, in one look. */
export interface BotStatus {
  readonly state: ConnectionState;
  readonly bot_id: string;
  readonly agent: string;
  /** Turns running or waiting for their place. */
  readonly turns: number;
  /** Of the last 24 hours: messages taken, and answers that failed. */
  readonly today: { readonly received: number; readonly failed: number };
  /** Parts in the outbox. */
  readonly waiting: number;
}

/** Whether something asked for was done; if not, why, and what to do. */
export type Asked = { readonly ok: true } | { readonly ok: false; readonly message: string };

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
  const emit = (event: BotEvent) => {
    for (const listener of listeners) listener(event);
  };
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
    describe: () => describe(status()),
    newStreamId,
    onReceived: (message) => emit({ type: 'received', message }),
    onSettled: (settled) => emit({ type: 'settled', ...settled }),
  });

  const status = (): BotStatus => {
    const counts = journal.counts(clock.wall() - DAY);
    const { kind, model, command } = settings.current().agent;
    return {
      state: channel.state,
      bot_id: wecom().bot_id,
      agent:
        kind === 'model' ? `model ${model}` : kind === 'command' ? `command ${command[0]}` : kind,
      turns: delivery.turns,
      today: { received: counts.turns, failed: counts.failed },
      waiting: counts.waiting,
    };
  };

  /** Changes are taken one after another: the next begins when the old connection is closed. */
  let configuring: Promise<unknown> = Promise.resolve();
  const serially = <T>(work: () => Promise<T>): Promise<T> => {
    const done = configuring.then(work);
    configuring = done.catch((error: unknown) => log.error({ error }, 'settings not applied'));
    return done;
  };

  const connect = (): Promise<Asked> =>
    serially(async () => {
      if (DOWN.has(channel.state.name)) {
        const credentials = await readCredentials(settings);
        if ('message' in credentials) return { ok: false, message: credentials.message };
        if (!ending) await channel.configure(credentials);
      }
      if (ending) return { ok: false, message: 'The bot is being stopped.' };
      if (channel.state.name === 'waiting') channel.wake();
      else channel.start();
      return { ok: true };
    });

  const offMessage = () => (wecom().bot_id === '' ? NOT_BOUND : SWITCHED_OFF);

  const stopFollowing = settings.onChange(({ keys }) => {
    if (keys.some((key) => key.startsWith('agent.'))) {
      agent = options.agentFor(settings.current().agent);
    }
    if (keys.some((key) => CONNECTION_KEYS.has(key))) void serially(() => reconfigure(keys));
  });

  /** Only a person takes a bot over or connects it again; a new bot, secret or wish is one. */
  const reconfigure = async (keys: readonly string[]): Promise<void> => {
    const credentials = wecom().enabled ? await readCredentials(settings) : undefined;
    if (ending) return;
    const usable = credentials && 'url' in credentials ? credentials : undefined;
    if (credentials && !usable) log.warn({ reason: credentials }, 'the bot cannot connect');
    const isWanted =
      !DOWN.has(channel.state.name) ||
      keys.some((key) => key !== ADDRESS && CONNECTION_KEYS.has(key));
    if (!isWanted) await channel.stop();
    await channel.configure(usable);
    if (isWanted && !ending) channel.start();
  };

  let ending = false;
  let cancelTidying = () => {};
  const tidyOften = (): void => {
    cancelTidying = clock.after(TIDY_EVERY, tidyOften);
    try {
      journal.expireDeliveries();
      journal.purge(settings.current().journal.retention_days);
      journal.tidy();
    } catch (error) {
      log.error({ error }, 'the journal could not be tidied; is the disk full?');
    }
  };
  const stopWatchingSleep = watchWake(clock, () => channel.wake());

  return {
    journal,
    status,
    async start() {
      tidyOften();
      const asked: Asked = wecom().enabled ? await connect() : { ok: false, message: offMessage() };
      if (!ending) delivery.recover();
      return asked;
    },
    connect,
    disconnect: () => serially(() => channel.stop()),
    wake: () => channel.wake(),
    send: delivery.send,
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async stop() {
      ending = true;
      stopFollowing();
      stopWatchingSleep();
      cancelTidying();
      await delivery.stop();
      // Not behind other changes: one may be waiting for somebody to unlock the keychain.
      await channel.stop();
      journal.close();
    },
  };
}

/** States that only a person's wish leaves; the credentials may have changed since. */
const DOWN: ReadonlySet<ConnectionState['name']> = new Set(['stopped', 'refused', 'displaced']);
const SWITCHED_OFF =
  'The channel is switched off. Run `wecom-tray config set channels.wecom.enabled true`.';
const NOT_BOUND =
  'No bot is bound yet. Run `wecom-tray auth wecom`, or try `wecom-tray demo` without an account.';
const ADDRESS = 'channels.wecom.websocket_url';
const CONNECTION_KEYS: ReadonlySet<string> = new Set([
  'channels.wecom.enabled',
  'channels.wecom.bot_id',
  'channels.wecom.secret',
  ADDRESS,
]);

async function readCredentials(
  settings: SettingsStore,
): Promise<Credentials | { readonly message: string }> {
  const { bot_id, websocket_url } = settings.current().channels.wecom;
  if (bot_id === '') return { message: NOT_BOUND };
  const secret = await settings.secret('channels.wecom.secret');
  if (secret) return { url: websocket_url, botId: bot_id, secret };
  const problem = settings
    .problems()
    .find(({ key }) => key === 'channels.wecom.secret' || key === 'keychain');
  return {
    message:
      problem?.message ??
      `There is no secret for the bot ${bot_id}. Run \`wecom-tray config set channels.wecom.secret\`, or \`wecom-tray auth wecom\`.`,
  };
}

function describe({ state, agent, turns, waiting }: BotStatus): string {
  return `${state.name}, ${agent}, ${turns} in progress, ${waiting} waiting to be sent`;
}
