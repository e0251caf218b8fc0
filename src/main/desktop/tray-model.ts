import type { BotView, ChatKey, ChatSummary, LoginItem } from '../../shared/api.ts';
import type { Language } from '../../shared/language.ts';
import { conditionOf, type Remedy, remedyOf, stateWords } from '../../words/state.ts';
import { trayWords } from '../../words/tray.ts';

/** Which picture is in the tray; `paused` is online without answering. */
export type TrayIcon = 'online' | 'trying' | 'off' | 'attention' | 'paused';

/** What a line of the menu does. */
export type TrayAction =
  | { readonly type: 'connect' | 'disconnect' | 'open' | 'bind' | 'leave-demo' | 'quit' }
  | { readonly type: 'pause'; readonly paused: boolean }
  | { readonly type: 'start-at-login'; readonly on: boolean }
  | { readonly type: 'chat'; readonly chat: ChatKey };

/** A line of the menu; without an action it only says something. */
export type TrayItem =
  | { readonly type: 'separator' }
  | { readonly type: 'line'; readonly label: string; readonly action?: TrayAction }
  | {
      readonly type: 'check';
      readonly label: string;
      readonly checked: boolean;
      readonly action?: TrayAction;
    };

/** Everything that a tray shows. Two that are deeply equal look the same. */
export interface TrayModel {
  readonly icon: TrayIcon;
  readonly tooltip: string;
  readonly menu: readonly TrayItem[];
}

/** What a tray tells about. */
export interface TraySubject {
  readonly bot: BotView;
  /** The newest first. */
  readonly chats: readonly ChatSummary[];
  readonly login: LoginItem;
  readonly language: Language;
  /** Whether the bot lives in the simulated WeCom. */
  readonly demo: boolean;
  /** Wall-clock milliseconds. */
  readonly now: number;
}

const CHATS = 3;
const LONGEST_NAME = 32;
/** A countdown moves in steps of this many milliseconds: an open menu is not to be disturbed. */
const COUNTDOWN_STEP = 5000;

/** What the tray shows of a bot. */
export function trayModel({ bot, chats, login, language, demo, now }: TraySubject): TrayModel {
  const words = trayWords[language];
  const line = shorten(stateWords[language].line(bot, steadyNow(bot, now)), 60);
  const chatLines = chats.slice(0, CHATS).map(
    ({ channel, id, unread }): TrayItem => ({
      type: 'line',
      label: words.chat(shorten(id, LONGEST_NAME), unread),
      action: { type: 'chat', chat: { channel, id } },
    }),
  );
  return {
    icon: iconOf(bot),
    tooltip: demo ? words.demoTooltip(line) : words.tooltip(line),
    menu: [
      ...(demo ? [{ type: 'line', label: words.demo } as const] : []),
      { type: 'line', label: line },
      ...steering(bot, language),
      pausing(bot, words.pause),
      { type: 'separator' },
      ...chatLines,
      ...(chatLines.length > 0 ? [{ type: 'separator' } as const] : []),
      { type: 'line', label: words.open, action: { type: 'open' } },
      { type: 'line', label: words.bind, action: { type: 'bind' } },
      ...(demo
        ? [{ type: 'line', label: words.leaveDemo, action: { type: 'leave-demo' } } as const]
        : []),
      ...(login.supported
        ? [
            {
              type: 'check',
              label: words.startAtLogin,
              checked: login.on,
              action: { type: 'start-at-login', on: !login.on },
            } as const,
          ]
        : []),
      { type: 'separator' },
      { type: 'line', label: words.quit, action: { type: 'quit' } },
    ],
  };
}

function iconOf(bot: BotView): TrayIcon {
  const condition = conditionOf(bot);
  return condition === 'online' && bot.paused ? 'paused' : condition;
}

/** What of a remedy is not already somewhere else in the menu. */
const STEERING: Readonly<Record<Remedy, 'connect' | 'disconnect' | undefined>> = {
  connect: 'connect',
  disconnect: 'disconnect',
  cancel: 'disconnect',
  retry: 'connect',
  'take-over': 'connect',
  bind: undefined,
  rebind: undefined,
};

/** Connect, or disconnect, or both where the bot waits to try again. */
function steering(bot: BotView, language: Language): TrayItem[] {
  const { remedy } = stateWords[language];
  const line = (name: Remedy): TrayItem[] => {
    const type = STEERING[name];
    return type ? [{ type: 'line', label: remedy[name], action: { type } }] : [];
  };
  const first = remedyOf(bot);
  return [
    ...(first ? line(first) : []),
    ...(bot.state.name === 'waiting' ? line('disconnect') : []),
  ];
}

function pausing({ bot_id, paused }: BotView, label: string): TrayItem {
  const item = { type: 'check', label, checked: paused } as const;
  return bot_id === '' ? item : { ...item, action: { type: 'pause', paused: !paused } };
}

/** The moment to count down from, so that what is left is a multiple of the step. */
function steadyNow({ state }: BotView, now: number): number {
  if (state.name !== 'waiting' || state.until <= now) return now;
  return state.until - Math.ceil((state.until - now) / COUNTDOWN_STEP) * COUNTDOWN_STEP;
}

/** What could end a line, hide in it or turn it around. */
const UNSHOWN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Ids come from WeCom: on one line, and no longer than a menu takes. */
function shorten(text: string, most: number): string {
  const characters = [...text.replace(UNSHOWN, '')];
  return characters.length <= most
    ? characters.join('')
    : `${characters.slice(0, most - 1).join('')}…`;
}
