import { pino } from 'pino';
import type { ConnectionState } from '../../shared/connection.ts';
import type { Credentials } from '../binding/answers.ts';
import {
  type BindingOptions,
  type BindingResult,
  bind,
  type VerifyResult,
} from '../binding/binding.ts';
import type { Clock } from '../clock.ts';
import type { SecretStore } from '../settings/keychain.ts';
import type { Change } from '../settings/problem.ts';
import type { SettingsStore } from '../settings/store.ts';
import { createConnection } from '../wecom/connection.ts';

const SECRET = 'channels.wecom.secret';

/** A new bot that is saved, or why there is none. `note`: what still stands in its way. */
export type Bound =
  | { readonly state: 'saved'; readonly botId: string; readonly note?: string }
  | { readonly state: 'unsaved'; readonly message: string }
  | Exclude<BindingResult, { state: 'bound' }>;

/** What {@link bindBot} needs. */
export interface BindBotOptions extends Omit<BindingOptions, 'verify'> {
  readonly settings: SettingsStore;
  /** The one that `settings` uses. */
  readonly keychain: SecretStore;
  /** Where the secret goes; default the keychain, `memory` is for this run only. */
  readonly keep?: 'keychain' | 'memory';
}

/**
 * Binds a bot by QR code, tries it out with one subscription and saves it: the secret in the
 * keychain, the rest in the settings. Where it cannot be saved, all is left as it was.
 */
export async function bindBot(options: BindBotOptions): Promise<Bound> {
  const { settings, clock } = options;
  const url = settings.current().channels.wecom.websocket_url;
  const result = await bind({
    ...options,
    verify: (credentials, signal) => subscribeOnce({ ...credentials, url }, clock, signal),
  });
  if (result.state !== 'bound') return result;
  const saved = await saveBot(options, result.credentials);
  if (!saved.ok) return { state: 'unsaved', message: saved.message };
  const { note } = saved;
  return { state: 'saved', botId: result.credentials.botId, ...(note ? { note } : {}) };
}

/**
 * Makes a bot that works the one of the settings, and enables its channel. Where it cannot be
 * saved, all is left as it was.
 */
export async function saveBot(
  { settings, keychain, keep }: Pick<BindBotOptions, 'settings' | 'keychain' | 'keep'>,
  { botId, secret }: Credentials,
): Promise<Change> {
  const undo = await remember(settings, keychain);
  const kept = await settings.setSecret(SECRET, secret, keep);
  if (!kept.ok) return kept;
  const updated = await settings.update({
    'channels.wecom.bot_id': botId,
    'channels.wecom.enabled': true,
  });
  if (updated.ok) return kept.note ? kept : updated;
  await undo();
  return updated;
}

/** Makes what puts the present secret back. */
async function remember(
  settings: SettingsStore,
  keychain: SecretStore,
): Promise<() => Promise<unknown>> {
  const inMemory = (await settings.secretOrigin(SECRET)) === 'memory';
  const before = inMemory ? await settings.secret(SECRET) : undefined;
  if (before !== undefined) return () => settings.setSecret(SECRET, before, 'memory');
  const kept = await keychain.get(SECRET);
  const value = kept.ok ? kept.value : undefined;
  return () =>
    value === undefined ? settings.clearSecret(SECRET) : settings.setSecret(SECRET, value);
}

/** Tries a bot out: connects as it and leaves again. Gives up when `signal` aborts. */
export async function subscribeOnce(
  credentials: Credentials & { readonly url: string },
  clock: Clock,
  signal: AbortSignal,
): Promise<VerifyResult> {
  const { promise, resolve } = Promise.withResolvers<VerifyResult>();
  const connection = createConnection({
    ...credentials,
    clock,
    // No log masks this secret yet.
    log: pino({ level: 'silent' }),
    onState(state) {
      const verdict = verdictOf(state);
      if (verdict) resolve(verdict);
    },
    // Nothing is recorded that would have to be on disk first.
    beforeSend: () => true,
    onFrame: () => {},
  });
  const giveUp = () => resolve({ ok: false, message: 'WeCom did not answer in time.' });
  signal.addEventListener('abort', giveUp, { once: true });
  connection.start();
  const verdict = await promise;
  signal.removeEventListener('abort', giveUp);
  await connection.stop();
  return verdict;
}

/** What a state says about the credentials; undefined where it is too early to tell. */
function verdictOf(state: ConnectionState): VerifyResult | undefined {
  switch (state.name) {
    case 'online':
      return { ok: true };
    case 'refused':
      return { ok: false, message: `WeCom refused it (${state.code} ${state.message}).` };
    case 'waiting':
      // Anything but a refusal is tried again, as long as the trial lasts.
      return state.reason === 'throttled' || state.reason === 'rejected'
        ? { ok: false, message: `${state.detail}.` }
        : undefined;
    case 'displaced':
      return { ok: false, message: 'another device took it over.' };
    default:
      return undefined;
  }
}
