import type { InEach } from '../shared/language.ts';

interface NotificationWords {
  readonly displaced: { readonly title: string; readonly body: string };
  readonly refused: { readonly title: string; readonly body: string };
  readonly undelivered: {
    readonly title: string;
    readonly body: string;
    /** With what was not delivered, where a person allows that. */
    readonly bodyWith: (excerpt: string) => string;
  };
}

const en: NotificationWords = {
  displaced: {
    title: 'Another device has taken your bot over',
    body: 'Messages are answered there. Click to use the bot here.',
  },
  refused: {
    title: "WeCom refused the bot's secret",
    body: 'Messages are not answered. Click to bind again or renew the secret.',
  },
  undelivered: {
    title: 'A message could not be delivered',
    body: 'Click to see which one, and why.',
    bodyWith: (excerpt) => `“${excerpt}”`,
  },
};

const zh: NotificationWords = {
  displaced: {
    title: '机器人已在另一台设备上连接',
    body: '消息将在那台设备上回复。点击可在本机使用。',
  },
  refused: {
    title: '企业微信拒绝了机器人密钥',
    body: '消息不会得到回复。点击可重新绑定或更新密钥。',
  },
  undelivered: {
    title: '有一条消息未能送达',
    body: '点击查看是哪一条以及原因。',
    bodyWith: (excerpt) => `“${excerpt}”`,
  },
};

/** What the system's notifications say. */
export const notificationWords: InEach<NotificationWords> = { en, zh };
