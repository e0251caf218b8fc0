const en = {
  page: 'Simulated WeCom',
  otherLanguage: '中文',
  bot: 'Bot',
  you: 'You',
  names: { zhangsan: 'Zhang San', lisi: 'Li Si', project: 'Project group' },
  back: 'Back',
  close: 'Close',
  cancel: 'Cancel',
  scan: {
    title: 'Scan the code on the screen',
    waiting: 'A code is on the screen. Scan it with this phone.',
    none: 'Start binding in WeCom Tray; the code appears there.',
    button: 'Scan',
    noCode: 'No code yet. Start binding in WeCom Tray, then scan.',
    expired: 'This code has expired. Get a new code in WeCom Tray, then scan again.',
    used: 'This code was already used. Get a new code in WeCom Tray, then scan again.',
    ask: 'Bind bot to WeCom?',
    explain: 'The computer that shows the code receives what is said to this bot, and answers.',
    confirm: 'Confirm',
    confirmed: 'Confirmed. The computer connects now.',
  },
  chats: {
    title: 'Messages',
    list: 'Chats',
    person: 'I am',
    empty: 'Say something to the bot',
    emptyGroup: 'Nothing was said yet',
    unread: (/** @type {number} */ count) => `${count} new`,
  },
  chat: {
    log: 'Messages',
    empty: 'Nothing was said here yet. Write a message below.',
    emptyGroup: 'Nothing was said here yet. The bot hears messages that mention it.',
    newBelow: 'New messages',
    undelivered: 'Not delivered: the bot is not connected. WeCom does not deliver it later.',
    thinking: 'Thinking',
    thought: 'Thoughts',
    expired: 'This message is too old to change.',
    kinds: { push: 'Sent unasked', welcome: 'Welcome', 'url-reply': 'By response address' },
    voice: 'Voice',
    quote: 'Quote',
    quoting: 'Quoting',
    unquote: 'Do not quote',
    download: (/** @type {string} */ name) => `Save ${name}`,
    picture: (/** @type {string} */ name) => `Picture ${name}`,
    choose: 'Choose',
    pressed: 'The card was used while the bot was not connected. WeCom does not tell it later.',
  },
  composer: {
    message: 'Message',
    hint: 'Message',
    voiceHint: 'Type what you say',
    send: 'Send',
    voice: 'Voice message',
    keyboard: 'Text message',
    more: 'More',
    picture: 'Picture',
    file: 'File',
    mention: 'Mention the bot',
    groupOnlyText: 'In groups, WeCom tells bots only text.',
  },
  trouble: {
    title: 'Trouble',
    displace: 'Take the bot over on another device',
    displaceHint: 'The computer is told, and hears nothing from then on.',
    cut: 'Cut the connection',
    cutHint: 'Ends it without a word. The computer may connect again.',
    unreachable: 'WeCom cannot be reached',
    unreachableHint: 'Cuts the connection and turns away everybody who tries, until switched off.',
    notOnline: 'The bot is not connected. There is nothing to take over.',
  },
  offline: 'The bot is not connected. Messages to it are not delivered.',
  gone: 'The simulated WeCom does not answer. It may have been closed.',
  refused: 'This page has no key to the simulated WeCom. Open it again from WeCom Tray.',
  failed: 'That did not work. Try again.',
};

/** @type {typeof en} */
const zh = {
  page: '模拟企业微信',
  otherLanguage: 'English',
  bot: '机器人',
  you: '我',
  names: { zhangsan: '张三', lisi: '李四', project: '项目群' },
  back: '返回',
  close: '关闭',
  cancel: '取消',
  scan: {
    title: '扫描屏幕上的二维码',
    waiting: '屏幕上已显示二维码，用这部手机扫描即可。',
    none: '在 WeCom Tray 中开始绑定，二维码会显示在那里。',
    button: '扫一扫',
    noCode: '还没有二维码。在 WeCom Tray 中开始绑定后再扫描。',
    expired: '二维码已过期。在 WeCom Tray 中获取新的二维码后重新扫描。',
    used: '二维码已被使用。在 WeCom Tray 中获取新的二维码后重新扫描。',
    ask: '将机器人绑定到企业微信？',
    explain: '显示二维码的电脑将接收发给该机器人的消息，并负责回复。',
    confirm: '确认',
    confirmed: '已确认，电脑正在连接。',
  },
  chats: {
    title: '消息',
    list: '聊天列表',
    person: '我的身份',
    empty: '给机器人发条消息',
    emptyGroup: '还没有消息',
    unread: (count) => `${count} 条新消息`,
  },
  chat: {
    log: '聊天记录',
    empty: '还没有消息，在下方输入即可发送。',
    emptyGroup: '还没有消息。机器人只能收到提及它的消息。',
    newBelow: '有新消息',
    undelivered: '未送达：机器人未连接。企业微信不会补发。',
    thinking: '正在思考',
    thought: '思考过程',
    expired: '这条消息时间过长，已无法更新。',
    kinds: { push: '主动发送', welcome: '欢迎语', 'url-reply': '经回复地址发送' },
    voice: '语音',
    quote: '引用',
    quoting: '引用',
    unquote: '取消引用',
    download: (name) => `保存 ${name}`,
    picture: (name) => `图片 ${name}`,
    choose: '请选择',
    pressed: '操作卡片时机器人未连接，企业微信不会补发这次操作。',
  },
  composer: {
    message: '消息',
    hint: '输入消息',
    voiceHint: '输入要说的话',
    send: '发送',
    voice: '语音消息',
    keyboard: '文字消息',
    more: '更多',
    picture: '图片',
    file: '文件',
    mention: '提及机器人',
    groupOnlyText: '在群聊中，机器人只能收到文字消息。',
  },
  trouble: {
    title: '制造故障',
    displace: '在另一台设备上接管机器人',
    displaceHint: '电脑会收到通知，之后不再收到消息。',
    cut: '切断连接',
    cutHint: '不发通知，直接断开。电脑可以重新连接。',
    unreachable: '无法访问企业微信',
    unreachableHint: '切断连接并拒绝所有新连接，直到关闭此项。',
    notOnline: '机器人未连接，无法接管。',
  },
  offline: '机器人未连接，发给它的消息不会送达。',
  gone: '模拟企业微信没有响应，可能已关闭。',
  refused: '此页面没有访问密钥。请从 WeCom Tray 重新打开。',
  failed: '操作未成功，请重试。',
};

/**
 * What was kept under `key` in this tab, or undefined.
 *
 * @param {string} key
 */
export function recall(key) {
  try {
    return sessionStorage.getItem(key) ?? undefined;
  } catch {
    return undefined; // Switched off in this browser.
  }
}

/**
 * Keeps `value` under `key` until the tab is closed.
 *
 * @param {string} key
 * @param {string} value
 */
export function keep(key, value) {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // Switched off in this browser: the page works without it.
  }
}

/** @type {'en' | 'zh'} */
export const language = (recall('language') ?? navigator.language).toLowerCase().startsWith('zh')
  ? 'zh'
  : 'en';

/** What the page says. */
export const words = language === 'zh' ? zh : en;

/** Goes over to the other language; the page starts anew where it was. */
export function switchLanguage() {
  keep('language', language === 'zh' ? 'en' : 'zh');
  location.reload();
}

/**
 * What a person or group is called; those whom nobody named go by their id.
 *
 * @param {string} id
 */
export function nameOf(id) {
  return Object.hasOwn(words.names, id)
    ? words.names[/** @type {keyof typeof words.names} */ (id)]
    : id;
}

const clock = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en', {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/**
 * Hours and minutes.
 *
 * @param {number} at Milliseconds since the epoch.
 */
export function timeOf(at) {
  return clock.format(at);
}

/**
 * A file's size as people write it.
 *
 * @param {number} bytes
 */
export function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
