import type { InEach } from '../shared/language.ts';

interface DialogWords {
  readonly cancel: string;
  readonly quit: string;
  /** Before a link is given to the browser. */
  readonly link: {
    readonly question: (host: string) => string;
    readonly open: string;
    readonly dontAsk: string;
  };
  /** Something ended the start. */
  readonly cannotStart: string;
  /** A terminal runs the bot on the same data folder; `which` says so in English. */
  readonly held: (which: string) => string;
  /** The page of the window died twice. */
  readonly crashed: {
    readonly message: string;
    readonly detail: string;
    readonly reload: string;
    readonly close: string;
  };
  /** The window is closed where no tray would bring it back. */
  readonly noTray: {
    readonly message: string;
    readonly detail: string;
    readonly minimize: string;
  };
}

const en: DialogWords = {
  cancel: 'Cancel',
  quit: 'Quit',
  link: {
    question: (host) => `Open a link to ${host}?`,
    open: 'Open',
    dontAsk: "Don't ask again for this host",
  },
  cannotStart: 'WeCom Tray cannot start',
  held: (which) => `${which} End that one first: a bot can have only one connection.`,
  crashed: {
    message: 'The window stopped working twice.',
    detail: 'The bot goes on. Load the window again, or close it and open it from the tray later.',
    reload: 'Load again',
    close: 'Close the window',
  },
  noTray: {
    message: 'This desktop has no tray to come back by.',
    detail: 'After quitting, messages to your bot are not answered.',
    minimize: 'Minimise',
  },
};

const zh: DialogWords = {
  cancel: '取消',
  quit: '退出',
  link: {
    question: (host) => `打开指向 ${host} 的链接？`,
    open: '打开',
    dontAsk: '本次运行中不再询问此网站',
  },
  cannotStart: 'WeCom Tray 无法启动',
  held: (which) =>
    `此数据文件夹上已有 WeCom Tray 在运行，请先将其结束：一个机器人只能有一个连接。（${which}）`,
  crashed: {
    message: '窗口两次停止工作。',
    detail: '机器人仍在运行。可以重新加载窗口，或先关闭，稍后从托盘打开。',
    reload: '重新加载',
    close: '关闭窗口',
  },
  noTray: {
    message: '此桌面没有可用的托盘。',
    detail: '退出后，发给机器人的消息不会得到回复。',
    minimize: '最小化',
  },
};

/** What the system's own dialogs ask and say. */
export const dialogWords: InEach<DialogWords> = { en, zh };
