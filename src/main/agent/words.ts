import type { Chat } from '../../shared/chat.ts';
import type { FailureReason } from './agent.ts';

/** All that the bot says in WeCom in its own name, in one language. Every text is Markdown. */
export interface Words {
  /** A turn that could not be completed. */
  failure(reason: FailureReason): string;
  /** WeCom's content check refused an answer (40201). */
  readonly answerRefused: string;
  /** A file that belongs to an answer cannot be sent. */
  fileNotSent(name: string): string;
  /** The message is of a kind that is not read (image, file, video). */
  readonly unsupportedKind: string;
  /** This process ends in the middle of an answer. */
  readonly interrupted: string;
  /** The bubble is full or too old; the rest follows. */
  readonly continued: string;
  /** `/stop`, with a turn running and without. */
  readonly stopped: string;
  readonly nothingToStop: string;
  /** `/new` */
  readonly newConversation: string;
  /** `/help` */
  readonly help: string;
  /** `/whoami` */
  whoami(sender: string, chat: Chat): string;
  /** `/status`; `text` says how things are. */
  status(text: string): string;
}

const english: Words = {
  failure: (reason) =>
    `I could not finish that: ${englishReasons[reason]}. Send /help for what I can do.`,
  answerRefused: "WeCom's content check refused this answer. Please ask in other words.",
  fileNotSent: (name) => `I could not send the file ${code(name)}.`,
  unsupportedKind: 'Sorry, I can only read text and voice messages for now.',
  interrupted: 'I was interrupted and will answer as soon as I am back.',
  continued: '(continued in the next message)',
  stopped: 'Stopped.',
  nothingToStop: 'There is nothing to stop.',
  newConversation: 'A new conversation begins: what was said before is out of mind.',
  help: [
    'Write to me and I answer. I also know these commands:',
    '',
    '- /new begins a new conversation',
    '- /stop stops the answer I am giving',
    '- /status says how I am doing',
    '- /whoami shows your user id and the id of this chat',
    '- /help shows this list',
  ].join('\n'),
  whoami: (sender, chat) =>
    [
      `- User id: ${code(sender)}`,
      `- Chat id: ${code(chat.id)}`,
      `- Chat type: ${chat.type === 'group' ? 'group chat' : 'direct chat'}`,
    ].join('\n'),
  status: (text) => `Status: ${text}`,
};

const englishReasons: Readonly<Record<FailureReason, string>> = {
  unavailable: 'what answers me is not there right now',
  timeout: 'it took too long',
  unauthorized: 'the model refused my key',
  busy: 'the model is busy, please try again in a minute',
  broken: 'something broke on the way',
  empty: 'no answer came',
};

const chinese: Words = {
  failure: (reason) => `这条没能完成：${chineseReasons[reason]}。发送 /help 查看我能做什么。`,
  answerRefused: '这条回答没有通过企业微信的内容检查，请换个说法再问。',
  fileNotSent: (name) => `文件 ${code(name)} 没能发送。`,
  unsupportedKind: '抱歉，我目前只能看文字和语音消息。',
  interrupted: '我被中断了，恢复后会马上回答。',
  continued: '（下一条消息继续）',
  stopped: '已停止。',
  nothingToStop: '现在没有可以停止的回答。',
  newConversation: '新的对话开始了，之前的内容不再参考。',
  help: [
    '直接给我发消息就可以。我还认识这些命令：',
    '',
    '- /new 开始新的对话',
    '- /stop 停止正在进行的回答',
    '- /status 查看我的状态',
    '- /whoami 查看你的用户 ID 和本会话的 ID',
    '- /help 显示这份列表',
  ].join('\n'),
  whoami: (sender, chat) =>
    [
      `- 用户 ID：${code(sender)}`,
      `- 会话 ID：${code(chat.id)}`,
      `- 会话类型：${chat.type === 'group' ? '群聊' : '单聊'}`,
    ].join('\n'),
  status: (text) => `状态：${text}`,
};

const chineseReasons: Readonly<Record<FailureReason, string>> = {
  unavailable: '负责回答的程序现在不可用',
  timeout: '用时太长',
  unauthorized: '模型拒绝了我的密钥',
  busy: '模型正忙，请稍后再试',
  broken: '中途出错了',
  empty: '没有得到回答',
};

/** Ids may contain what Markdown takes for emphasis. */
function code(id: string): string {
  return `\`${id}\``;
}

/** What to say to somebody who wrote `text`: in Chinese where it has a Chinese character. */
export function wordsFor(text: string): Words {
  return /\p{Script=Han}/u.test(text) ? chinese : english;
}
