import type { InEach } from '../shared/language.ts';
import type { MessageState } from '../shared/message.ts';

interface ConversationsWords {
  readonly chats: string;
  readonly messages: string;
  readonly newMessage: string;
  readonly search: string;
  readonly clearSearch: string;
  readonly results: string;
  readonly found: (chats: number, messages: number) => string;
  readonly nothingFound: (words: string) => string;
  readonly nothingFoundHelp: string;
  readonly group: string;
  readonly unread: (count: number) => string;
  readonly bot: string;
  /** Before the last line of a chat that the bot said. */
  readonly botSaid: string;
  readonly noMessages: string;
  readonly noMessagesHelp: string;
  readonly noChats: string;
  readonly noChatsHelp: string;
  readonly noChatsDemo: string;
  readonly noChatChosen: string;
  readonly today: string;
  readonly yesterday: string;
  readonly chatMenu: string;
  readonly copyId: string;
  readonly exportMarkdown: string;
  readonly exportJson: string;
  readonly clear: string;
  readonly clearTitle: string;
  readonly clearHelp: (chat: string) => string;
  readonly clearKept: string;
  readonly clearDo: string;
  readonly exporting: (size: string) => string;
  readonly exported: (size: string) => string;
  readonly exportFailed: string;
  readonly jumpToDate: string;
  readonly date: string;
  readonly goThere: string;
  readonly newMessages: (count: number) => string;
  readonly toNewest: string;
  readonly state: Readonly<Record<MessageState, string>>;
  readonly retry: string;
  readonly sendAgain: string;
  readonly hasArrived: string;
  readonly thinking: string;
  readonly thought: string;
  readonly thoughtFor: (seconds: number) => string;
  readonly reasoning: string;
  readonly answering: string;
  readonly quoted: string;
  readonly notice: string;
  /** Kinds of messages without a body of their own. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly otherKind: (kind: string) => string;
  readonly showAll: string;
  readonly showLess: string;
  readonly said: (who: string, text: string) => string;
  readonly write: string;
  readonly writeHint: string;
  readonly send: string;
  readonly sentLater: string;
  readonly unreachable: (code: number) => string;
  readonly to: string;
  readonly toHelp: string;
  readonly toWhom: string;
  readonly person: string;
  readonly groupChat: string;
  readonly text: string;
  readonly code: (language: string) => string;
  readonly table: string;
  readonly taskDone: string;
  readonly taskOpen: string;
  readonly picture: (alt: string) => string;
  readonly openLink: (host: string) => string;
  readonly openLinkHelp: string;
  readonly open: string;
  readonly linkFailed: string;
  readonly linkRefused: string;
}

const en: ConversationsWords = {
  chats: 'Chats',
  messages: 'Messages',
  newMessage: 'New message',
  search: 'Search',
  clearSearch: 'Clear the search',
  results: 'Found',
  found: (chats, messages) => `${chats} chats and ${messages} messages found`,
  nothingFound: (words) => `Nothing found for “${words}”`,
  nothingFoundHelp: 'A message is found when every word is in it. Try fewer or shorter words.',
  group: 'Group',
  unread: (count) => `${count} unread`,
  bot: 'Bot',
  botSaid: 'Bot: ',
  noMessages: 'No messages here',
  noMessagesHelp: 'What is said from now on appears here.',
  noChats: 'No conversations yet',
  noChatsHelp:
    'Send your bot a message in WeCom: open Contacts, look for the bot under Smart bots, and write to it. In a group, mention it.',
  noChatsDemo:
    'This is a simulated WeCom. Open its phone, choose the bot, and write to it: the message and its answer appear here.',
  noChatChosen: 'Choose a conversation on the left.',
  today: 'Today',
  yesterday: 'Yesterday',
  chatMenu: 'More about this chat',
  copyId: 'Copy the ID',
  exportMarkdown: 'Export as Markdown',
  exportJson: 'Export as JSON',
  clear: 'Clear…',
  clearTitle: 'Clear this conversation?',
  clearHelp: (chat) =>
    `All messages with ${chat} are deleted from this computer, with their answers and reasoning. This cannot be undone.`,
  clearKept: 'In WeCom everything stays. What is on its way is still sent.',
  clearDo: 'Delete the messages',
  exporting: (size) => `Exporting… ${size}`,
  exported: (size) => `Exported, ${size}. The file is where your downloads go.`,
  exportFailed: 'The export broke off. Try again.',
  jumpToDate: 'Jump to a date',
  date: 'Date',
  goThere: 'Go there',
  newMessages: (count) => (count === 1 ? '1 new message' : `${count} new messages`),
  toNewest: 'To the newest',
  state: {
    received: 'Not answered yet',
    answered: 'Answered',
    failed: 'Failed',
    cancelled: 'Cancelled, not answered',
    queued: 'Waiting to be sent',
    sending: 'Being sent',
    delivered: 'Sent',
    unconfirmed: 'WeCom did not confirm this. It may have arrived.',
  },
  retry: 'Retry',
  sendAgain: 'Send again',
  hasArrived: 'It arrived',
  thinking: 'Thinking…',
  thought: 'Thoughts',
  thoughtFor: (seconds) => `Thought for ${seconds} s`,
  reasoning: 'Reasoning',
  answering: 'The answer is being written',
  quoted: 'Quoted',
  notice: 'Notice',
  kinds: {
    voice: 'Voice message',
    image: 'Picture',
    file: 'File',
    video: 'Video',
    mixed: 'Text and pictures',
    appmsg: 'Shared card',
    location: 'Location',
  },
  otherKind: (kind) => `Message of another kind (${kind})`,
  showAll: 'Show all',
  showLess: 'Show less',
  said: (who, text) => `${who}: ${text}`,
  write: 'Write as the bot',
  writeHint: 'Enter sends, Shift+Enter starts a new line',
  send: 'Send',
  sentLater: 'Not connected. What you write is sent once the bot is online.',
  unreachable: (code) =>
    `WeCom does not deliver to this chat. Somebody there has to write to the bot first. (${code})`,
  to: 'ID',
  toHelp: 'The user ID of a person or the ID of a group, exactly as WeCom spells it.',
  toWhom: 'To',
  person: 'A person',
  groupChat: 'A group',
  text: 'Message',
  code: (language) => (language === '' ? 'Code' : `Code, ${language}`),
  table: 'Table',
  taskDone: 'Done',
  taskOpen: 'Not done',
  picture: (alt) => (alt === '' ? '[Picture]' : `[Picture: ${alt}]`),
  openLink: (host) => `Open ${host}?`,
  openLinkHelp:
    'It opens in a new tab. Until this page is closed, links to this site are not asked about again.',
  open: 'Open',
  linkFailed: 'The link was not opened',
  linkRefused: 'Only https links are opened.',
};

const zh: ConversationsWords = {
  chats: '会话列表',
  messages: '消息',
  newMessage: '发消息',
  search: '搜索',
  clearSearch: '清除搜索',
  results: '搜索结果',
  found: (chats, messages) => `找到 ${chats} 个会话、${messages} 条消息`,
  nothingFound: (words) => `没有找到“${words}”`,
  nothingFoundHelp: '消息需包含所有关键词。可以减少或缩短关键词再试。',
  group: '群',
  unread: (count) => `${count} 条未读`,
  bot: '机器人',
  botSaid: '机器人：',
  noMessages: '这里没有消息',
  noMessagesHelp: '之后的消息会显示在这里。',
  noChats: '还没有会话',
  noChatsHelp:
    '在企业微信中给机器人发一条消息：打开通讯录，在“智能机器人”中找到它并发消息；在群里请 @ 它。',
  noChatsDemo: '这是模拟的企业微信。打开手机，选择机器人并发一条消息，消息和回复就会显示在这里。',
  noChatChosen: '请在左侧选择一个会话。',
  today: '今天',
  yesterday: '昨天',
  chatMenu: '会话操作',
  copyId: '复制 ID',
  exportMarkdown: '导出为 Markdown',
  exportJson: '导出为 JSON',
  clear: '清空…',
  clearTitle: '清空此会话？',
  clearHelp: (chat) => `将从本机删除与 ${chat} 的全部消息、回复和思考过程，且无法恢复。`,
  clearKept: '企业微信中的内容不受影响，正在发送的消息仍会发出。',
  clearDo: '删除消息',
  exporting: (size) => `正在导出… ${size}`,
  exported: (size) => `已导出 ${size}，文件在下载位置。`,
  exportFailed: '导出中断，请重试。',
  jumpToDate: '跳转到日期',
  date: '日期',
  goThere: '跳转',
  newMessages: (count) => `${count} 条新消息`,
  toNewest: '回到最新',
  state: {
    received: '尚未回复',
    answered: '已回复',
    failed: '失败',
    cancelled: '已取消，未回复',
    queued: '等待发送',
    sending: '正在发送',
    delivered: '已发送',
    unconfirmed: '企业微信未确认，消息可能已送达。',
  },
  retry: '重试',
  sendAgain: '重新发送',
  hasArrived: '已送达',
  thinking: '正在思考…',
  thought: '思考过程',
  thoughtFor: (seconds) => `思考了 ${seconds} 秒`,
  reasoning: '思考过程',
  answering: '正在回复',
  quoted: '引用',
  notice: '提示',
  kinds: {
    voice: '语音',
    image: '图片',
    file: '文件',
    video: '视频',
    mixed: '图文消息',
    appmsg: '分享卡片',
    location: '位置',
  },
  otherKind: (kind) => `其他类型的消息（${kind}）`,
  showAll: '显示全部',
  showLess: '收起',
  said: (who, text) => `${who}：${text}`,
  write: '以机器人身份发消息',
  writeHint: '按 Enter 发送，按 Shift+Enter 换行',
  send: '发送',
  sentLater: '尚未连接，机器人上线后会自动发送。',
  unreachable: (code) => `企业微信无法向此会话投递消息，需对方先给机器人发消息。（${code}）`,
  to: 'ID',
  toHelp: '成员的用户 ID 或群 ID，须与企业微信中的大小写一致。',
  toWhom: '发送给',
  person: '成员',
  groupChat: '群',
  text: '消息',
  code: (language) => (language === '' ? '代码' : `代码，${language}`),
  table: '表格',
  taskDone: '已完成',
  taskOpen: '未完成',
  picture: (alt) => (alt === '' ? '[图片]' : `[图片：${alt}]`),
  openLink: (host) => `打开 ${host}？`,
  openLinkHelp: '将在新标签页中打开。在关闭此页面之前，不再询问该网站的链接。',
  open: '打开',
  linkFailed: '链接未打开',
  linkRefused: '只能打开 https 链接。',
};

/** What was said: the list of chats, their messages, and writing one. */
export const conversationsWords: InEach<ConversationsWords> = { en, zh };
