import type { InEach } from '../shared/language.ts';

/** The words of one setting. */
export interface FieldWords {
  readonly label: string;
  /** What it does, in one line. */
  readonly help: string;
  /** The values it takes; completes "Allowed: …". Left out where the control allows no other. */
  readonly allowed?: string;
}

interface SettingsWords {
  readonly title: string;
  readonly groups: Readonly<Record<SettingsGroup, string>>;
  readonly advanced: string;
  readonly fields: Readonly<Record<string, FieldWords>>;
  readonly choices: Readonly<Record<string, string>>;
  readonly applied: string;
  readonly appliedHidden: string;
  readonly byEnvironment: string;
  /** Names the variable that sets a field. */
  readonly variable: (name: string) => string;
  readonly isDefault: string;
  readonly backToDefault: string;
  readonly allowed: (allowed: string) => string;
  readonly notApplied: string;
  readonly secretKept: string;
  readonly secretInMemory: string;
  readonly secretUnset: string;
  readonly secretNew: string;
  readonly secretSet: string;
  readonly secretGive: string;
  readonly secretReplace: string;
  readonly secretClear: string;
  readonly secretMemoryOnly: string;
  readonly keychainOff: string;
  readonly addPerson: string;
  readonly add: string;
  readonly remove: (what: string) => string;
  readonly everybody: string;
  readonly fromAddressBook: string;
  readonly chooseAgent: string;
  readonly startAtLogin: FieldWords;
  readonly loginUnsupported: string;
  readonly folder: FieldWords;
  readonly showFolder: string;
  readonly problems: string;
}

/** The groups of the settings, in their order. */
export type SettingsGroup = 'bot' | 'agent' | 'allow' | 'replies' | 'wecomApp' | 'app' | 'data';

const en: SettingsWords = {
  title: 'Settings',
  groups: {
    bot: 'Bot',
    agent: 'Who answers',
    allow: 'Who may ask',
    replies: 'Replies',
    wecomApp: 'Self-built app',
    app: 'App',
    data: 'Data',
  },
  advanced: 'advanced',
  fields: {
    'channels.wecom.enabled': {
      label: 'Bot switched on',
      help: 'Connects when the program starts.',
    },
    'channels.wecom.bot_id': {
      label: 'Bot ID',
      help: 'Binding by QR code fills it in.',
      allowed: 'text without spaces',
    },
    'channels.wecom.secret': {
      label: 'Bot secret',
      help: 'Kept in the system keychain. Binding by QR code fills it in.',
      allowed: 'text without spaces, at most 1,000 characters',
    },
    'channels.wecom.websocket_url': {
      label: 'Address of WeCom',
      help: 'Only a private deployment has another one.',
      allowed: 'a wss:// address (ws:// only for this computer itself)',
    },
    'channels.wecom.send_thinking_message': {
      label: 'Show “Processing...” first',
      help: 'Otherwise WeCom shows its own animation until the answer begins.',
    },
    'channels.wecom.allow_from': {
      label: 'People who may ask',
      help: 'User IDs. While the list is empty, everybody may.',
    },
    'channels.wecom.reasoning_channel_id': {
      label: 'Chat for reasoning',
      help: "This chat gets the agent's reasoning. Empty: nobody does.",
      allowed: 'a chat ID, without spaces',
    },
    'channels.wecom_app.enabled': {
      label: 'Self-built app switched on',
      help: 'The older way into WeCom. It needs an address that WeCom can reach.',
    },
    'channels.wecom_app.corp_id': {
      label: 'Company ID (CorpID)',
      help: "From the company's page in the WeCom admin console.",
      allowed: 'text without spaces',
    },
    'channels.wecom_app.corp_secret': {
      label: 'App secret',
      help: "From the app's page in the admin console. Kept in the system keychain.",
      allowed: 'text without spaces, at most 1,000 characters',
    },
    'channels.wecom_app.agent_id': {
      label: 'AgentId',
      help: "From the app's page in the admin console.",
      allowed: 'a whole number',
    },
    'channels.wecom_app.token': {
      label: 'Callback token',
      help: 'Signs what WeCom sends. Kept in the system keychain.',
      allowed: '1 to 32 letters and digits',
    },
    'channels.wecom_app.encoding_aes_key': {
      label: 'EncodingAESKey',
      help: 'Encrypts what WeCom sends. Kept in the system keychain.',
      allowed: 'exactly 43 letters and digits',
    },
    'channels.wecom_app.webhook_host': {
      label: 'Listen on',
      help: '0.0.0.0 listens on every network of this computer.',
      allowed: 'an address of this computer, such as 127.0.0.1 or 0.0.0.0',
    },
    'channels.wecom_app.webhook_port': {
      label: 'Port',
      help: '0 takes a free one.',
      allowed: 'a whole number from 0 to 65535',
    },
    'channels.wecom_app.webhook_path': {
      label: 'Path',
      help: 'The end of the callback address.',
      allowed: 'a path that starts with / and has no query',
    },
    'channels.wecom_app.allow_from': {
      label: 'People who may ask the app',
      help: 'User IDs. While the list is empty, everybody may.',
    },
    'channels.wecom_app.reply_timeout': {
      label: 'Reply timeout',
      help: 'Seconds that WeCom has to take an answer.',
      allowed: 'a whole number from 1 to 60',
    },
    'agent.kind': { label: 'Answered by', help: 'What answers the messages.' },
    'agent.command': {
      label: 'Program',
      help: 'The program and its arguments, one a line. It gets the message on its input.',
      allowed: 'a program and its arguments',
    },
    'agent.timeout': {
      label: 'Longest answer',
      help: 'How long one answer may take, such as 90s, 5m or 1h.',
      allowed: 'a duration up to a day, such as 90s, 5m or 1h',
    },
    'agent.base_url': {
      label: 'Endpoint',
      help: 'Address of an OpenAI-compatible endpoint.',
      allowed: 'an http:// or https:// address without a password in it',
    },
    'agent.model': {
      label: 'Model',
      help: 'The name the endpoint knows it by.',
      allowed: 'the name of a model',
    },
    'agent.api_key': {
      label: 'API key',
      help: 'Local endpoints need none. Kept in the system keychain.',
      allowed: 'text without spaces, at most 1,000 characters',
    },
    'agent.system_prompt': {
      label: 'Instructions',
      help: 'The model gets them before every conversation.',
      allowed: 'text',
    },
    'agent.history': {
      label: 'Earlier messages',
      help: 'How many messages of the chat the agent sees.',
      allowed: 'a whole number from 0 to 1000',
    },
    'agent.show_reasoning': {
      label: 'Show reasoning in WeCom',
      help: 'Folded, above the answer.',
    },
    'replies.welcome_text': {
      label: 'Welcome',
      help: 'Said when somebody opens the chat for the first time in a day. Empty: nothing is said.',
      allowed: 'text',
    },
    'replies.paused': {
      label: 'Pause answers',
      help: 'Messages are kept and answered when you switch this off.',
    },
    'journal.retention_days': {
      label: 'Keep conversations',
      help: 'Days. 0 keeps them for ever.',
      allowed: 'a whole number from 0 to 36500',
    },
    'app.language': { label: 'Language', help: 'Of this window, the tray and notifications.' },
    'app.appearance': { label: 'Appearance', help: 'Light, dark, or as the system is.' },
    'app.notifications': {
      label: 'Notifications',
      help: 'When the bot is taken over, refused, or an answer cannot be delivered.',
    },
    'app.notification_bodies': {
      label: 'Message text in notifications',
      help: 'Off: notifications never show what was said.',
    },
    'app.close_to_tray': {
      label: 'Go on in the tray',
      help: 'Closing the window leaves the bot running.',
    },
  },
  choices: {
    echo: 'Echo, to try',
    command: 'A program',
    model: 'A model',
    auto: 'As the system',
    en: 'English',
    zh: '简体中文',
    light: 'Light',
    dark: 'Dark',
  },
  applied: 'Applied',
  appliedHidden: 'Saved. The environment stays in force.',
  byEnvironment: 'Set by the environment',
  variable: (name) => `Change or remove the variable ${name} to set it here.`,
  isDefault: 'Default',
  backToDefault: 'Back to the default',
  allowed: (allowed) => `Allowed: ${allowed}.`,
  notApplied: 'Not applied; the value before stays in force.',
  secretKept: 'In the keychain',
  secretInMemory: 'Kept until you quit',
  secretUnset: 'Not set',
  secretNew: 'New value',
  secretSet: 'Keep it',
  secretGive: 'Set…',
  secretReplace: 'Replace…',
  secretClear: 'Clear',
  secretMemoryOnly: 'Only until I quit',
  keychainOff:
    'The system keychain is locked or missing. Unlock it, or keep the secret only until you quit.',
  addPerson: 'User ID',
  add: 'Add',
  remove: (what) => `Remove ${what}`,
  everybody: 'Everybody may ask.',
  fromAddressBook: 'From the address book',
  chooseAgent: 'Choose who answers…',
  startAtLogin: { label: 'Start at login', help: 'Starts in the tray, without a window.' },
  loginUnsupported: 'Not possible here.',
  folder: {
    label: 'Data folder',
    help: 'Settings, conversations and logs. Secrets are not in it.',
  },
  showFolder: 'Show folder',
  problems: 'What to put right',
};

const zh: SettingsWords = {
  title: '设置',
  groups: {
    bot: '机器人',
    agent: '谁来回复',
    allow: '谁可以提问',
    replies: '回复',
    wecomApp: '自建应用',
    app: '应用',
    data: '数据',
  },
  advanced: '高级',
  fields: {
    'channels.wecom.enabled': { label: '启用机器人', help: '程序启动时自动连接。' },
    'channels.wecom.bot_id': {
      label: '机器人 ID',
      help: '扫码绑定后自动填写。',
      allowed: '不含空格的文本',
    },
    'channels.wecom.secret': {
      label: '机器人密钥',
      help: '保存在系统钥匙串中，扫码绑定后自动填写。',
      allowed: '不含空格的文本，最多 1000 个字符',
    },
    'channels.wecom.websocket_url': {
      label: '企业微信地址',
      help: '仅私有化部署需要修改。',
      allowed: 'wss:// 地址（ws:// 仅限本机）',
    },
    'channels.wecom.send_thinking_message': {
      label: '先显示“Processing...”',
      help: '关闭后，在回复开始前显示企业微信自带的动画。',
    },
    'channels.wecom.allow_from': {
      label: '可以提问的人',
      help: '用户 ID。列表为空时，所有人都可以提问。',
    },
    'channels.wecom.reasoning_channel_id': {
      label: '接收思考过程的会话',
      help: '思考过程会发送到该会话。留空则不发送。',
      allowed: '不含空格的会话 ID',
    },
    'channels.wecom_app.enabled': {
      label: '启用自建应用',
      help: '较早的接入方式，需要企业微信能够访问的地址。',
    },
    'channels.wecom_app.corp_id': {
      label: '企业 ID（CorpID）',
      help: '见企业微信管理后台的“我的企业”。',
      allowed: '不含空格的文本',
    },
    'channels.wecom_app.corp_secret': {
      label: '应用 Secret',
      help: '见管理后台的应用页面，保存在系统钥匙串中。',
      allowed: '不含空格的文本，最多 1000 个字符',
    },
    'channels.wecom_app.agent_id': {
      label: 'AgentId',
      help: '见管理后台的应用页面。',
      allowed: '整数',
    },
    'channels.wecom_app.token': {
      label: '回调 Token',
      help: '用于校验企业微信发来的内容，保存在系统钥匙串中。',
      allowed: '1 至 32 位字母和数字',
    },
    'channels.wecom_app.encoding_aes_key': {
      label: 'EncodingAESKey',
      help: '用于加密企业微信发来的内容，保存在系统钥匙串中。',
      allowed: '恰好 43 位字母和数字',
    },
    'channels.wecom_app.webhook_host': {
      label: '监听地址',
      help: '0.0.0.0 表示监听本机的所有网络。',
      allowed: '本机地址，例如 127.0.0.1 或 0.0.0.0',
    },
    'channels.wecom_app.webhook_port': {
      label: '端口',
      help: '0 表示使用空闲端口。',
      allowed: '0 至 65535 的整数',
    },
    'channels.wecom_app.webhook_path': {
      label: '路径',
      help: '回调地址的末尾部分。',
      allowed: '以 / 开头且不含查询参数的路径',
    },
    'channels.wecom_app.allow_from': {
      label: '可以向应用提问的人',
      help: '用户 ID。列表为空时，所有人都可以提问。',
    },
    'channels.wecom_app.reply_timeout': {
      label: '回复超时',
      help: '等待企业微信接收回复的秒数。',
      allowed: '1 至 60 的整数',
    },
    'agent.kind': { label: '回复者', help: '由什么来回复消息。' },
    'agent.command': {
      label: '程序',
      help: '程序及其参数，每行一个。消息会写入它的标准输入。',
      allowed: '程序及其参数',
    },
    'agent.timeout': {
      label: '最长回复时间',
      help: '一次回复最多用时，例如 90s、5m 或 1h。',
      allowed: '不超过一天的时长，例如 90s、5m 或 1h',
    },
    'agent.base_url': {
      label: '接口地址',
      help: '兼容 OpenAI 的接口地址。',
      allowed: '不含密码的 http:// 或 https:// 地址',
    },
    'agent.model': { label: '模型', help: '接口所用的模型名称。', allowed: '模型名称' },
    'agent.api_key': {
      label: 'API 密钥',
      help: '本地接口不需要。保存在系统钥匙串中。',
      allowed: '不含空格的文本，最多 1000 个字符',
    },
    'agent.system_prompt': {
      label: '系统提示',
      help: '在每次会话之前提供给模型。',
      allowed: '文本',
    },
    'agent.history': {
      label: '历史消息',
      help: '回复者能看到该会话的多少条消息。',
      allowed: '0 至 1000 的整数',
    },
    'agent.show_reasoning': { label: '在企业微信中显示思考过程', help: '折叠显示在回复上方。' },
    'replies.welcome_text': {
      label: '欢迎语',
      help: '有人当天首次打开会话时发送。留空则不发送。',
      allowed: '文本',
    },
    'replies.paused': { label: '暂停回复', help: '消息会保留，关闭此项后再回复。' },
    'journal.retention_days': {
      label: '保留会话',
      help: '天数。0 表示永久保留。',
      allowed: '0 至 36500 的整数',
    },
    'app.language': { label: '语言', help: '用于窗口、托盘和通知。' },
    'app.appearance': { label: '外观', help: '浅色、深色或跟随系统。' },
    'app.notifications': {
      label: '通知',
      help: '机器人被其他设备连接、被拒绝，或回复无法送达时提醒。',
    },
    'app.notification_bodies': {
      label: '在通知中显示消息内容',
      help: '关闭后，通知不会显示消息内容。',
    },
    'app.close_to_tray': {
      label: '在托盘中继续运行',
      help: '关闭窗口后，机器人继续运行。',
    },
  },
  choices: {
    echo: '复读（试用）',
    command: '程序',
    model: '模型',
    auto: '跟随系统',
    en: 'English',
    zh: '简体中文',
    light: '浅色',
    dark: '深色',
  },
  applied: '已生效',
  appliedHidden: '已保存，但环境变量优先。',
  byEnvironment: '由环境变量设置',
  variable: (name) => `如需在此设置，请修改或移除环境变量 ${name}。`,
  isDefault: '默认',
  backToDefault: '恢复默认',
  allowed: (allowed) => `可用的值：${allowed}。`,
  notApplied: '未生效，仍使用之前的值。',
  secretKept: '已存入钥匙串',
  secretInMemory: '保留到退出为止',
  secretUnset: '未设置',
  secretNew: '新的值',
  secretSet: '保存',
  secretGive: '设置…',
  secretReplace: '更换…',
  secretClear: '清除',
  secretMemoryOnly: '仅保留到退出为止',
  keychainOff: '系统钥匙串被锁定或不可用。请解锁，或仅将密钥保留到退出为止。',
  addPerson: '用户 ID',
  add: '添加',
  remove: (what) => `移除 ${what}`,
  everybody: '所有人都可以提问。',
  fromAddressBook: '从通讯录选择',
  chooseAgent: '选择谁来回复…',
  startAtLogin: { label: '登录时启动', help: '启动后在托盘中运行，不打开窗口。' },
  loginUnsupported: '此处无法设置。',
  folder: { label: '数据文件夹', help: '包含设置、会话和日志，不包含密钥。' },
  showFolder: '显示文件夹',
  problems: '需要处理',
};

/** The settings view. */
export const settingsWords: InEach<SettingsWords> = { en, zh };
