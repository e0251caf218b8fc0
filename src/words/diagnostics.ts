import type { CheckName, Finding, Findings, LogLine } from '../shared/diagnostics.ts';
import type { InEach, Language } from '../shared/language.ts';
import type { FindingWords, Sentences } from './findings.ts';
import { findingsEn } from './findings-en.ts';
import { findingsZh } from './findings-zh.ts';

/** What the button beside a finding does; `settings:` is followed by the path of a setting. */
export type FindingAction = 'bind' | 'connect' | 'keychain-retry' | `settings:${string}`;

/** A finding as the window shows it. */
export interface Said extends Sentences {
  readonly action?: FindingAction;
  /** What stands on its button; there where `action` is. */
  readonly button?: string;
}

/** A check that is done. */
export type DoneCheck = { readonly name: CheckName } & Finding;

/** What one click can do about a finding, where that is something. */
const ACTIONS: {
  readonly [N in CheckName]?: { readonly [F in keyof Findings[N]]?: FindingAction };
} = {
  keychain: { unavailable: 'keychain-retry' },
  bot: {
    'not-bound': 'bind',
    'switched-off': 'settings:channels.wecom.enabled',
    'no-secret': 'bind',
  },
  agent: {
    echo: 'settings:agent.kind',
    'no-program': 'settings:agent.command',
    'no-model': 'settings:agent.model',
    'no-endpoint': 'settings:agent.base_url',
    unauthorized: 'settings:agent.api_key',
  },
  connection: { waiting: 'connect', displaced: 'connect', stopped: 'connect', refused: 'bind' },
};

const findingWords: InEach<FindingWords> = { en: findingsEn, zh: findingsZh };

/** A finding in words. One that is not known, of another version, shows what it carries. */
export function describeFinding(language: Language, { name, finding, values }: DoneCheck): Said {
  const words = { ...findingWords[language].any, ...findingWords[language][name] };
  const say: ((values: never) => Sentences) | undefined = Object.hasOwn(words, finding)
    ? words[finding as keyof typeof words]
    : undefined;
  if (!say) return { detail: [finding, ...Object.values(values)].join(' · ') };
  const said = say(values as never);
  const actions: Readonly<Record<string, FindingAction>> = { ...ACTIONS[name] };
  const action = actions[finding];
  return action ? { ...said, action, button: buttonOf(language, action, finding) } : said;
}

function buttonOf(language: Language, action: FindingAction, finding: string): string {
  const { buttons } = diagnosticsWords[language];
  switch (action) {
    case 'bind':
      return buttons.bind;
    case 'connect':
      return finding === 'displaced' ? buttons.takeOver : buttons.connect;
    case 'keychain-retry':
      return buttons.retry;
    default:
      return buttons.settings;
  }
}

/** The words of the Diagnostics view. */
export interface DiagnosticsWords {
  readonly title: string;
  readonly checks: Readonly<Record<CheckName, string>>;
  /** For those who do not see the mark. */
  readonly marks: Readonly<Record<Finding['mark'] | 'running', string>>;
  /** All checks are done; so many of them fail, so many only warn. */
  readonly summary: (failed: number, warned: number) => string;
  readonly run: string;
  readonly running: string;
  /** The checks themselves could not be asked for. */
  readonly unavailable: string;
  readonly buttons: {
    readonly bind: string;
    readonly connect: string;
    readonly takeOver: string;
    readonly retry: string;
    readonly settings: string;
  };
  readonly log: {
    readonly title: string;
    readonly filter: string;
    readonly pause: string;
    readonly resume: string;
    /** Lines that came while it was paused. */
    readonly held: (count: number) => string;
    /** Label of the choice of the lowest level that is shown. */
    readonly from: string;
    readonly levels: Readonly<Record<LogLine['level'], string>>;
    readonly empty: string;
    /** No line passes the filter. */
    readonly nothing: string;
    /** The log could not be followed. */
    readonly broken: string;
    readonly details: string;
  };
  readonly report: {
    readonly copy: string;
    readonly copying: string;
    readonly copied: string;
    readonly failed: string;
    /** What it holds, said before it is copied. */
    readonly about: string;
  };
}

const en: DiagnosticsWords = {
  title: 'Diagnostics',
  checks: {
    folder: 'Data folder',
    disk: 'Disk space',
    settings: 'Settings',
    keychain: 'Keychain',
    journal: 'Journal',
    bot: 'Bot',
    dns: 'Name of WeCom',
    tls: 'Way to WeCom',
    proxy: 'Proxy',
    clock: 'Clock',
    agent: 'Who answers',
    connection: 'Connection',
  },
  marks: { ok: 'In order', warn: 'Worth a look', fail: 'Needs you', running: 'Checking' },
  summary(failed, warned) {
    if (failed > 0) return failed === 1 ? 'One thing needs you.' : `${failed} things need you.`;
    if (warned === 0) return 'Everything is in order.';
    return warned === 1
      ? 'It works; one thing is worth a look.'
      : `It works; ${warned} things are worth a look.`;
  },
  run: 'Run again',
  running: 'Checking…',
  unavailable: 'The checks could not be run. Try again.',
  buttons: {
    bind: 'Bind with QR…',
    connect: 'Connect',
    takeOver: 'Use it here',
    retry: 'Try again',
    settings: 'Open Settings',
  },
  log: {
    title: 'Live log',
    filter: 'Filter lines',
    pause: 'Pause',
    resume: 'Go on',
    held: (count) => (count === 1 ? 'One new line' : `${count} new lines`),
    from: 'Show from',
    levels: {
      trace: 'Everything',
      debug: 'Details',
      info: 'Information',
      warn: 'Warnings',
      error: 'Errors',
      fatal: 'Fatal errors',
    },
    empty: 'Nothing was logged yet. Lines appear here as things happen.',
    nothing: 'No line matches the filter.',
    broken: 'The log cannot be followed just now. Open this view again.',
    details: 'Details',
  },
  report: {
    copy: 'Copy report',
    copying: 'Collecting…',
    copied: 'Copied',
    failed: 'The report could not be copied. Try again.',
    about:
      'Checks, settings and the last log lines as text. Secrets and messages are not in it, ids are masked.',
  },
};

const zh: DiagnosticsWords = {
  title: '诊断',
  checks: {
    folder: '数据文件夹',
    disk: '磁盘空间',
    settings: '设置',
    keychain: '钥匙串',
    journal: '对话记录',
    bot: '机器人',
    dns: '域名解析',
    tls: '到企业微信的通路',
    proxy: '代理',
    clock: '系统时间',
    agent: '谁来回复',
    connection: '连接',
  },
  marks: { ok: '正常', warn: '值得留意', fail: '需要处理', running: '正在检查' },
  summary(failed, warned) {
    if (failed > 0) return `有 ${failed} 项需要处理。`;
    return warned === 0 ? '一切正常。' : `可以使用，有 ${warned} 项值得留意。`;
  },
  run: '重新检查',
  running: '正在检查…',
  unavailable: '无法进行检查，请重试。',
  buttons: {
    bind: '扫码绑定…',
    connect: '连接',
    takeOver: '在本机使用',
    retry: '重试',
    settings: '打开设置',
  },
  log: {
    title: '实时日志',
    filter: '筛选日志',
    pause: '暂停',
    resume: '继续',
    held: (count) => `${count} 行新日志`,
    from: '显示级别',
    levels: {
      trace: '全部',
      debug: '细节',
      info: '信息',
      warn: '警告',
      error: '错误',
      fatal: '严重错误',
    },
    empty: '还没有日志，有新内容时会显示在这里。',
    nothing: '没有符合筛选条件的日志。',
    broken: '暂时无法读取日志，请重新打开此页。',
    details: '详情',
  },
  report: {
    copy: '复制报告',
    copying: '正在收集…',
    copied: '已复制',
    failed: '报告未能复制，请重试。',
    about: '以文本形式包含检查结果、设置和最近的日志；不含密钥和消息内容，各种 ID 已打码。',
  },
};

/** The words of the Diagnostics view, in each language. */
export const diagnosticsWords: InEach<DiagnosticsWords> = { en, zh };
