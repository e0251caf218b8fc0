import type { BotView } from '../shared/api.ts';
import type { ConnectionState, WaitReason } from '../shared/connection.ts';
import type { InEach } from '../shared/language.ts';

/** The four conditions that a person tells apart, each with a shape of its own. */
export type Condition = 'online' | 'trying' | 'off' | 'attention';

/** What a person can do about a state with one click. */
export type Remedy =
  | 'connect'
  | 'disconnect'
  | 'cancel'
  | 'retry'
  | 'take-over'
  | 'bind'
  | 'rebind';

/** How a bot is, in words. */
export interface StateWords {
  /** One word or two for a condition. */
  readonly condition: Readonly<Record<Condition, string>>;
  /** What is, then what to do, in whole sentences. `now` is wall-clock milliseconds. */
  readonly sentence: (bot: StateOf, now: number) => string;
  /** Fits a menu line. */
  readonly line: (bot: StateOf, now: number) => string;
  readonly remedy: Readonly<Record<Remedy, string>>;
}

/** What of a bot its state is told by. */
export type StateOf = Pick<BotView, 'state' | 'bot_id' | 'obstacle' | 'offline' | 'paused'>;

/** The condition that a state belongs to. */
export function conditionOf({ state, obstacle }: Pick<StateOf, 'state' | 'obstacle'>): Condition {
  switch (state.name) {
    case 'online':
      return 'online';
    case 'connecting':
    case 'subscribing':
    case 'waiting':
      return 'trying';
    case 'displaced':
    case 'refused':
      return 'attention';
    case 'stopped':
      return obstacle === 'no-secret' || obstacle === 'no-keychain' ? 'attention' : 'off';
  }
}

/** What one click does about a state; undefined where only time helps. */
export function remedyOf({ state, obstacle }: Pick<StateOf, 'state' | 'obstacle'>) {
  switch (state.name) {
    case 'online':
      return 'disconnect' satisfies Remedy;
    case 'connecting':
    case 'subscribing':
      return 'cancel' satisfies Remedy;
    case 'waiting':
      return state.reason === 'throttled' ? undefined : ('retry' satisfies Remedy);
    case 'displaced':
      return 'take-over' satisfies Remedy;
    case 'refused':
      return 'rebind' satisfies Remedy;
    case 'stopped':
      return stoppedRemedy(obstacle);
  }
}

function stoppedRemedy(obstacle: StateOf['obstacle']): Remedy {
  switch (obstacle) {
    case 'not-bound':
      return 'bind';
    case 'no-secret':
      return 'rebind';
    case 'no-keychain':
      return 'retry';
    default:
      return 'connect';
  }
}

const seconds = (state: Extract<ConnectionState, { name: 'waiting' }>, now: number): number =>
  Math.max(0, Math.ceil((state.until - now) / 1000));

const clock = (at: number): string => {
  const time = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}`;
};

const REASONS_EN: Readonly<Record<WaitReason, string>> = {
  unreachable: 'WeCom could not be reached',
  closed: 'WeCom ended the connection',
  silent: 'WeCom stopped answering',
  throttled: 'WeCom asks us to wait',
  unsubscribed: 'WeCom forgot this connection',
  rejected: 'WeCom did not accept the connection',
};

const REASONS_ZH: Readonly<Record<WaitReason, string>> = {
  unreachable: '无法访问企业微信',
  closed: '企业微信关闭了连接',
  silent: '企业微信没有响应',
  throttled: '企业微信要求稍后再试',
  unsubscribed: '企业微信已不再保留此连接',
  rejected: '企业微信未接受连接',
};

const en: StateWords = {
  condition: {
    online: 'Online',
    trying: 'Connecting',
    off: 'Disconnected',
    attention: 'Needs you',
  },
  sentence({ state, obstacle, offline, paused }, now) {
    switch (state.name) {
      case 'online':
        return paused
          ? 'Online, answers paused. Messages are kept and answered when you go on.'
          : 'Online. Messages to your bot are answered.';
      case 'connecting':
      case 'subscribing':
        return 'Connecting to WeCom…';
      case 'waiting':
        if (offline) return 'This computer is offline.';
        return state.reason === 'throttled'
          ? `WeCom asks us to wait. Next try at ${clock(state.until)}.`
          : `Not connected: ${REASONS_EN[state.reason]}. Next try in ${seconds(state, now)} s.`;
      case 'displaced':
        return 'Another device has taken this bot over.';
      case 'refused':
        return `WeCom refused the bot's secret. Bind again or renew the secret. (${state.code})`;
      case 'stopped':
        return OFF_EN[obstacle ?? 'disconnected'];
    }
  },
  line({ state, bot_id, obstacle, offline, paused }, now) {
    switch (state.name) {
      case 'online':
        return paused ? `Online as ${bot_id}, answers paused` : `Online as ${bot_id}`;
      case 'connecting':
      case 'subscribing':
        return 'Connecting…';
      case 'waiting':
        return offline
          ? 'This computer is offline'
          : `Waiting, next try in ${seconds(state, now)} s`;
      case 'displaced':
        return 'Taken over by another device';
      case 'refused':
        return 'WeCom refused the secret';
      case 'stopped':
        return SHORT_OFF_EN[obstacle ?? 'disconnected'];
    }
  },
  remedy: {
    connect: 'Connect',
    disconnect: 'Disconnect',
    cancel: 'Cancel',
    retry: 'Try now',
    'take-over': 'Use it here',
    bind: 'Bind with QR…',
    rebind: 'Bind again',
  },
};

type Off = NonNullable<StateOf['obstacle']> | 'disconnected';

const OFF_EN: Readonly<Record<Off, string>> = {
  disconnected: 'Disconnected. Messages to your bot are not answered.',
  'not-bound': 'No bot is bound yet. Bind one by scanning a QR code with WeCom.',
  'switched-off': 'The bot is switched off. Messages to it are not answered.',
  'no-secret': "The bot's secret is missing. Bind again, or enter the secret in Settings.",
  'no-keychain':
    'The system keychain is locked or missing. Unlock it, or enter the secret for this run.',
};

const SHORT_OFF_EN: Readonly<Record<Off, string>> = {
  disconnected: 'Disconnected',
  'not-bound': 'No bot is bound yet',
  'switched-off': 'Switched off',
  'no-secret': 'The secret is missing',
  'no-keychain': 'The keychain is locked or missing',
};

const zh: StateWords = {
  condition: { online: '在线', trying: '正在连接', off: '已断开', attention: '需要处理' },
  sentence({ state, obstacle, offline, paused }, now) {
    switch (state.name) {
      case 'online':
        return paused
          ? '在线，已暂停回复。消息会保留，恢复后再回复。'
          : '在线。发给机器人的消息会得到回复。';
      case 'connecting':
      case 'subscribing':
        return '正在连接企业微信…';
      case 'waiting':
        if (offline) return '本机没有网络。';
        return state.reason === 'throttled'
          ? `企业微信要求稍后再试，将于 ${clock(state.until)} 重试。`
          : `未连接：${REASONS_ZH[state.reason]}。${seconds(state, now)} 秒后重试。`;
      case 'displaced':
        return '机器人已在另一台设备上连接。';
      case 'refused':
        return `企业微信拒绝了机器人密钥。请重新绑定或更新密钥。（${state.code}）`;
      case 'stopped':
        return OFF_ZH[obstacle ?? 'disconnected'];
    }
  },
  line({ state, bot_id, obstacle, offline, paused }, now) {
    switch (state.name) {
      case 'online':
        return paused ? `在线：${bot_id}，已暂停回复` : `在线：${bot_id}`;
      case 'connecting':
      case 'subscribing':
        return '正在连接…';
      case 'waiting':
        return offline ? '本机没有网络' : `等待中，${seconds(state, now)} 秒后重试`;
      case 'displaced':
        return '已在另一台设备上连接';
      case 'refused':
        return '企业微信拒绝了密钥';
      case 'stopped':
        return SHORT_OFF_ZH[obstacle ?? 'disconnected'];
    }
  },
  remedy: {
    connect: '连接',
    disconnect: '断开',
    cancel: '取消',
    retry: '立即重试',
    'take-over': '在本机使用',
    bind: '扫码绑定…',
    rebind: '重新绑定',
  },
};

const OFF_ZH: Readonly<Record<Off, string>> = {
  disconnected: '已断开。发给机器人的消息不会得到回复。',
  'not-bound': '尚未绑定机器人。请用企业微信扫码绑定。',
  'switched-off': '机器人已停用。发给它的消息不会得到回复。',
  'no-secret': '缺少机器人密钥。请重新绑定，或在设置中输入密钥。',
  'no-keychain': '系统钥匙串被锁定或不可用。请解锁，或输入仅本次运行使用的密钥。',
};

const SHORT_OFF_ZH: Readonly<Record<Off, string>> = {
  disconnected: '已断开',
  'not-bound': '尚未绑定机器人',
  'switched-off': '已停用',
  'no-secret': '缺少密钥',
  'no-keychain': '钥匙串被锁定或不可用',
};

/** How a bot is, for the tray and every window. */
export const stateWords: InEach<StateWords> = { en, zh };
