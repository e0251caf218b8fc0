import type { ViewName } from '../shared/api.ts';
import type { InEach } from '../shared/language.ts';

interface ShellWords {
  readonly views: Readonly<Record<ViewName, string>>;
  readonly navigation: string;
  readonly starting: string;
  readonly lost: string;
  readonly noToken: string;
  readonly refused: string;
  readonly unreachable: string;
  readonly tryAgain: string;
  readonly showStatus: (condition: string) => string;
  readonly demo: string;
  readonly demoPhone: string;
  readonly demoLeave: string;
  readonly broken: string;
  readonly reload: string;
}

const en: ShellWords = {
  views: {
    conversations: 'Conversations',
    status: 'Status',
    settings: 'Settings',
    diagnostics: 'Diagnostics',
  },
  navigation: 'Views',
  starting: 'Starting…',
  lost: 'WeCom Tray has stopped or is not reachable. Trying again…',
  noToken:
    'This address is incomplete. Open the one that `wecom-tray gateway --ui` printed, with everything behind the #.',
  refused:
    'This address is of an earlier run. Open the one that `wecom-tray gateway --ui` printed last.',
  unreachable: 'WeCom Tray does not answer. Start it, then try again.',
  tryAgain: 'Try again',
  showStatus: (condition) => `${condition}. Show the status`,
  demo: 'Simulated WeCom',
  demoPhone: 'Show the phone',
  demoLeave: 'Leave the simulation',
  broken: 'This view ran into an error. The bot goes on.',
  reload: 'Load the view again',
};

const zh: ShellWords = {
  views: { conversations: '会话', status: '状态', settings: '设置', diagnostics: '诊断' },
  navigation: '视图',
  starting: '正在启动…',
  lost: 'WeCom Tray 已停止或无法访问，正在重试…',
  noToken: '地址不完整。请打开 `wecom-tray gateway --ui` 显示的完整地址，包括 # 之后的部分。',
  refused: '该地址属于之前的运行。请打开 `wecom-tray gateway --ui` 最近一次显示的地址。',
  unreachable: 'WeCom Tray 没有响应。请先启动它，再重试。',
  tryAgain: '重试',
  showStatus: (condition) => `${condition}，查看状态`,
  demo: '模拟企业微信',
  demoPhone: '显示手机',
  demoLeave: '退出模拟',
  broken: '该视图出现错误，机器人仍在运行。',
  reload: '重新加载视图',
};

/** The window around its views. */
export const shellWords: InEach<ShellWords> = { en, zh };
