import type { AgentFailureReason, FoundAgent } from '../shared/api.ts';
import type { InEach } from '../shared/language.ts';

/** What can be wrong with a field of the forms. */
export type FieldProblem =
  | 'address-missing'
  | 'address-wrong'
  | 'model-missing'
  | 'key-wrong'
  | 'command-missing'
  | 'command-unclosed';

interface AgentsWords {
  readonly title: string;
  readonly onThisComputer: string;
  readonly otherwise: string;
  readonly looking: string;
  readonly nothingFound: string;
  readonly lookAgain: string;
  readonly names: Readonly<Record<FoundAgent['name'], string>>;
  readonly noModels: Readonly<Record<'ollama' | 'lmstudio', string>>;
  readonly endpoint: string;
  readonly endpointAbout: string;
  readonly command: string;
  readonly commandAbout: string;
  readonly echo: string;
  readonly echoAbout: string;
  readonly address: string;
  readonly model: string;
  readonly key: string;
  readonly keyHelp: string;
  readonly keyKept: string;
  readonly commandLine: string;
  readonly commandHelp: string;
  readonly runs: string;
  readonly runsWhat: string;
  readonly problems: Readonly<Record<FieldProblem, string>>;
  readonly testLabel: string;
  readonly testQuestion: string;
  readonly ask: string;
  readonly asking: string;
  readonly answer: string;
  readonly reasoning: string;
  readonly took: (seconds: string) => string;
  readonly brokenOff: string;
  readonly failures: Readonly<Record<AgentFailureReason, string>>;
  readonly use: string;
  readonly later: string;
  readonly environment: (variables: readonly string[]) => string;
  readonly hidden: string;
}

const en: AgentsWords = {
  title: 'Who answers?',
  onThisComputer: 'On this computer',
  otherwise: 'Something else',
  looking: 'Looking for agents on this computer…',
  nothingFound:
    'None found. Ollama and LM Studio are found while they run; Claude Code, Codex, Gemini CLI and PicoClaw where they are installed.',
  lookAgain: 'Look again',
  names: {
    ollama: 'Ollama',
    lmstudio: 'LM Studio',
    claude: 'Claude Code',
    codex: 'Codex',
    gemini: 'Gemini CLI',
    picoclaw: 'PicoClaw',
  },
  noModels: {
    ollama: 'Ollama has no model yet. Get one, for example with “ollama pull qwen3”.',
    lmstudio: 'LM Studio has no model yet. Download one there.',
  },
  endpoint: 'An OpenAI-compatible endpoint',
  endpointAbout: 'A server of yours or a provider: DeepSeek, Qwen, OpenAI, vLLM…',
  command: 'Any command',
  commandAbout: 'A program that reads the message and prints the answer.',
  echo: 'Echo, to try',
  echoAbout: 'Repeats each message. Shows that the way to WeCom and back works.',
  address: 'Address',
  model: 'Model',
  key: 'API key',
  keyHelp: 'Goes to the system keychain and is never shown again. Local servers need none.',
  keyKept: 'A key is kept. Leave this empty to go on using it.',
  commandLine: 'Command',
  commandHelp:
    'Quotes keep together what has spaces in it. No shell is involved: no pipes and no variables.',
  runs: 'Runs',
  runsWhat: 'What is run',
  problems: {
    'address-missing': 'Enter the address of the endpoint.',
    'address-wrong': 'The address has to begin with https:// or http:// and hold no password.',
    'model-missing': 'Enter the name of a model.',
    'key-wrong': 'A key has no spaces in it. Copy it again.',
    'command-missing': 'Enter a program.',
    'command-unclosed': 'A quote is not closed. Add the second one.',
  },
  testLabel: 'Test question',
  testQuestion: 'Say hello in one sentence.',
  ask: 'Ask',
  asking: 'Waiting for the answer…',
  answer: 'Answer',
  reasoning: 'Reasoning',
  took: (seconds) => `Answered in ${seconds} s.`,
  brokenOff: 'The test was broken off. Ask again.',
  failures: {
    unavailable: 'It could not be started or reached. Check that it is installed and runs.',
    timeout: 'It took too long. Ask again, or choose something faster.',
    unauthorized: 'The endpoint refused the API key. Check the key.',
    busy: 'The endpoint is busy. Wait a minute, then ask again.',
    broken: 'It began, then broke off.',
    empty: 'It ended without an answer.',
  },
  use: 'Use this',
  later: 'Not now',
  environment: (variables) =>
    `The environment sets who answers (${variables.join(', ')}). What is chosen here is used once that is gone.`,
  hidden: 'Saved, but the environment still says who answers.',
};

const zh: AgentsWords = {
  title: '由谁回复？',
  onThisComputer: '本机',
  otherwise: '其他方式',
  looking: '正在本机查找…',
  nothingFound:
    '没有找到。Ollama 和 LM Studio 需正在运行，Claude Code、Codex、Gemini CLI 和 PicoClaw 需已安装。',
  lookAgain: '重新查找',
  names: {
    ollama: 'Ollama',
    lmstudio: 'LM Studio',
    claude: 'Claude Code',
    codex: 'Codex',
    gemini: 'Gemini CLI',
    picoclaw: 'PicoClaw',
  },
  noModels: {
    ollama: 'Ollama 还没有模型。请先下载一个，例如运行“ollama pull qwen3”。',
    lmstudio: 'LM Studio 还没有模型。请先在其中下载一个。',
  },
  endpoint: '兼容 OpenAI 的接口',
  endpointAbout: '自己的服务器或模型服务商：DeepSeek、通义千问、OpenAI、vLLM 等。',
  command: '任意命令',
  commandAbout: '读取消息并输出回复的程序。',
  echo: '复读，先试一试',
  echoAbout: '原样重复每条消息，用来确认与企业微信之间收发正常。',
  address: '地址',
  model: '模型',
  key: 'API 密钥',
  keyHelp: '只保存在系统钥匙串中，不会再次显示。本机服务不需要。',
  keyKept: '已保存一个密钥。留空则继续使用。',
  commandLine: '命令',
  commandHelp: '含空格的部分请加引号。命令不经过 shell，不支持管道和变量。',
  runs: '将运行',
  runsWhat: '查看将运行的命令',
  problems: {
    'address-missing': '请输入接口地址。',
    'address-wrong': '地址须以 https:// 或 http:// 开头，且不能包含密码。',
    'model-missing': '请输入模型名称。',
    'key-wrong': '密钥中不应有空格，请重新复制。',
    'command-missing': '请输入程序。',
    'command-unclosed': '引号没有成对，请补上另一个。',
  },
  testLabel: '测试问题',
  testQuestion: '用一句话打个招呼。',
  ask: '提问',
  asking: '正在等待回答…',
  answer: '回答',
  reasoning: '思考过程',
  took: (seconds) => `用时 ${seconds} 秒。`,
  brokenOff: '测试已中断，请重新提问。',
  failures: {
    unavailable: '无法启动或连接。请确认已安装并正在运行。',
    timeout: '用时过长。请重新提问，或换一个更快的。',
    unauthorized: '接口拒绝了 API 密钥。请核对密钥。',
    busy: '接口繁忙。请等一分钟再提问。',
    broken: '回答到一半中断了。',
    empty: '已结束，但没有给出回答。',
  },
  use: '使用',
  later: '暂不选择',
  environment: (variables) =>
    `回复方式由环境变量指定（${variables.join('、')}）。移除后才会使用在此选择的方式。`,
  hidden: '已保存，但目前仍由环境变量决定由谁回复。',
};

/** Choosing and trying out what answers. */
export const agentsWords: InEach<AgentsWords> = { en, zh };
