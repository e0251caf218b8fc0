import type { Logger } from 'pino';
import type { DeclineReason } from '../shared/api.ts';
import type { ConnectionState } from '../shared/connection.ts';
import { type Lack, readCredentials } from './credentials.ts';
import type { SettingsStore } from './settings/store.ts';
import type { WecomChannel } from './wecom/channel.ts';

/** Whether something asked for was done; if not, why, and what to do. */
export type Asked =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: DeclineReason; readonly message: string };

/** Connects a channel with the credentials of the settings. */
export interface Connecting {
  /** Connects, tries at once where it waits, or takes the bot over; does not wait for it. */
  connect(): Promise<Asked>;
  disconnect(): Promise<void>;
  /** The settings at these paths have changed. */
  settingsChanged(keys: readonly string[]): void;
  /** Why the last try to read the credentials failed; undefined where it did not. */
  readonly lack: Lack | undefined;
  /** Nothing connects any more. */
  end(): void;
}

/** What connecting works with. */
export interface ConnectingOptions {
  readonly settings: SettingsStore;
  readonly channel: WecomChannel;
  readonly log: Logger;
  /** Another reason, or none, is known for why there are no credentials. */
  readonly onLack: () => void;
}

/** Makes what connects a channel. */
export function createConnecting(options: ConnectingOptions): Connecting {
  const { settings, channel, log, onLack } = options;
  const wecom = () => settings.current().channels.wecom;
  let lack: Lack | undefined;
  let ended = false;

  /** Changes are taken one after another: the next begins when the old connection is closed. */
  let configuring: Promise<unknown> = Promise.resolve();
  const serially = <T>(work: () => Promise<T>): Promise<T> => {
    const done = configuring.then(work);
    configuring = done.catch((error: unknown) => log.error({ error }, 'settings not applied'));
    return done;
  };

  const credentials = async () => {
    const read = await readCredentials(settings);
    lack = 'reason' in read ? read : undefined;
    onLack();
    return read;
  };

  /** Only a person takes a bot over or connects it again; a new bot, secret or wish is one. */
  const reconfigure = async (keys: readonly string[]): Promise<void> => {
    lack = undefined;
    const read = wecom().enabled ? await credentials() : undefined;
    if (ended) return;
    if (read && 'reason' in read) log.warn({ reason: read.message }, 'the bot cannot connect');
    const isWanted =
      !DOWN.has(channel.state.name) ||
      keys.some((key) => key !== ADDRESS && CONNECTION_KEYS.has(key));
    if (!isWanted) await channel.stop();
    await channel.configure(read && 'url' in read ? read : undefined);
    if (isWanted && !ended) channel.start();
  };

  return {
    connect: () =>
      serially(async () => {
        if (DOWN.has(channel.state.name)) {
          const read = await credentials();
          if ('reason' in read) return { ok: false, ...read };
          if (!ended) await channel.configure(read);
        }
        if (ended) return { ok: false, reason: 'ending', message: 'The bot is being stopped.' };
        if (channel.state.name === 'waiting') channel.wake();
        else channel.start();
        return { ok: true };
      }),
    disconnect: () => serially(() => channel.stop()),
    settingsChanged(keys) {
      if (keys.some((key) => CONNECTION_KEYS.has(key))) void serially(() => reconfigure(keys));
    },
    get lack() {
      return lack;
    },
    end() {
      ended = true;
    },
  };
}

/** States that only a person's wish leaves; the credentials may have changed since. */
const DOWN: ReadonlySet<ConnectionState['name']> = new Set(['stopped', 'refused', 'displaced']);
const ADDRESS = 'channels.wecom.websocket_url';
const CONNECTION_KEYS: ReadonlySet<string> = new Set([
  'channels.wecom.enabled',
  'channels.wecom.bot_id',
  'channels.wecom.secret',
  ADDRESS,
]);
