import type { InEach } from '../shared/language.ts';

interface StatusWords {
  readonly lastDay: string;
  readonly connection: Readonly<Record<'online' | 'trying' | 'off', string>>;
  /** Read out in place of the strip. */
  readonly summary: (online: string, trying: string, off: string) => string;
  readonly span: (condition: string, from: string, until: string) => string;
  readonly now: string;
  readonly turns: string;
  readonly median: string;
  readonly waiting: string;
  readonly failed: string;
  readonly none: string;
  readonly outbox: string;
  readonly outboxHelp: string;
  readonly attempts: (count: number) => string;
  readonly nextTry: (time: string) => string;
  readonly until: (time: string) => string;
  readonly open: string;
  readonly drop: string;
  readonly bot: string;
  readonly agent: string;
  readonly changeAgent: string;
  readonly bindAnother: string;
  readonly rebind: string;
  readonly pause: string;
  readonly resume: string;
  readonly secretLabel: string;
  readonly secretHelp: string;
  readonly useForThisRun: string;
  readonly renew: string;
  readonly duration: (minutes: number) => string;
  readonly seconds: (seconds: number) => string;
}

const en: StatusWords = {
  lastDay: 'Last 24 hours',
  connection: { online: 'Online', trying: 'Trying', off: 'Off' },
  summary: (online, trying, off) => `Online for ${online}, trying for ${trying}, off for ${off}.`,
  span: (condition, from, until) => `${condition}, ${from} to ${until}`,
  now: 'now',
  turns: 'Messages',
  median: 'Median answer time',
  waiting: 'Waiting to be sent',
  failed: 'Failed',
  none: '–',
  outbox: 'Waiting to be sent',
  outboxHelp: 'Sent as soon as WeCom takes it; given up after 24 hours.',
  attempts: (count) => (count === 1 ? '1 try so far' : `${count} tries so far`),
  nextTry: (time) => `next at ${time}`,
  until: (time) => `given up at ${time}`,
  open: 'Show',
  drop: 'Give up',
  bot: 'Bot',
  agent: 'Answered by',
  changeAgent: 'Change…',
  bindAnother: 'Bind another…',
  rebind: 'Bind again…',
  pause: 'Pause answers',
  resume: 'Answer again',
  secretLabel: 'Secret of the bot, for this run',
  secretHelp: 'Kept in memory and forgotten when you quit.',
  useForThisRun: 'Use it',
  renew: 'Renew the secret',
  duration(minutes) {
    if (minutes < 60) return `${minutes} min`;
    return minutes % 60 === 0
      ? `${Math.floor(minutes / 60)} h`
      : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  },
  seconds: (seconds) => `${seconds} s`,
};

const zh: StatusWords = {
  lastDay: '最近 24 小时',
  connection: { online: '在线', trying: '正在连接', off: '断开' },
  summary: (online, trying, off) => `在线 ${online}，正在连接 ${trying}，断开 ${off}。`,
  span: (condition, from, until) => `${condition}，${from} 至 ${until}`,
  now: '现在',
  turns: '消息',
  median: '回复时间中位数',
  waiting: '等待发送',
  failed: '失败',
  none: '–',
  outbox: '等待发送',
  outboxHelp: '企业微信一旦接收就会发出；24 小时后放弃。',
  attempts: (count) => `已尝试 ${count} 次`,
  nextTry: (time) => `下次 ${time}`,
  until: (time) => `${time} 放弃`,
  open: '查看',
  drop: '放弃',
  bot: '机器人',
  agent: '回复者',
  changeAgent: '更换…',
  bindAnother: '绑定其他机器人…',
  rebind: '重新绑定…',
  pause: '暂停回复',
  resume: '恢复回复',
  secretLabel: '机器人密钥（仅本次运行）',
  secretHelp: '只保存在内存中，退出后即忘记。',
  useForThisRun: '使用',
  renew: '更新密钥',
  duration(minutes) {
    if (minutes < 60) return `${minutes} 分钟`;
    return minutes % 60 === 0
      ? `${Math.floor(minutes / 60)} 小时`
      : `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分钟`;
  },
  seconds: (seconds) => `${seconds} 秒`,
};

/** The status view. */
export const statusWords: InEach<StatusWords> = { en, zh };
