import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type TrayAction,
  type TrayItem,
  type TraySubject,
  trayModel,
} from '../../src/main/desktop/tray-model.ts';
import type { BotView, ChatSummary } from '../../src/shared/api.ts';
import type { ConnectionState } from '../../src/shared/connection.ts';

const NOW = Date.UTC(2026, 0, 5, 8, 0, 0);

const BOT: BotView = {
  pid: 1,
  state: { name: 'online', since: NOW },
  bot_id: 'aibBOT',
  agent: 'echo',
  turns: 0,
  today: { received: 0, failed: 0, median_ms: null },
  waiting: 0,
  paused: false,
  obstacle: null,
  offline: false,
};

const SUBJECT: TraySubject = {
  bot: BOT,
  chats: [],
  login: { supported: true, on: false },
  language: 'en',
  demo: false,
  now: NOW,
};

function chat(id: string, unread = 0): ChatSummary {
  return {
    channel: 'wecom',
    id,
    type: 'single',
    last_seen: NOW,
    unreachable: null,
    unread,
    last: null,
  };
}

const shownAs = (changes: Partial<TraySubject>) => trayModel({ ...SUBJECT, ...changes });
const withBot = (changes: Partial<BotView>) => shownAs({ bot: { ...BOT, ...changes } });
const withState = (state: ConnectionState) => withBot({ state });

/** The menu as a person reads it; `›` marks what can be chosen. */
function read(menu: readonly TrayItem[]): string[] {
  return menu.map((item) => {
    if (item.type === 'separator') return '—';
    const mark = item.type === 'check' && item.checked ? ' ✓' : '';
    return `${item.action ? '› ' : ''}${item.label}${mark}`;
  });
}

function actions(menu: readonly TrayItem[]): TrayAction[] {
  return menu.flatMap((item) => ('action' in item && item.action ? [item.action] : []));
}

const waiting = (changes: object = {}): ConnectionState => ({
  name: 'waiting',
  reason: 'unreachable',
  detail: 'could not dial',
  attempt: 2,
  until: NOW + 8000,
  ...changes,
});

describe('the menu', () => {
  it('of a bot that is online', () => {
    const chats = [chat('zhangsan', 2), chat('lisi'), chat('wrGROUP'), chat('wangwu')];
    expect(read(shownAs({ chats }).menu)).toEqual([
      'Online as aibBOT',
      '› Disconnect',
      '› Pause answers',
      '—',
      '› zhangsan (2 new)',
      '› lisi',
      '› wrGROUP',
      '—',
      '› Open WeCom Tray',
      '› Bind with QR…',
      '› Start at login',
      '—',
      '› Quit',
    ]);
  });

  it('in Chinese', () => {
    const chats = [chat('zhangsan', 2)];
    expect(read(shownAs({ chats, language: 'zh' }).menu)).toEqual([
      '在线：aibBOT',
      '› 断开',
      '› 暂停回复',
      '—',
      '› zhangsan（2 条新消息）',
      '—',
      '› 打开 WeCom Tray',
      '› 扫码绑定…',
      '› 登录时启动',
      '—',
      '› 退出',
    ]);
  });

  it('without chats has no empty part', () => {
    expect(read(SUBJECT_MENU())).toEqual([
      'Online as aibBOT',
      '› Disconnect',
      '› Pause answers',
      '—',
      '› Open WeCom Tray',
      '› Bind with QR…',
      '› Start at login',
      '—',
      '› Quit',
    ]);
  });

  it('in the simulated WeCom says so, and leads out of it', () => {
    const menu = read(shownAs({ demo: true }).menu);
    expect(menu[0]).toBe('Simulated WeCom');
    expect(menu).toContain('› Leave the simulation');
  });

  it('shows what is switched on', () => {
    const { menu } = shownAs({
      bot: { ...BOT, paused: true },
      login: { supported: true, on: true },
    });
    expect(read(menu)).toContain('› Pause answers ✓');
    expect(read(menu)).toContain('› Start at login ✓');
    expect(actions(menu)).toContainEqual({ type: 'pause', paused: false });
    expect(actions(menu)).toContainEqual({ type: 'start-at-login', on: false });
  });

  it('leaves out what this place cannot do', () => {
    expect(read(shownAs({ login: { supported: false } }).menu)).not.toContain('› Start at login');
  });

  it('does not pause what is not bound', () => {
    expect(read(withBot({ bot_id: '' }).menu)).toContain('Pause answers');
  });

  const SUBJECT_MENU = () => trayModel(SUBJECT).menu;
});

describe('what steers the connection', () => {
  /** The status line and what follows it, up to pausing. */
  const head = (bot: Partial<BotView>) => {
    const menu = read(withBot(bot).menu);
    return menu.slice(
      0,
      menu.findIndex((line) => line.endsWith('Pause answers')),
    );
  };

  const table: [string, Partial<BotView>, string[]][] = [
    ['is off', { state: { name: 'stopped' } }, ['Disconnected', '› Connect']],
    ['is connecting', { state: { name: 'connecting', attempt: 1 } }, ['Connecting…', '› Cancel']],
    ['subscribes', { state: { name: 'subscribing', attempt: 1 } }, ['Connecting…', '› Cancel']],
    ['waits', { state: waiting() }, ['Waiting, next try in 10 s', '› Try now', '› Disconnect']],
    [
      'waits because WeCom asked it to',
      { state: waiting({ reason: 'throttled' }) },
      ['Waiting, next try in 10 s', '› Disconnect'],
    ],
    [
      'has no network',
      { state: waiting(), offline: true },
      ['This computer is offline', '› Try now', '› Disconnect'],
    ],
    [
      'was taken over',
      { state: { name: 'displaced', since: NOW } },
      ['Taken over by another device', '› Use it here'],
    ],
    [
      'is refused',
      { state: { name: 'refused', code: 853000, message: 'x' } },
      ['WeCom refused the secret'],
    ],
    [
      'is not bound',
      { state: { name: 'stopped' }, obstacle: 'not-bound', bot_id: '' },
      ['No bot is bound yet'],
    ],
    [
      'has no keychain',
      { state: { name: 'stopped' }, obstacle: 'no-keychain' },
      ['The keychain is locked or missing', '› Try now'],
    ],
    [
      'is switched off',
      { state: { name: 'stopped' }, obstacle: 'switched-off' },
      ['Switched off', '› Connect'],
    ],
  ];

  it.each(table)('of a bot that %s', (_how, bot, lines) => {
    expect(head(bot)).toEqual(lines);
  });

  it('never offers to connect and to disconnect under the same word', () => {
    for (const [, bot] of table) {
      const labels = read(withBot(bot).menu);
      expect(new Set(labels.filter((line) => line !== '—')).size).toBe(
        labels.filter((line) => line !== '—').length,
      );
    }
  });
});

describe('the icon', () => {
  it.each([
    ['online', BOT],
    ['paused', { ...BOT, paused: true }],
    ['trying', { ...BOT, state: { name: 'connecting', attempt: 1 } as const }],
    ['trying', { ...BOT, paused: true, state: waiting() }],
    ['off', { ...BOT, state: { name: 'stopped' } as const }],
    ['attention', { ...BOT, state: { name: 'displaced', since: NOW } as const }],
    ['attention', { ...BOT, state: { name: 'stopped' } as const, obstacle: 'no-secret' as const }],
  ])('is %s', (icon, bot) => {
    expect(shownAs({ bot }).icon).toBe(icon);
  });
});

describe('the tooltip', () => {
  it('says what the status line says', () => {
    expect(trayModel(SUBJECT).tooltip).toBe('WeCom Tray — Online as aibBOT');
    expect(withState({ name: 'stopped' }).tooltip).toBe('WeCom Tray — Disconnected');
  });

  it('tells a simulated WeCom from the real one', () => {
    expect(shownAs({ demo: true }).tooltip).toBe('WeCom Tray — Online as aibBOT (simulated WeCom)');
  });
});

describe('a countdown', () => {
  it('moves in steps of five seconds, and never promises too early a try', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120_000 }), (left) => {
        const [line = ''] = read(withState(waiting({ until: NOW + left })).menu);
        const told = Number(/(\d+) s$/.exec(line)?.[1]);
        expect(told % 5).toBe(0);
        expect(told * 1000).toBeGreaterThanOrEqual(left);
        expect(told * 1000).toBeLessThan(left + 5000);
      }),
    );
  });

  it('ends at nothing left', () => {
    const [line] = read(withState(waiting({ until: NOW - 1 })).menu);
    expect(line).toBe('Waiting, next try in 0 s');
  });

  it('leaves the model as it is between two steps', () => {
    const state = waiting({ until: NOW + 9000 });
    const at = (now: number) => shownAs({ bot: { ...BOT, state }, now });
    expect(at(NOW + 100)).toEqual(at(NOW + 3900));
    expect(at(NOW + 100)).not.toEqual(at(NOW + 4100));
  });
});

describe('names out of WeCom', () => {
  const firstChat = (id: string) => read(shownAs({ chats: [chat(id)] }).menu)[4];

  it('are cut where a menu would grow too wide', () => {
    expect(firstChat('a'.repeat(32))).toBe(`› ${'a'.repeat(32)}`);
    expect(firstChat('a'.repeat(33))).toBe(`› ${'a'.repeat(31)}…`);
  });

  it('cannot break or turn a line', () => {
    expect(firstChat('a\nb\u202ec\u2066d\u200be')).toBe('› abcde');
  });

  it('stay within their line, whatever they are', () => {
    const unit = fc.oneof(
      fc.constantFrom(
        '\n',
        '\t',
        '\u2028',
        '\u202e',
        '\u2066',
        '\u200b',
        '&',
        '_',
        '中',
        'é',
        '😀',
      ),
      fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 120 }), fc.string({ unit }), (id, botId) => {
        const { menu, tooltip } = shownAs({ bot: { ...BOT, bot_id: botId }, chats: [chat(id)] });
        const texts = [...read(menu), tooltip];
        const isPlain = (text: string) =>
          !/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(text) && [...text].length < 100;
        expect(texts.filter((text) => !isPlain(text))).toEqual([]);
      }),
    );
  });

  it('are what a click opens, as they really are', () => {
    const id = `${'x'.repeat(40)}\u202e`;
    expect(actions(shownAs({ chats: [chat(id)] }).menu)).toContainEqual({
      type: 'chat',
      chat: { channel: 'wecom', id },
    });
  });
});
