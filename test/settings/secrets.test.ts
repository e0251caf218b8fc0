import { describe, expect, it, vi } from 'vitest';
import type { SecretPath } from '../../src/main/settings/fields.ts';
import { keychainWorks } from './folder.ts';
import { editUntil, SEEN_MS, settingsFile, stateOf } from './settings-file.ts';

const works = await keychainWorks();

const SECRET = 'channels.wecom.secret' satisfies SecretPath;
const AES_KEY = 'channels.wecom_app.encoding_aes_key' satisfies SecretPath;

describe.skipIf(!works)('a secret (needs a keychain)', () => {
  it('outlives the run in the keychain, and is never in the file', async () => {
    const { open, read } = settingsFile();
    const before = await open();
    expect(await before.setSecret(SECRET, ' sesame\n')).toEqual({ ok: true });
    await before.close();
    expect(read()).toEqual({});

    const after = await open();
    expect(await after.secret(SECRET)).toBe('sesame');
    expect(await stateOf(after, SECRET)).toEqual({
      path: SECRET,
      origin: 'keychain',
      value: undefined,
    });
  });

  it('of the environment beats the keychain and is not kept', async () => {
    const { open } = settingsFile();
    const run = await open({ PICOCLAW_CHANNELS_WECOM_SECRET: 'given' });
    expect(await run.secret(SECRET)).toBe('given');
    expect(await run.setSecret(SECRET, 'kept')).toEqual({
      ok: true,
      hidden: ['PICOCLAW_CHANNELS_WECOM_SECRET'],
      note: 'The environment stays in force: PICOCLAW_CHANNELS_WECOM_SECRET.',
    });
    expect(await run.secret(SECRET)).toBe('given');
    await run.close();
    expect(await (await open()).secret(SECRET)).toBe('kept');
  });

  it('kept for this run beats the keychain until another is kept there', async () => {
    const store = await settingsFile().open();
    await store.setSecret(SECRET, 'kept');
    await store.setSecret(SECRET, 'for-this-run', 'memory');
    expect(await store.secret(SECRET)).toBe('for-this-run');
    expect(await stateOf(store, SECRET)).toMatchObject({ origin: 'memory' });
    await store.setSecret(SECRET, 'newer');
    expect(await store.secret(SECRET)).toBe('newer');
  });

  it('that was cleared is unset', async () => {
    const store = await settingsFile().open();
    await store.setSecret(SECRET, 'sesame');
    expect(await store.clearSecret(SECRET)).toEqual({ ok: true });
    expect(await store.secret(SECRET)).toBeUndefined();
    expect(await stateOf(store, SECRET)).toMatchObject({ origin: 'unset' });
  });

  it('announces its change by its path', async () => {
    const store = await settingsFile().open();
    const heard = vi.fn();
    store.onChange(({ keys }) => heard(keys));
    await store.setSecret(SECRET, 'sesame');
    await store.clearSecret(SECRET);
    expect(heard.mock.calls).toEqual([[[SECRET]], [[SECRET]]]);
  });

  it('is told to the log, wherever it comes from', async () => {
    const { open, masked } = settingsFile({
      channels: { wecom: { secret: 'from-file' }, wecom_app: { token: 'of a wrong form' } },
    });
    const store = await open({ WECOM_TRAY_AGENT_API_KEY: 'from-environment' });
    await store.setSecret('channels.wecom_app.corp_secret', 'from-person');
    expect([...masked]).toEqual([
      'from-environment',
      'from-file',
      'of a wrong form',
      'from-person',
    ]);
  });

  it('found in the settings file moves to the keychain and is blanked', async () => {
    const { open, read } = settingsFile({ channels: { wecom: { bot_id: 'a', secret: 'sesame' } } });
    const store = await open();
    expect(read()).toEqual({ channels: { wecom: { bot_id: 'a', secret: '' } } });
    expect(await store.secret(SECRET)).toBe('sesame');
    expect(store.problems()).toEqual([]);
  });

  it('typed into the file of a running program moves too', { timeout: SEEN_MS }, async () => {
    const file = settingsFile({});
    const store = await file.open();
    const heard = vi.fn();
    store.onChange(({ keys }) => heard(keys));
    await editUntil(file, { channels: { wecom: { secret: 'sesame' } } }, () => {
      expect(heard).toHaveBeenCalledWith([SECRET]);
    });
    expect(file.read()).toEqual({ channels: { wecom: { secret: '' } } });
    expect(await store.secret(SECRET)).toBe('sesame');
  });

  it('of the wrong form stays in the file, unused and unsaid', async () => {
    const content = { channels: { wecom_app: { encoding_aes_key: 'too-short' } } };
    const { open, read } = settingsFile(content);
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

  it('is refused where it has the wrong form', async () => {
    const store = await settingsFile().open();
    expect(await store.setSecret(AES_KEY, 'short')).toEqual({
      ok: false,
      message:
        'channels.wecom_app.encoding_aes_key has a wrong value; allowed is exactly 43 letters and ' +
        'digits.',
    });
  });
});
