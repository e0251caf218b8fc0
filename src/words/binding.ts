import type { BindingFailure } from '../shared/binding.ts';
import type { InEach } from '../shared/language.ts';

/** The four things that happen one after another while a bot is bound. */
export type BindingLine = 'code' | 'scan' | 'confirm' | 'check';

interface BindingWords {
  readonly title: string;
  readonly lines: Readonly<Record<BindingLine, string>>;
  /** What helps with a line, under it. */
  readonly hints: Readonly<Partial<Record<BindingLine, string>>>;
  readonly scanIsNotEnough: string;
  readonly done: string;
  readonly qrName: string;
  readonly gettingCode: string;
  readonly left: (time: string) => string;
  readonly copyLink: string;
  readonly newCode: string;
  readonly expired: string;
  readonly timeout: string;
  readonly cancelled: string;
  readonly bound: string;
  readonly failures: Readonly<Record<BindingFailure, string>>;
  readonly noKeychain: Readonly<Record<'secret' | 'key', string>>;
  readonly keepUntilQuit: Readonly<Record<'secret' | 'key', string>>;
  readonly inMemory: string;
  readonly environment: (variables: readonly string[]) => string;
  readonly manualTitle: string;
  readonly manualLead: string;
  readonly botId: string;
  readonly botIdHelp: string;
  readonly botIdMissing: string;
  readonly secret: string;
  readonly secretHelp: string;
  readonly secretMissing: string;
  readonly noSpaces: string;
  readonly check: string;
  readonly checking: string;
}

const en: BindingWords = {
  title: 'Bind your WeCom bot',
  lines: {
    code: 'Get a code',
    scan: 'Scan it with WeCom',
    confirm: 'Tap Confirm in WeCom',
    check: 'Check the connection',
  },
  hints: { scan: 'On your phone: WeCom, then + and Scan.' },
  scanIsNotEnough: 'Scanning alone is not enough.',
  done: 'done',
  qrName: 'QR code to scan with WeCom',
  gettingCode: 'Getting a code…',
  left: (time) => `${time} left`,
  copyLink: 'Copy link',
  newCode: 'New code',
  expired: 'This code has expired.',
  timeout: 'Nobody confirmed in time.',
  cancelled: 'The binding was stopped. Try again.',
  bound: 'The bot is bound.',
  failures: {
    address:
      'The address that codes come from cannot be used. Check WECOM_TRAY_QR_URL in the environment.',
    unreachable: 'WeCom could not be reached. Check the network, then try again.',
    refused: 'WeCom did not give out a code. Try again in a few minutes.',
    unreadable: 'WeCom answered in a way that makes no sense here. Try again.',
    unverified: 'The new bot could not connect. Check the network, then try again.',
    unsaved:
      'The new bot works, but could not be saved. Put right what stands below, then try again.',
  },
  noKeychain: {
    secret:
      'The system keychain is locked or missing. Unlock it and try again, or keep the secret only until you quit.',
    key: 'The system keychain is locked or missing. Unlock it and try again, or keep the API key only until you quit.',
  },
  keepUntilQuit: {
    secret: 'Keep the secret until I quit',
    key: 'Keep the key until I quit',
  },
  inMemory: 'The secret is kept only until you quit.',
  environment: (variables) =>
    `The environment sets the bot (${variables.join(', ')}). A bot bound here is used once that is gone.`,
  manualTitle: 'Enter a bot ID and secret',
  manualLead: 'Both stand on the page of your bot in WeCom, where its API mode is set up.',
  botId: 'Bot ID',
  botIdHelp: 'Often begins with aib.',
  botIdMissing: 'Enter the bot ID.',
  secret: 'Secret',
  secretHelp: 'Goes to the system keychain and is never shown again.',
  secretMissing: 'Enter the secret.',
  noSpaces: 'There is a space in it. Copy it again without spaces.',
  check: 'Check and bind',
  checking: 'Checking…',
};

const zh: BindingWords = {
  title: '绑定企业微信机器人',
  lines: {
    code: '获取二维码',
    scan: '用企业微信扫码',
    confirm: '在企业微信中点“确认”',
    check: '检查连接',
  },
  hints: { scan: '手机企业微信右上角“+”，选“扫一扫”。' },
  scanIsNotEnough: '仅扫码还不够。',
  done: '已完成',
  qrName: '供企业微信扫描的二维码',
  gettingCode: '正在获取二维码…',
  left: (time) => `剩余 ${time}`,
  copyLink: '复制链接',
  newCode: '换一个二维码',
  expired: '二维码已过期。',
  timeout: '未在有效时间内确认。',
  cancelled: '绑定已中止，请重试。',
  bound: '机器人已绑定。',
  failures: {
    address: '无法使用获取二维码的地址。请检查环境变量 WECOM_TRAY_QR_URL。',
    unreachable: '无法访问企业微信。请检查网络后重试。',
    refused: '企业微信没有提供二维码。请过几分钟再试。',
    unreadable: '无法理解企业微信返回的内容。请重试。',
    unverified: '新机器人无法连接。请检查网络后重试。',
    unsaved: '新机器人可用，但未能保存。请先解决下面的问题，再重试。',
  },
  noKeychain: {
    secret: '系统钥匙串被锁定或不可用。请解锁后重试，或仅将密钥保留到退出为止。',
    key: '系统钥匙串被锁定或不可用。请解锁后重试，或仅将 API 密钥保留到退出为止。',
  },
  keepUntilQuit: { secret: '保留密钥到退出为止', key: '保留密钥到退出为止' },
  inMemory: '密钥仅保留到退出为止。',
  environment: (variables) =>
    `机器人由环境变量指定（${variables.join('、')}）。移除后才会使用在此绑定的机器人。`,
  manualTitle: '输入机器人 ID 和密钥',
  manualLead: '两者都在企业微信的机器人页面中，位于 API 模式的设置处。',
  botId: '机器人 ID',
  botIdHelp: '通常以 aib 开头。',
  botIdMissing: '请输入机器人 ID。',
  secret: '密钥（Secret）',
  secretHelp: '只保存在系统钥匙串中，不会再次显示。',
  secretMissing: '请输入密钥。',
  noSpaces: '其中含有空格，请重新复制，不要带空格。',
  check: '检查并绑定',
  checking: '正在检查…',
};

/** Binding a bot, by QR code or by hand. */
export const bindingWords: InEach<BindingWords> = { en, zh };
