import type { InEach } from '../shared/language.ts';

interface TrayWords {
  /** The tooltip; `state` fits a line. */
  readonly tooltip: (state: string) => string;
  /** The same for a bot in the simulated WeCom. */
  readonly demoTooltip: (state: string) => string;
  readonly demo: string;
  readonly pause: string;
  /** A chat; `unread` is 0 where everything was seen. */
  readonly chat: (name: string, unread: number) => string;
  readonly open: string;
  readonly bind: string;
  readonly startAtLogin: string;
  readonly leaveDemo: string;
  readonly quit: string;
}

const en: TrayWords = {
  tooltip: (state) => `WeCom Tray — ${state}`,
  demoTooltip: (state) => `WeCom Tray — ${state} (simulated WeCom)`,
  demo: 'Simulated WeCom',
  pause: 'Pause answers',
  chat: (name, unread) => (unread > 0 ? `${name} (${unread} new)` : name),
  open: 'Open WeCom Tray',
  bind: 'Bind with QR…',
  startAtLogin: 'Start at login',
  leaveDemo: 'Leave the simulation',
  quit: 'Quit',
};

const zh: TrayWords = {
  tooltip: (state) => `WeCom Tray — ${state}`,
  demoTooltip: (state) => `WeCom Tray — ${state}（模拟企业微信）`,
  demo: '模拟企业微信',
  pause: '暂停回复',
  chat: (name, unread) => (unread > 0 ? `${name}（${unread} 条新消息）` : name),
  open: '打开 WeCom Tray',
  bind: '扫码绑定…',
  startAtLogin: '登录时启动',
  leaveDemo: '退出模拟',
  quit: '退出',
};

/** The icon in the tray and its menu. */
export const trayWords: InEach<TrayWords> = { en, zh };
