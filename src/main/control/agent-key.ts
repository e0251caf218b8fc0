import { parseAddress } from '../settings/address.ts';
import type { SettingsStore } from '../settings/store.ts';
import { kept } from './declined.ts';

const KEY = 'agent.api_key';
const ADDRESS = 'agent.base_url';

/** A kept key was given for the endpoint in force: whether `address` is another one. */
export function isElsewhere(address: string, settings: Pick<SettingsStore, 'current'>): boolean {
  const originOf = (text: string) => parseAddress(text, ['https:', 'http:'])?.origin;
  return originOf(address) !== originOf(settings.current().agent.base_url);
}

/** Whether the environment says which endpoint is asked, whatever a person chooses. */
export async function isPinned(settings: Pick<SettingsStore, 'origins'>): Promise<boolean> {
  const [address] = await settings.origins([ADDRESS]);
  return address?.origin === 'environment';
}

/**
 * To be called before another endpoint is set: forgets a key that it must not get. Where the
 * keychain does not answer there is no key that could be used, or cleared.
 */
export async function forgetForeignKey(settings: SettingsStore, address: unknown): Promise<void> {
  if (typeof address !== 'string' || !isElsewhere(address, settings)) return;
  if ((await isPinned(settings)) || (await settings.secret(KEY)) === undefined) return;
  kept(await settings.clearSecret(KEY));
}
