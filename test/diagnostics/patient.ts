import { join } from 'node:path';
import { systemClock } from '../../src/main/clock.ts';
import type { Patient } from '../../src/main/diagnostics/examine.ts';
import { openHome } from '../../src/main/settings/home.ts';
import { defaultSettings, type Settings } from '../../src/main/settings/schema.ts';
import { temporaryFolder } from '../settings/folder.ts';

/** Somebody bound to a gateway that nobody listens for, with what a test wants different. */
export function patient(
  changes: Partial<Patient> = {},
  wecom: Partial<Settings['channels']['wecom']> = {},
): Patient {
  const defaults = defaultSettings();
  const bound = { enabled: true, bot_id: 'aibTEST', websocket_url: 'wss://127.0.0.1:1', ...wecom };
  const settings: Settings = {
    ...defaults,
    channels: { ...defaults.channels, wecom: { ...defaults.channels.wecom, ...bound } },
  };
  return {
    home: openHome({ env: { WECOM_TRAY_HOME: join(temporaryFolder(), 'home') } }),
    settings: { current: () => settings, secret: async () => 'sesame', problems: () => [] },
    keychain: { status: async () => ({ available: true }) },
    env: { WECOM_TRAY_API_URL: 'http://127.0.0.1:1' },
    clock: systemClock,
    bot: async () => ({ found: 'absent' }),
    ...changes,
  };
}
