import { type Home, openHome } from '../settings/home.ts';
import { createKeychain, type SecretStore } from '../settings/keychain.ts';
import { openSettings, type SettingsStore } from '../settings/store.ts';
import type { Terminal } from './terminal.ts';

/** What a command that reads or changes settings works with. */
export interface OpenSettings {
  readonly home: Home;
  readonly keychain: SecretStore;
  readonly settings: SettingsStore;
}

/** Opens the settings of the data folder for as long as `work` takes. */
export async function withSettings<T>(
  { env, clock }: Terminal,
  work: (opened: OpenSettings) => Promise<T>,
): Promise<T> {
  const home = openHome({ env });
  const keychain = createKeychain({ home: home.dir, clock });
  const settings = await openSettings({ home, env, keychain });
  try {
    return await work({ home, keychain, settings });
  } finally {
    await settings.close();
  }
}
