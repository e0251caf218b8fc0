import type { BindingStep } from './binding.ts';
import type { ChannelName, Chat, ChatType } from './chat.ts';
import type { ConnectionState } from './connection.ts';
import type { Check, LogLine } from './diagnostics.ts';
import type { Message, MessageState } from './message.ts';
import type { SettingsView } from './settings.ts';

/** The platform's own `AbortSignal`: main and renderer each have theirs. */
type Signal = typeof globalThis extends { AbortSignal: { prototype: infer S } } ? S : never;

/** How a call can be given up by whoever made it. */
export interface CallOptions {
  readonly signal?: Signal;
}

/** One question, one answer. Rejects with {@link Declined} where a person has to do something. */
export type Ask<I, O> = (input: I, options?: CallOptions) => Promise<O>;

/** A stream; it goes on until the reader returns or aborts, or the other side ends it. */
export type Follow<I, O> = (
  input: I,
  options?: CallOptions,
) => Promise<AsyncIteratorObject<O, unknown, void>>;

/** Why something asked for was not done. The window has words for each; `message` is English. */
export type DeclineReason =
  /** No bot is bound. */
  | 'not-bound'
  /** The channel is switched off in the settings. */
  | 'switched-off'
  /** The bot is bound, but its secret is nowhere. */
  | 'no-secret'
  /** The keychain is locked or missing. */
  | 'no-keychain'
  /** Nothing can leave: disconnected by a person. */
  | 'disconnected'
  | 'displaced'
  | 'refused'
  /** The program is being ended. */
  | 'ending'
  /** There is nothing to send. */
  | 'empty'
  /** What was asked about is not there. */
  | 'unknown'
  /** A value that the setting does not take. */
  | 'wrong-value'
  /** The bot id or secret that was typed in does not work. */
  | 'unverified'
  /** This place cannot do it: no tray, no login item, not in a browser. */
  | 'unsupported'
  /** Anything else; only `message` says what. */
  | 'failed';

/** What an error of the API carries in its `data`, with `code` `DECLINED`. */
export interface Declined {
  readonly reason: DeclineReason;
}

/** The API that windows, browsers and the terminal talk to. Times are wall-clock milliseconds. */
export interface Api {
  readonly app: AppApi;
  readonly bot: BotApi;
  readonly binding: BindingApi;
  readonly chats: ChatsApi;
  readonly settings: SettingsApi;
  readonly agents: AgentsApi;
  readonly diagnostics: DiagnosticsApi;
}

/** The program around the bot. */
export interface AppApi {
  info: Ask<void, AppInfo>;
  /** What the window is told to do. */
  follow: Follow<void, AppNews>;
  /** Opens a link in the browser. Https only; in a window a person is asked once a host. */
  openLink: Ask<{ url: string }, LinkResult>;
  /** Goes over to a simulated WeCom with a data folder of its own that is gone afterwards. */
  startDemo: Ask<void, void>;
  leaveDemo: Ask<void, void>;
  /** Opens the phone of the simulated WeCom; in a browser it answers the address to open. */
  openPhone: Ask<void, { url: string | null }>;
  /** Shows the data folder in the file manager; declined in a browser. */
  showFolder: Ask<void, void>;
  startAtLogin: Ask<void, LoginItem>;
  setStartAtLogin: Ask<{ on: boolean }, LoginItem>;
  /** Ends the program: open bubbles first. Declined in a browser. */
  quit: Ask<void, void>;
}

/** What does not change while a window is open. */
export interface AppInfo {
  readonly version: string;
  readonly platform: string;
  /** Where this window is. */
  readonly place: 'window' | 'browser';
  /** Whether the bot lives in the simulated WeCom. */
  readonly demo: boolean;
  /** Whether closing the window leaves an icon to come back by. */
  readonly tray: boolean;
  /** The system's language, as BCP 47. */
  readonly locale: string;
  readonly dataFolder: string;
}

/** A view of the window. */
export type ViewName = 'conversations' | 'status' | 'settings' | 'diagnostics';

/** `swapped`: another bot is behind the API now; load the page anew. */
export type AppNews =
  | { readonly type: 'show'; readonly view: ViewName; readonly chat?: ChatKey }
  | { readonly type: 'bind' }
  | { readonly type: 'swapped' };

/** `here`: the page opens `href` itself, after asking. `refused`: it is no https link. */
export type LinkResult =
  | { readonly result: 'opened' | 'declined' | 'refused' }
  | { readonly result: 'here'; readonly href: string; readonly host: string };

/** Whether the program can start with the session, and does. */
export type LoginItem =
  | { readonly supported: true; readonly on: boolean }
  | { readonly supported: false };

/** The bot and its connection. */
export interface BotApi {
  status: Ask<void, BotView>;
  /** The status now, and again whenever something of it changed. */
  follow: Follow<void, BotView>;
  /** Connects, tries at once where it waits, or takes the bot over; does not wait for it. */
  connect: Ask<void, BotView>;
  disconnect: Ask<void, BotView>;
  /** Messages are kept and answered when answers go on. */
  pause: Ask<{ paused: boolean }, BotView>;
  /** How the connection was since `since`, oldest first; what is not covered was off. */
  connections: Ask<{ since: number }, ConnectionSpan[]>;
  /** What waits to be sent, oldest first; at most 100. */
  outbox: Ask<void, Waiting[]>;
}

/** How a bot is, in one look. */
export interface BotView {
  readonly pid: number;
  readonly state: ConnectionState;
  readonly bot_id: string;
  /** What answers: `echo`, `model qwen3`, `command claude`. */
  readonly agent: string;
  /** Turns running or waiting for their place. */
  readonly turns: number;
  /** Of the last 24 hours: messages taken, answers that failed, the median time to an answer. */
  readonly today: {
    readonly received: number;
    readonly failed: number;
    readonly median_ms: number | null;
  };
  /** Parts in the outbox. */
  readonly waiting: number;
  readonly paused: boolean;
  /** What keeps a bot that is off from connecting, before anybody asks it to. */
  readonly obstacle: 'not-bound' | 'switched-off' | 'no-secret' | 'no-keychain' | null;
  /** This computer has no network at all. */
  readonly offline: boolean;
}

/** A time in which the connection was in one condition. */
export interface ConnectionSpan {
  readonly state: 'online' | 'trying' | 'off';
  readonly from: number;
  /** The present for the one that lasts. */
  readonly until: number;
  /** The name of the connection's state. */
  readonly name: ConnectionState['name'];
}

/** A part in the outbox. */
export interface Waiting {
  readonly seq: number;
  readonly chat: ChatKey;
  /** The beginning of its text, or the name of its file. */
  readonly excerpt: string;
  readonly at: number;
  /** Not tried before. */
  readonly not_before: number;
  readonly expires_at: number;
  readonly attempts: number;
}

/** Making a bot, or entering one. */
export interface BindingApi {
  /** The QR flow, step by step; leaving the stream cancels it. */
  start: Follow<{ keep: 'keychain' | 'memory' }, BindingStep>;
  /** Tries a bot id and secret out and keeps them. Declined with `unverified` or `no-keychain`. */
  enter: Ask<{ botId: string; secret: string; keep: 'keychain' | 'memory' }, BotView>;
}

/** Which chat: a person and a group may have the same id in two channels. */
export interface ChatKey {
  readonly channel: ChannelName;
  readonly id: string;
}

/** A line of the list of conversations. */
export interface ChatSummary extends Chat {
  readonly channel: ChannelName;
  readonly last_seen: number;
  /** WeCom's code for why a push cannot reach it, or null. */
  readonly unreachable: number | null;
  readonly unread: number;
  readonly last: {
    readonly seq: number;
    readonly direction: 'in' | 'out';
    readonly sender: string | null;
    /** Its beginning, on one line. */
    readonly excerpt: string;
    readonly state: MessageState;
    readonly at: number;
  } | null;
}

/** From where a page of messages is read. */
export type PagePosition =
  | { readonly before: number }
  | { readonly after: number }
  /** In the middle of the page. */
  | { readonly around: number }
  /** The first message at or after this time is in the middle of the page. */
  | { readonly at: number };

/** Messages of a chat, oldest first. */
export interface Page {
  readonly messages: readonly Message[];
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
}

/** What happens in the conversations. */
export type ChatNews =
  /** A message is new, or something of it changed. */
  | { readonly type: 'message'; readonly message: Message }
  /** The answer to message `reply_to` so far; its bubble grows. */
  | {
      readonly type: 'growing';
      readonly chat: ChatKey;
      readonly reply_to: number;
      readonly text: string;
      readonly reasoning: string;
      readonly since: number;
    }
  /** The line of a chat changed. */
  | { readonly type: 'chat'; readonly chat: ChatSummary }
  /** All of a chat was deleted. */
  | { readonly type: 'cleared'; readonly chat: ChatKey };

/** A message that a search found. */
export interface Hit {
  readonly seq: number;
  readonly chat: ChatKey;
  readonly chat_type: ChatType;
  readonly direction: 'in' | 'out';
  readonly sender: string | null;
  readonly at: number;
  /** The text around the first place that was found. */
  readonly excerpt: string;
}

/** Conversations, past and growing. */
export interface ChatsApi {
  /** All chats, the one with the newest message first. */
  list: Ask<void, ChatSummary[]>;
  /** What happens from now on. */
  follow: Follow<void, ChatNews>;
  /** A page; without a position the newest. Texts over 20,000 characters are cut. */
  messages: Ask<{ chat: ChatKey; position?: PagePosition; limit: number }, Page>;
  /** One message, whole. */
  message: Ask<{ seq: number }, Message>;
  /** Answers that grow right now. */
  growing: Ask<void, Extract<ChatNews, { type: 'growing' }>[]>;
  /** Messages with every word, the newest first. */
  search: Ask<{ words: string; chat?: ChatKey; before?: number; limit: number }, Hit[]>;
  /** Everything up to `seq` has been seen. */
  read: Ask<{ chat: ChatKey; seq: number }, void>;
  /** User ids seen anywhere, the one that spoke last first. */
  people: Ask<void, string[]>;
  /** Says something first: a text, then files (absolute paths; only from the terminal). */
  send: Ask<{ chat: string; type?: ChatType; text?: string; files?: string[] }, { seq: number }>;
  /** What became of a message that was sent; `note` says why it did not arrive. */
  delivery: Ask<{ seq: number }, { state: MessageState; note: string | null }>;
  /** Sends what failed, or what is unconfirmed, once more. */
  retry: Ask<{ seq: number }, void>;
  /** Gives up what waits to be sent, or takes what failed as settled. */
  drop: Ask<{ seq: number }, void>;
  /** A whole chat as text, piece by piece. */
  export: Follow<{ chat: ChatKey; format: 'markdown' | 'json' }, string>;
  /** Deletes all messages of a chat; what is on its way is still sent. */
  clear: Ask<{ chat: ChatKey }, void>;
}

/** Settings and secrets. A secret goes in and never comes out. */
export interface SettingsApi {
  /** All settings now, and again after every change. */
  follow: Follow<void, SettingsView>;
  get: Ask<void, SettingsView>;
  /** Declined with `wrong-value`. `hidden`: the environment stays in force. */
  set: Ask<{ path: string; value: unknown }, { hidden: boolean }>;
  setSecret: Ask<{ path: string; value: string; keep: 'keychain' | 'memory' }, { hidden: boolean }>;
  clearSecret: Ask<{ path: string }, { hidden: boolean }>;
}

/** Something that can answer. Without `api_key` the one in the keychain is used. */
export type AgentChoice =
  | { readonly kind: 'echo' }
  | { readonly kind: 'command'; readonly command: readonly string[] }
  | {
      readonly kind: 'model';
      readonly base_url: string;
      readonly model: string;
      readonly api_key?: string;
    };

/** An agent that is on this computer. */
export type FoundAgent =
  | {
      readonly name: 'ollama' | 'lmstudio';
      readonly base_url: string;
      readonly models: readonly string[];
    }
  | {
      readonly name: 'claude' | 'codex' | 'gemini' | 'picoclaw';
      readonly path: string;
      readonly command: readonly string[];
    };

/** How a test question goes. */
export type TrialPart =
  | { readonly type: 'text' | 'reasoning'; readonly delta: string }
  | { readonly type: 'done'; readonly ms: number }
  | {
      readonly type: 'failed';
      readonly reason: AgentFailureReason;
      /** What the agent said about it, for the owner of this computer. */
      readonly detail: string;
    };

/** Why an agent did not answer. */
export type AgentFailureReason =
  /** The program, endpoint or model is not there. */
  | 'unavailable'
  /** It took longer than the configured timeout. */
  | 'timeout'
  /** The endpoint refused the key (401, 403). */
  | 'unauthorized'
  /** The endpoint asked for patience (429). */
  | 'busy'
  /** It started and broke off, or ended with an error. */
  | 'broken'
  /** It ended well and said nothing. */
  | 'empty';

/** Who answers. */
export interface AgentsApi {
  /** What is found on this computer, within some seconds. */
  find: Ask<void, FoundAgent[]>;
  /** Asks an agent a question without taking it; leaving the stream ends the agent. */
  test: Follow<{ agent: AgentChoice; question: string }, TrialPart>;
  /**
   * Makes it the one that answers; `keep` says where its key goes, by default into the keychain. A
   * key that was kept for another endpoint is forgotten.
   */
  take: Ask<{ agent: AgentChoice; keep?: 'keychain' | 'memory' }, { hidden: boolean }>;
}

/** What is in the way, and what the program did. */
export interface DiagnosticsApi {
  /** Every check: `running` first, then its result. Ends when all are done. */
  run: Follow<void, Check>;
  /** The last lines of the log, then new ones as they come. No secret, no message text. */
  log: Follow<void, readonly LogLine[]>;
  /** All of it as a text to send to somebody who helps: ids are masked, nothing secret in it. */
  report: Ask<void, { text: string }>;
}
