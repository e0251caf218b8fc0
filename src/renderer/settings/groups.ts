import type { SettingsGroup } from '../../words/settings.ts';

/** Which settings stand together, in the order they are shown. Others come last, under `data`. */
export const groups: readonly (readonly [SettingsGroup, readonly string[]])[] = [
  [
    'bot',
    [
      'channels.wecom.enabled',
      'channels.wecom.bot_id',
      'channels.wecom.secret',
      'channels.wecom.websocket_url',
    ],
  ],
  [
    'agent',
    [
      'agent.kind',
      'agent.command',
      'agent.base_url',
      'agent.model',
      'agent.api_key',
      'agent.system_prompt',
      'agent.history',
      'agent.timeout',
      'agent.show_reasoning',
      'channels.wecom.reasoning_channel_id',
    ],
  ],
  ['allow', ['channels.wecom.allow_from']],
  ['replies', ['replies.paused', 'replies.welcome_text', 'channels.wecom.send_thinking_message']],
  [
    'wecomApp',
    [
      'channels.wecom_app.enabled',
      'channels.wecom_app.corp_id',
      'channels.wecom_app.agent_id',
      'channels.wecom_app.corp_secret',
      'channels.wecom_app.token',
      'channels.wecom_app.encoding_aes_key',
      'channels.wecom_app.webhook_host',
      'channels.wecom_app.webhook_port',
      'channels.wecom_app.webhook_path',
      'channels.wecom_app.allow_from',
      'channels.wecom_app.reply_timeout',
    ],
  ],
  [
    'app',
    [
      'app.language',
      'app.appearance',
      'app.close_to_tray',
      'app.notifications',
      'app.notification_bodies',
    ],
  ],
  ['data', ['journal.retention_days']],
];

/** What only one kind of agent asks for. */
const OF_KIND: Readonly<Record<string, string>> = {
  'agent.command': 'command',
  'agent.base_url': 'model',
  'agent.model': 'model',
  'agent.api_key': 'model',
  'agent.system_prompt': 'model',
};

/** Whether a setting matters to the agent that answers. */
export function matters(path: string, agentKind: unknown): boolean {
  const kind = OF_KIND[path];
  return kind === undefined || kind === agentKind;
}

/** What a person typed, as the settings file spells it; a wrong number stays text and is refused. */
export function typedValue(type: 'number' | 'text' | 'lines', text: string): unknown {
  switch (type) {
    case 'number':
      return /^\s*-?\d+\s*$/.test(text) ? Number(text) : text;
    case 'lines':
      return text.split('\n').filter((line) => line !== '');
    case 'text':
      return text;
  }
}

/** A value as its control shows it. */
export function shownValue(value: unknown): string {
  if (Array.isArray(value)) return value.join('\n');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
