import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskIds } from '../../src/main/diagnostics/mask.ts';
import { idsOf, type ReportContents, writeReport } from '../../src/main/diagnostics/report.ts';
import { createLog } from '../../src/main/log.ts';
import { defaultSettings } from '../../src/main/settings/schema.ts';
import type { LogLine } from '../../src/shared/diagnostics.ts';
import { temporaryFolder } from '../settings/folder.ts';

const line = (details: object, message = 'not delivered'): LogLine => ({
  at: Date.UTC(2026, 0, 5, 9),
  level: 'warn',
  message,
  details: JSON.stringify(details),
});

const report = (changes: Partial<ReportContents> = {}) =>
  writeReport({
    version: '1.2.3',
    platform: 'linux x64 6.1.0',
    versions: { node: '24.1.0', electron: '45.4.1', v8: '1' },
    fields: [],
    problems: [],
    checks: [],
    lines: [],
    ids: [],
    scrub: (text) => text,
    now: Date.UTC(2026, 0, 5, 9),
    homeFolder: '/home/zhang',
    ...changes,
  });

describe('a report', () => {
  it('tells version, system, checks, settings and the log', () => {
    const text = report({
      checks: [
        { name: 'bot', mark: 'fail', finding: 'not-bound', values: {} },
        { name: 'disk', mark: 'running' },
      ],
      fields: [
        { path: 'agent.kind', origin: 'file', value: 'model' },
        { path: 'agent.api_key', origin: 'keychain', value: undefined },
      ],
      problems: [{ key: 'x', message: 'x is not a setting; it is kept and ignored.' }],
      lines: [line({ code: 93006 })],
    });
    expect(text).toBe(
      [
        'WeCom Tray 1.2.3, report of 2026-01-05T09:00:00.000Z',
        'linux x64 6.1.0, node 24.1.0, electron 45.4.1',
        '',
        'Checks',
        '  fail  bot: No bot is bound.',
        '  disk: not done',
        '',
        'Settings',
        '  agent.kind = "model" (file)',
        '  agent.api_key = not shown (keychain)',
        '',
        'Problems with the settings',
        '  x is not a setting; it is kept and ignored.',
        '',
        'Log, the last 1 lines',
        '  2026-01-05T09:00:00.000Z warn  not delivered {"code":93006}',
        '',
      ].join('\n'),
    );
  });

  it('has the last 200 lines of the log', () => {
    const text = report({ lines: [...Array(300).keys()].map((n) => line({}, `number ${n}.`)) });
    expect(text).not.toContain('number 99.');
    expect(text).toContain('number 100.');
    expect(text).toContain('number 299.');
  });

  it('shows the home folder as ~, also as Windows writes it in JSON', () => {
    expect(report({ problems: [{ key: '', message: 'see /home/zhang/x' }] })).toContain('see ~/x');
    const home = 'C:\\Users\\zhang';
    const text = report({ homeFolder: home, lines: [line({ path: `${home}\\x` })] });
    expect(text).toContain('{"path":"~\\\\x"}');
  });

  it('tells how long private texts are, and no argument of a program', () => {
    const text = report({
      fields: [
        { path: 'agent.system_prompt', origin: 'file', value: 'You are my lawyer.' },
        { path: 'replies.welcome_text', origin: 'default', value: '' },
        { path: 'agent.command', origin: 'file', value: ['ask', '--key', 'open-sesame'] },
      ],
    });
    expect(text).toContain('agent.system_prompt = 18 characters (file)');
    expect(text).toContain('replies.welcome_text = "" (default)');
    expect(text).toContain('agent.command = "ask" with 2 arguments (file)');
    expect(text).not.toMatch(/lawyer|sesame/);
  });

  it('masks ids of the log that no address book knows any more', () => {
    const text = report({
      lines: [line({ chat: 'wrGONEGONE1', to: 'x' }), line({}, 'again wrGONEGONE1')],
    });
    expect(text).not.toContain('wrGONEGONE1');
    expect(text.match(/wrG…E1/g)).toHaveLength(2);
  });
});

it('the ids are those of the bots, of the allowlists, and of the address book', () => {
  const settings = defaultSettings();
  Object.assign(settings.channels.wecom, { bot_id: 'aibX', allow_from: ['lisi'] });
  Object.assign(settings.channels.wecom_app, { corp_id: 'ww1', allow_from: ['wangwu'] });
  const ids = idsOf(settings, {
    chats: () => [{ channel: 'wecom', id: 'wrG', type: 'group', last_seen: 0, unreachable: null }],
    people: (channel, chat) => [`${channel} ${chat} zhangsan`],
  });
  expect(ids).toEqual(
    expect.arrayContaining(['aibX', 'lisi', 'ww1', 'wangwu', 'wrG', 'wecom wrG zhangsan']),
  );
});

describe('a masked id', () => {
  it('is always the same', () => {
    expect(maskIds('aibSIMULATORX7 or aibSIMULATORX7', ['aibSIMULATORX7'])).toBe(
      'aib…X7 or aib…X7',
    );
  });

  it('keeps less where it is short', () => {
    expect(maskIds('zhangsan, lisi, li', ['zhangsan', 'lisi', 'li'])).toBe('zha…an, l…, …');
  });

  it('is found in any case and inside words, when it is long enough not to be a word', () => {
    expect(maskIds('to:ZHANGSAN_1', ['zhangsan'])).toBe('to:ZHA…AN_1');
    expect(maskIds('the latest of test', ['test'])).toBe('the latest of t…');
  });

  it('may hold what regular expressions take for something else', () => {
    expect(maskIds('x (a+b)*[c]|d.$ y', ['(a+b)*[c]|d.$'])).toBe('x (a+….$ y');
  });

  it('is masked as the longer one where one begins another', () => {
    expect(maskIds('zhangsanfeng', ['zhangsan', 'zhangsanfeng'])).toBe('zha…ng');
  });
});

describe('nothing secret', () => {
  const id = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_@.-]{5,30}$/);
  const free = fc.string({ maxLength: 20 });

  it('and no id of the address book is in a report, wherever it was said', async () => {
    const log = await createLog({ dir: temporaryFolder(), level: 'trace' });
    const secret = 'S3cr3t/of+the=bot';
    log.addSecret(secret);
    // What a report says by itself holds no id; one that is a word of ours would be masked in it.
    const own = report().toLowerCase();
    await fc.assert(
      fc.asyncProperty(fc.array(id, { minLength: 1, maxLength: 5 }), free, async (ids, text) => {
        fc.pre(ids.every((one) => !own.includes(one.toLowerCase())));
        for (const one of ids) {
          log.log.warn({ about: one, text: `${text}${one}${secret}` }, `${one} ${secret} ${text}`);
        }
        const written = report({
          ids,
          lines: log.lines.recent(200),
          scrub: log.scrub,
          checks: [
            { name: 'bot', mark: 'ok', finding: 'bound', values: { bot: ids[0] ?? '' } },
            { name: 'journal', mark: 'warn', finding: 'unreadable', values: { why: secret } },
          ],
          fields: [{ path: 'channels.wecom.allow_from', origin: 'file', value: ids }],
          problems: [{ key: 'x', message: `x is ${JSON.stringify([...ids, secret])}` }],
        });
        expect(written).not.toContain(secret);
        for (const one of ids) expect(written.toLowerCase()).not.toContain(one.toLowerCase());
      }),
    );
    await log.close();
  });
});
