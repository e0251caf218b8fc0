import type { BotView } from '../shared/api.ts';
import type { SettingsStore } from './settings/store.ts';
import type { Credentials } from './wecom/channel.ts';

/** What keeps a bot from being connected. */
export type Obstacle = NonNullable<BotView['obstacle']>;

/** Why there are no credentials, and what to do. */
export interface Lack {
  readonly reason: Obstacle;
  readonly message: string;
}

/** The bot's credentials, or why there are none. Asks the keychain. */
export async function readCredentials(settings: SettingsStore): Promise<Credentials | Lack> {
  const { bot_id, websocket_url } = settings.current().channels.wecom;
  if (bot_id === '') return NOT_BOUND;
  const secret = await settings.secret(SECRET);
  if (secret) return { url: websocket_url, botId: bot_id, secret };
  const problem = settings.problems().find(({ key }) => key === SECRET || key === 'keychain');
  return {
    reason: problem?.key === 'keychain' ? 'no-keychain' : 'no-secret',
    message:
      problem?.message ??
      `There is no secret for the bot ${bot_id}. Run \`wecom-tray config set channels.wecom.secret\`, or \`wecom-tray auth wecom\`.`,
  };
}

/** What the settings alone say is in the way of connecting by itself. */
export function obstacleIn(settings: SettingsStore): Lack | undefined {
  const { bot_id, enabled } = settings.current().channels.wecom;
  if (bot_id === '') return NOT_BOUND;
  return enabled ? undefined : SWITCHED_OFF;
}

const SECRET = 'channels.wecom.secret';
const SWITCHED_OFF: Lack = {
  reason: 'switched-off',
  message: 'The channel is switched off. Run `wecom-tray config set channels.wecom.enabled true`.',
};
const NOT_BOUND: Lack = {
  reason: 'not-bound',
  message:
    'No bot is bound yet. Run `wecom-tray auth wecom`, or try `wecom-tray demo` without an account.',
};
