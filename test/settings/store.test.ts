import { chmodSync, statSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { SettingsError } from '../../src/main/settings/problem.ts';
import { editUntil, SEEN_MS, settingsFile, stateOf } from './settings-file.ts';

async function refusalOf(content: unknown, env = {}): Promise<SettingsError> {
  const refusal = settingsFile(content).open(env);
  const error = await refusal.catch((thrown: unknown) => thrown);
  if (!(error instanceof SettingsError)) throw new Error('The settings were accepted.');
  return error;
}

describe('settings', () => {
  it('are the defaults where there is no file', async () => {
    const store = await settingsFile().open();
    expect(store.current().agent.kind).toBe('echo');
    expect(await stateOf(store, 'agent.timeout')).toMatchObject({ origin: 'default', value: '5m' });
  });

  it('come from the file over the defaults, and from the environment over the file', async () => {
    const content = { agent: { model: 'from file', base_url: 'http://file.example' } };
    const env = { WECOM_TRAY_AGENT_MODEL: 'from environment' };
    const store = await settingsFile(content).open(env);
    expect(store.current().agent).toMatchObject({
      model: 'from environment',
      base_url: 'http://file.example',
      history: 20,
    });
    expect(await stateOf(store, 'agent.model')).toMatchObject({
      origin: 'environment',
      value: 'from environment',
    });
    expect(await stateOf(store, 'agent.base_url')).toMatchObject({
      origin: 'file',
      value: 'http://file.example',
    });
    expect(await stateOf(store, 'agent.history')).toMatchObject({ origin: 'default', value: 20 });
  });

  it('warn of unknown keys by name, and keep them', async () => {
    const content = { theme: 'dark', channels: { wecom: { botid: 'x' }, telegram: { a: 1 } } };
    const { open, read } = settingsFile(content);
    const store = await open();
    expect(store.problems().map(({ key }) => key)).toEqual([
      'theme',
      'channels.wecom.botid',
      'channels.telegram',
    ]);
    await store.set('channels.wecom.bot_id', 'aib1');
    expect(read()).toEqual({
      ...content,
      channels: { wecom: { botid: 'x', bot_id: 'aib1' }, telegram: { a: 1 } },
    });
  });

  it('survive being closed and opened again', async () => {
    const file = settingsFile();
    const before = await file.open();
    await before.update({ 'agent.kind': 'command', 'agent.timeout': '90s' });
    await before.close();
    const after = await file.open();
    expect(after.current().agent).toMatchObject({ kind: 'command', timeout: 90_000 });
  });
});

describe('settings that cannot be used', () => {
  it('name every wrong value of the file with what is allowed', async () => {
    const content = {
      channels: { wecom: { allow_from: ['ann', 7], enabled: 'on' }, wecom_app: 5 },
      agent: { timeout: '5 minutes' },
    };
    const { problems } = await refusalOf(content);
    expect(problems.map(({ message }) => message)).toEqual([
      'channels.wecom.enabled is "on"; allowed is true or false.',
      'channels.wecom.allow_from is ["ann",7]; allowed is a list of user ids, each in quotes.',
      'channels.wecom_app is 5; allowed is a section in braces.',
      'agent.timeout is "5 minutes"; allowed is a duration up to a day, such as "90s", "5m" or ' +
        '"1h".',
    ]);
  });

  it('name a wrong variable', async () => {
    const { message } = await refusalOf({}, { WECOM_TRAY_AGENT_HISTORY: 'all' });
    expect(message).toBe(
      'WECOM_TRAY_AGENT_HISTORY is "all"; allowed is a whole number from 0 to 1000.',
    );
  });

  it('are not cured by a good variable over a wrong section', async () => {
    const env = { WECOM_TRAY_AGENT_MODEL: 'm' };
    const { message } = await refusalOf({ agent: 5 }, env);
    expect(message).toBe('agent is 5; allowed is a section in braces.');
  });

  it.each(['{ "agent": ', '', '[]', 'null', '"text"'])(
    'leave the file %j as it is and name it',
    async (broken) => {
      const { path, open, text } = settingsFile(broken);
      await expect(open()).rejects.toThrow(path);
      expect(text()).toBe(broken);
    },
  );

  it('say where a broken file is broken, and quote nothing of it', async () => {
    const { message } = await refusalOf('{\n  "secret": "sesame" x');
    expect(message).toMatch(/is not valid JSON \(line 2 column 22\)/);
    expect(message).not.toContain('sesame');
  });
});

describe('a change', () => {
  it('is in force at once, written as readable JSON, and announced by its key', async () => {
    const { open, text } = settingsFile();
    const store = await open();
    const heard = vi.fn();
    store.onChange(({ settings, keys }) => heard(settings.agent.kind, keys));
    expect(await store.set('agent.kind', 'model')).toEqual({ ok: true });
    expect(store.current().agent.kind).toBe('model');
    expect(heard.mock.calls).toEqual([['model', ['agent.kind']]]);
    expect(text()).toBe('{\n  "agent": {\n    "kind": "model"\n  }\n}\n');
  });

  it('of several values is announced once', async () => {
    const store = await settingsFile().open();
    const heard = vi.fn();
    store.onChange(({ keys }) => heard(keys));
    await store.update({ 'channels.wecom.bot_id': 'aib1', 'channels.wecom.enabled': true });
    expect(heard.mock.calls).toEqual([[['channels.wecom.enabled', 'channels.wecom.bot_id']]]);
  });

  it('with one wrong value is not made at all', async () => {
    const { open, read } = settingsFile({});
    const store = await open();
    const change = await store.update({ 'agent.model': 'x', 'agent.history': -1 });
    expect(change).toEqual({
      ok: false,
      message: 'agent.history is -1; allowed is a whole number from 0 to 1000.',
    });
    expect(read()).toEqual({});
  });

  it('of what is no setting, or a secret, is refused', async () => {
    const store = await settingsFile().open();
    expect(await store.set('agent.colour', 'red')).toMatchObject({ ok: false });
    expect(await store.set('channels.wecom.secret', 'x')).toMatchObject({
      ok: false,
      message: 'channels.wecom.secret is a secret; it goes to the keychain.',
    });
  });

  it('that the environment hides says so', async () => {
    const store = await settingsFile().open({ WECOM_TRAY_AGENT_MODEL: 'env' });
    expect(await store.set('agent.model', 'mine')).toEqual({
      ok: true,
      hidden: ['WECOM_TRAY_AGENT_MODEL'],
      note: 'The environment stays in force: WECOM_TRAY_AGENT_MODEL.',
    });
    expect(store.current().agent.model).toBe('env');
  });

  it('is not heard after the listener left', async () => {
    const store = await settingsFile().open();
    const heard = vi.fn();
    store.onChange(heard)();
    await store.set('agent.kind', 'model');
    expect(heard).not.toHaveBeenCalled();
  });
});

describe('a file edited by hand', { timeout: SEEN_MS }, () => {
  it('is in force without a restart', async () => {
    const file = settingsFile();
    const store = await file.open();
    const heard = vi.fn();
    store.onChange(({ keys }) => heard(keys));
    const seen = () => expect(store.current().agent.model).toBe('llama');
    await editUntil(file, { agent: { model: 'llama' } }, seen);
    expect(heard.mock.calls).toEqual([[['agent.model']]]);
  });

  it('with a wrong value is a problem while the settings before it stay in force', async () => {
    const file = settingsFile({ agent: { model: 'good' } });
    const store = await file.open();
    const seen = () => expect(store.problems()[0]?.message).toMatch(/^agent\.kind is "oracle"/);
    await editUntil(file, { agent: { model: 'new', kind: 'oracle' } }, seen);
    expect(store.current().agent).toMatchObject({ model: 'good', kind: 'echo' });
    expect(await stateOf(store, 'agent.model')).toMatchObject({ origin: 'file', value: 'good' });

    const change = await store.set('agent.history', 3);
    expect(change).toMatchObject({ ok: true, note: expect.stringMatching(/not yet in force/) });
    expect(store.current().agent.history).toBe(20);
    await store.set('agent.kind', 'model');
    expect(store.current().agent).toMatchObject({ model: 'new', kind: 'model', history: 3 });
  });

  it('that broke is neither overwritten nor in force', async () => {
    const file = settingsFile({ agent: { model: 'good' } });
    const store = await file.open();
    const seen = () => expect(store.problems()[0]?.message).toMatch(/is not valid JSON/);
    await editUntil(file, '{ "agent": ', seen);
    expect(await store.set('agent.model', 'mine')).toMatchObject({ ok: false });
    expect(file.text()).toBe('{ "agent": ');
    expect(store.current().agent.model).toBe('good');
  });
});

it.skipIf(process.platform === 'win32')('the file is for its owner alone', async () => {
  const { path, open, edit } = settingsFile({});
  chmodSync(path, 0o644);
  const store = await open();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  edit({ agent: { model: 'x' } });
  await store.set('agent.model', 'y');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});
