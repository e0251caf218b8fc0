import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fields } from '../../src/main/settings/fields.ts';
import { openDesk, reasonOf, until } from './windows.ts';

describe('settings, asked from a window,', () => {
  it('are all there, with their control, value and origin', async () => {
    const { api, host } = await openDesk({ env: { WECOM_TRAY_AGENT_MODEL: 'qwen3' } });
    const view = await api.settings.get();
    expect(view.fields.map(({ path }) => path)).toEqual(fields.map(({ path }) => path));
    expect(view.fields.find(({ path }) => path === 'agent.model')).toEqual({
      path: 'agent.model',
      control: { type: 'text', long: false },
      origin: 'environment',
      value: 'qwen3',
      initial: 'qwen3',
      variable: 'WECOM_TRAY_AGENT_MODEL',
    });
    expect(view.fields.find(({ path }) => path === 'channels.wecom.secret')).toMatchObject({
      control: { type: 'secret' },
      origin: 'keychain',
      variable: 'PICOCLAW_CHANNELS_WECOM_SECRET',
    });
    expect(view).toMatchObject({
      problems: [],
      keychain: 'available',
      file: host.real.home.config,
    });
  });

  it('are changed, and whoever follows them sees it', async () => {
    const { api } = await openDesk({ bound: false });
    const seen = await api.settings.follow();
    await seen.next();
    expect(await api.settings.set({ path: 'agent.history', value: 7 })).toEqual({ hidden: false });
    await until(seen, (view) =>
      view.fields.some(({ path, value }) => path === 'agent.history' && value === 7),
    );
  });

  it('that change in the file are seen as well', async () => {
    const { api, host } = await openDesk({ bound: false });
    const seen = await api.settings.follow();
    await seen.next();
    writeFileSync(host.real.home.config, '{"agent":{"history":9}}');
    await until(seen, (view) =>
      view.fields.some(({ path, value }) => path === 'agent.history' && value === 9),
    );
  });

  it('that are wrong in the file, and put right again, are seen as well', async () => {
    const { api, host } = await openDesk({ bound: false });
    const seen = await api.settings.follow();
    await seen.next();
    writeFileSync(host.real.home.config, '{"agent":{"history":-1}}');
    const { problems } = await until(seen, (view) => view.problems.length > 0);
    expect(problems).toMatchObject([{ key: 'agent.history' }]);
    writeFileSync(host.real.home.config, '{"agent":{"history":20}}');
    const view = await until(seen, (one) => one.problems.length === 0);
    expect(view.fields.find(({ path }) => path === 'agent.history')).toMatchObject({
      origin: 'file',
      value: 20,
    });
  });

  it('that the environment hides are changed all the same, and that is told', async () => {
    const { api } = await openDesk({ bound: false, env: { WECOM_TRAY_AGENT_MODEL: 'qwen3' } });
    expect(await api.settings.set({ path: 'agent.model', value: 'other' })).toEqual({
      hidden: true,
    });
  });

  it.each([
    ['agent.kind', 'oracle', 'wrong-value'],
    ['agent.history', 'many', 'wrong-value'],
    ['agent.api_key', 'sk-abc', 'wrong-value'],
    ['agnet.kind', 'echo', 'unknown'],
    ['__proto__', {}, 'unknown'],
  ])('decline %s = %j as %s', async (path, value, reason) => {
    const { api } = await openDesk({ bound: false });
    expect(await reasonOf(api.settings.set({ path, value }))).toBe(reason);
  });

  it('take secrets in and give none out', async () => {
    const { api, keychain } = await openDesk({ bound: false });
    const path = 'agent.api_key';
    const origin = async () =>
      (await api.settings.get()).fields.find((field) => field.path === path);
    expect(await api.settings.setSecret({ path, value: 'sk-1', keep: 'keychain' })).toEqual({
      hidden: false,
    });
    expect(await keychain.get(path)).toMatchObject({ value: 'sk-1' });
    expect(await origin()).toMatchObject({ origin: 'keychain' });
    await api.settings.setSecret({ path, value: 'sk-2', keep: 'memory' });
    expect(await origin()).toMatchObject({ origin: 'memory' });
    await api.settings.clearSecret({ path });
    expect(await origin()).toMatchObject({ origin: 'unset' });
    expect(await keychain.get(path)).toMatchObject({ value: undefined });
  });

  it('decline what is no secret, and secrets that cannot be', async () => {
    const { api } = await openDesk({ bound: false });
    const keep = 'keychain' as const;
    const set = (path: string, value: string) => api.settings.setSecret({ path, value, keep });
    expect(await reasonOf(set('agent.model', 'qwen3'))).toBe('unknown');
    expect(await reasonOf(set('agent.api_key', 'two words'))).toBe('wrong-value');
    expect(await reasonOf(api.settings.clearSecret({ path: 'agent.model' }))).toBe('unknown');
  });

  it('decline a secret without a keychain', async () => {
    const fault = { ok: false, reason: 'It is locked.', remedy: 'Unlock it.' } as const;
    const { api } = await openDesk({
      bound: false,
      keychain: {
        get: async () => fault,
        set: async () => fault,
        delete: async () => fault,
        status: async () => ({ available: false, ...fault }),
      },
    });
    const entry = { path: 'agent.api_key', value: 'sk-1' };
    expect(await reasonOf(api.settings.setSecret({ ...entry, keep: 'keychain' }))).toBe(
      'no-keychain',
    );
    await api.settings.setSecret({ ...entry, keep: 'memory' });
    expect(await api.settings.get()).toMatchObject({ keychain: 'unavailable' });
  });
});
