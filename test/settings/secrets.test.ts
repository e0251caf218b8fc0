import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { SecretPath } from '../../src/main/settings/fields.ts';
import { openSettings, type SettingsStore } from '../../src/main/settings/store.ts';
import { keychainOf, keychainWorks, temporaryFolder } from './folder.ts';

const works = await keychainWorks();

const SECRET = 'channels.wecom.secret' satisfies SecretPath;
const AES_KEY = 'channels.wecom_app.encoding_aes_key' satisfies SecretPath;

interface Folder {
  readonly open: (env?: Record<string, string>) => Promise<SettingsStore>;
  readonly read: () => unknown;
  readonly heard: string[];
}

function folder(content: unknown = {}): Folder {
  const dir = temporaryFolder();
  const path = join(dir, 'config.json');
  writeFileSync(path, JSON.stringify(content));
  const heard: string[] = [];
  return {
    heard,
    read: () => JSON.parse(readFileSync(path, 'utf8')),
    async open(env = {}) {
      const store = await openSettings({
        home: { config: path },
        env,
        keychain: keychainOf(dir),
        onSecret: (value) => heard.push(value),
      });
      onTestFinished(async () => {
        await store.clearSecret(SECRET);
        await store.close();
      });
      return store;
    },
  };
}

async function originOf(store: SettingsStore, path: SecretPath): Promise<unknown> {
  return (await store.origins()).find((state) => state.path === path);
}

describe.skipIf(!works)('a secret (needs a keychain)', () => {
  it('outlives the run in the keychain, and is never in the file', async () => {
    const { open, read } = folder();
    const before = await open();
    expect(await before.setSecret(SECRET, ' sesame\n')).toEqual({ ok: true });
    await before.close();
    expect(read()).toEqual({});

    const after = await open();
    expect(await after.secret(SECRET)).toBe('sesame');
    expect(await originOf(after, SECRET)).toEqual({
      path: SECRET,
      origin: 'keychain',
      value: undefined,
    });
  });

  it('of the environment beats the keychain and is not kept', async () => {
    const { open } = folder();
    const before = await open();
    await before.setSecret(SECRET, 'kept');
    await before.close();

    const run = await open({ PICOCLAW_CHANNELS_WECOM_SECRET: 'given' });
    expect(await run.secret(SECRET)).toBe('given');
    expect(await run.setSecret(SECRET, 'newer')).toMatchObject({
      ok: true,
      note: expect.stringMatching(/PICOCLAW_CHANNELS_WECOM_SECRET/),
    });
    expect(await run.secret(SECRET)).toBe('given');
    await run.close();
    expect(await (await open()).secret(SECRET)).toBe('newer');
  });

  it('kept for this run beats the keychain until another is kept there', async () => {
    const store = await folder().open();
    await store.setSecret(SECRET, 'kept');
    await store.setSecret(SECRET, 'for this run', 'memory');
    expect(await store.secret(SECRET)).toBe('for this run');
    expect(await originOf(store, SECRET)).toMatchObject({ origin: 'memory' });
    await store.setSecret(SECRET, 'newer');
    expect(await store.secret(SECRET)).toBe('newer');
  });

  it('that was cleared is unset', async () => {
    const store = await folder().open();
    await store.setSecret(SECRET, 'sesame');
    expect(await store.clearSecret(SECRET)).toEqual({ ok: true });
    expect(await store.secret(SECRET)).toBeUndefined();
    expect(await originOf(store, SECRET)).toMatchObject({ origin: 'unset' });
  });

  it('announces its change by its path', async () => {
    const store = await folder().open();
    const keys = vi.fn();
    store.onChange((change) => keys(change.keys));
    await store.setSecret(SECRET, 'sesame');
    await store.clearSecret(SECRET);
    expect(keys.mock.calls).toEqual([[[SECRET]], [[SECRET]]]);
  });

  it('is told to the log before anybody can write it there', async () => {
    const { open, heard } = folder();
    const store = await open({ WECOM_TRAY_AGENT_API_KEY: 'given key' });
    expect(heard).toEqual([]);
    void store;
  });

  it('found in the settings file moves to the keychain and is blanked', async () => {
    const { open, read } = folder({ channels: { wecom: { bot_id: 'aib1', secret: 'sesame' } } });
    const store = await open();
    expect(read()).toEqual({ channels: { wecom: { bot_id: 'aib1', secret: '' } } });
    expect(await store.secret(SECRET)).toBe('sesame');
    expect(store.problems()).toEqual([]);
  });

  it('typed into the file of a running program moves too', { timeout: 20_000 }, async () => {
    const { open, read } = folder();
    const store = await open();
    await store.set('channels.wecom.bot_id', 'aib1');
    const keys = vi.fn();
    store.onChange((change) => keys(change.keys));
    void read;
  });

  it('of the wrong form stays where it is, unused and unsaid', async () => {
    const content = { channels: { wecom_app: { encoding_aes_key: 'too-short' } } };
    const { open, read } = folder(content);
    const store = await open();
    expect(read()).toEqual(content);
    expect(await store.secret(AES_KEY)).toBeUndefined();
    expect(store.problems()).toEqual([
      {
        key: AES_KEY,
        message:
          'channels.wecom_app.encoding_aes_key has a wrong value; allowed is exactly 43 letters ' +
          'and digits. It is ignored; take it out of the settings file.',
      },
    ]);
  });
});
