import type { DeclineReason } from '../shared/api.ts';
import type { InEach } from '../shared/language.ts';

interface CommonWords {
  readonly cancel: string;
  readonly close: string;
  readonly back: string;
  readonly next: string;
  readonly copy: string;
  readonly copied: string;
  readonly tryAgain: string;
  /** Why something was not done. */
  readonly declined: Readonly<Record<DeclineReason, string>>;
}

const en: CommonWords = {
  cancel: 'Cancel',
  close: 'Close',
  back: 'Back',
  next: 'Continue',
  copy: 'Copy',
  copied: 'Copied',
  tryAgain: 'Try again',
  declined: {
    'not-bound': 'No bot is bound yet. Bind one first.',
    'switched-off': 'The bot is switched off. Switch it on in Settings.',
    'no-secret': "The bot's secret is missing. Bind again, or enter it in Settings.",
    'no-keychain': 'The system keychain is locked or missing. Unlock it and try again.',
    disconnected: 'The bot is disconnected. Connect it first.',
    displaced: 'Another device has taken this bot over. Use it here first.',
    refused: "WeCom refused the bot's secret. Bind again or renew the secret.",
    ending: 'WeCom Tray is being ended.',
    empty: 'There is nothing to send. Write something first.',
    unknown: 'It is not there any more.',
    'wrong-value': 'This value is not allowed.',
    unverified: 'WeCom did not accept this bot ID and secret. Check both and try again.',
    unsupported: 'That is not possible here.',
    failed: 'That did not work. Diagnostics may say why.',
  },
};

const zh: CommonWords = {
  cancel: '取消',
  close: '关闭',
  back: '返回',
  next: '继续',
  copy: '复制',
  copied: '已复制',
  tryAgain: '重试',
  declined: {
    'not-bound': '尚未绑定机器人，请先绑定。',
    'switched-off': '机器人已停用，请在设置中启用。',
    'no-secret': '缺少机器人密钥。请重新绑定，或在设置中输入密钥。',
    'no-keychain': '系统钥匙串被锁定或不可用。请解锁后重试。',
    disconnected: '机器人已断开，请先连接。',
    displaced: '机器人已在另一台设备上连接，请先选择“在本机使用”。',
    refused: '企业微信拒绝了机器人密钥。请重新绑定或更新密钥。',
    ending: 'WeCom Tray 正在退出。',
    empty: '没有可发送的内容，请先输入。',
    unknown: '该内容已不存在。',
    'wrong-value': '不允许使用该值。',
    unverified: '企业微信未接受此机器人 ID 和密钥。请核对后重试。',
    unsupported: '此处无法执行该操作。',
    failed: '操作未完成，可在诊断中查看原因。',
  },
};

/** Words that every view needs. */
export const commonWords: InEach<CommonWords> = { en, zh };
