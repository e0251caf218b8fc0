import type { InEach, Language } from '../shared/language.ts';

interface FirstRunWords {
  readonly title: string;
  readonly bind: string;
  readonly bindAbout: string;
  readonly simulate: string;
  readonly simulateAbout: string;
  readonly simulateStarting: string;
  readonly manual: string;
  readonly goOn: (botId: string) => string;
  readonly language: string;
  readonly phoneHint: string;
  readonly whoAnswersLead: string;
}

const en: FirstRunWords = {
  title: 'How do you want to start?',
  bind: 'Bind my WeCom bot',
  bindAbout: 'Scan a QR code with WeCom and tap Confirm: a bot of your own is made and connected.',
  simulate: 'Try it with a simulated WeCom',
  simulateAbout:
    'A phone that plays WeCom opens beside this window. No account is needed, and nothing is kept.',
  simulateStarting: 'Starting the simulation…',
  manual: 'I have a bot ID and secret',
  goOn: (botId) => `Go on with ${botId}`,
  language: 'Language',
  phoneHint: 'The phone plays WeCom: tap Scan there, then Confirm.',
  whoAnswersLead:
    'The bot is bound. Choose what answers the messages to it; Settings can change that at any time.',
};

const zh: FirstRunWords = {
  title: '想如何开始？',
  bind: '绑定我的企业微信机器人',
  bindAbout: '用企业微信扫描二维码并点“确认”，即可创建并连接你自己的机器人。',
  simulate: '用模拟企业微信试一试',
  simulateAbout: '旁边会打开一部扮演企业微信的手机。无需账号，也不会保留任何内容。',
  simulateStarting: '正在启动模拟…',
  manual: '我已有机器人 ID 和密钥',
  goOn: (botId) => `继续使用 ${botId}`,
  language: '语言',
  phoneHint: '这部手机扮演企业微信：在手机上点“扫一扫”，再点“确认”。',
  whoAnswersLead: '机器人已绑定。请选择由什么来回复消息，之后可随时在设置中更改。',
};

/** What comes before there is a bot. */
export const firstRunWords: InEach<FirstRunWords> = { en, zh };

/** Each language in its own words, whatever the window speaks. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', zh: '中文' };
