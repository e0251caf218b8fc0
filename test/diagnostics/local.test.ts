import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  checkBot,
  checkDisk,
  checkJournal,
  checkKeychain,
  checkSettings,
  judgeSpace,
} from '../../src/main/diagnostics/local.ts';
import { openDatabase } from '../../src/main/journal/open.ts';
import { patient } from './patient.ts';

const MB = 1024 * 1024;

describe('the disk', () => {
  it('is measured where the data folder is', async () => {
    const { values } = await checkDisk(patient().home);
    expect('free' in values ? values.free : 0).toBeGreaterThan(0);
  });

  it.each([
    [0, 'fail', 'full'],
    [50 * MB - 1, 'fail', 'full'],
    [50 * MB, 'warn', 'low'],
    [500 * MB - 1, 'warn', 'low'],
    [500 * MB, 'ok', 'enough'],
  ])('with %i bytes is %s', (free, mark, finding) => {
    expect(judgeSpace(free)).toEqual({ mark, finding, values: { free } });
  });
});

describe('the journal', () => {
  it('need not be there yet', () => {
    expect(checkJournal(patient().home)).toMatchObject({ mark: 'ok', finding: 'none' });
  });

  it('is counted where it can be read', () => {
    const { home } = patient();
    openDatabase(home.journal, new Date()).database.close();
    const values = { path: home.journal, chats: 0 };
    expect(checkJournal(home)).toEqual({ mark: 'ok', finding: 'readable', values });
  });

  it('is named where it cannot be read', () => {
    const { home } = patient();
    writeFileSync(home.journal, 'no database at all');
    expect(checkJournal(home)).toMatchObject({ mark: 'warn', finding: 'unreadable' });
  });
});

describe('the keychain', () => {
  const unavailable = async () => ({ available: false, reason: 'Gone.', remedy: 'Help.' }) as const;

  it('has to answer', async () => {
    expect(await checkKeychain(patient())).toMatchObject({ mark: 'ok', finding: 'answers' });
    const without = patient({ keychain: { status: unavailable } });
    const values = { why: 'Gone.', remedy: 'Help.' };
    expect(await checkKeychain(without)).toEqual({ mark: 'fail', finding: 'unavailable', values });
  });

  it('is not needed for a secret from the environment', async () => {
    const env = { PICOCLAW_CHANNELS_WECOM_SECRET: 'sesame' };
    const found = await checkKeychain(patient({ env, keychain: { status: unavailable } }));
    expect(found).toMatchObject({ mark: 'warn', finding: 'unneeded' });
    expect(JSON.stringify(found)).not.toContain('sesame');
  });
});

describe('the settings', () => {
  const withProblem = (key: string) => {
    const { settings } = patient();
    const problems = () => [{ key, message: `About ${key}.` }];
    return checkSettings(patient({ settings: { ...settings, problems } }));
  };

  it('tell their problems, save those that have a check of their own', () => {
    expect(withProblem('agent.kind')).toMatchObject({
      mark: 'warn',
      finding: 'problems',
      values: { problems: 'About agent.kind.', unsaid: 1 },
    });
    expect(withProblem('keychain')).toMatchObject({ mark: 'ok', finding: 'good' });
    expect(withProblem('channels.wecom.secret')).toMatchObject({ mark: 'ok' });
  });
});

describe('the bot', () => {
  it('has to be bound, switched on, and have its secret', async () => {
    const missing = { ...patient().settings, secret: async () => undefined };
    const finding = async (one: ReturnType<typeof patient>) => (await checkBot(one)).finding;
    expect(await finding(patient())).toBe('bound');
    expect(await finding(patient({}, { bot_id: '' }))).toBe('not-bound');
    expect(await finding(patient({}, { enabled: false }))).toBe('switched-off');
    expect(await finding(patient({ settings: missing }))).toBe('no-secret');
  });
});
