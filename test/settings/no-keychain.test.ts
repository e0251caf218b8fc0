import { beforeAll, describe, expect, it } from 'vitest';
import type { SecretPath } from '../../src/main/settings/fields.ts';
import { keychainOf } from './folder.ts';
import { settingsFile, stateOf } from './settings-file.ts';

const SECRET = 'channels.wecom.secret' satisfies SecretPath;
const REMEDY = 'Install and unlock GNOME Keyring, KWallet or KeePassXC';

/** Only on Linux can a keychain be taken away for a test: there it is found by an address. */
describe.skipIf(process.platform !== 'linux')('without a keychain (needs Linux)', () => {
  beforeAll(() => {
    process.env['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=/nonexistent';
  });

  it('the keychain says why and what to do, and never throws', async () => {
    const keychain = keychainOf('/nowhere');
    const fault = { reason: expect.stringMatching(/^The keychain cannot be used: .+\.$/) };
    expect(await keychain.status()).toMatchObject({ available: false, ...fault });
    expect(await keychain.get(SECRET)).toMatchObject({ ok: false, ...fault });
    expect(await keychain.set(SECRET, 'x')).toMatchObject({ ok: false, ...fault });
    expect(await keychain.delete(SECRET)).toMatchObject({ ok: false, ...fault });
  });

  it('a secret is not kept, and the answer has the remedy', async () => {
    const { open, text } = settingsFile();
    const store = await open();
    const change = await store.setSecret(SECRET, 'sesame');
    expect(change).toMatchObject({ ok: false, message: expect.stringContaining(REMEDY) });
    expect(await store.secret(SECRET)).toBeUndefined();
    expect(text()).not.toContain('sesame');
  });

  it('a person can choose to keep it in memory for this run', async () => {
    const { open, text } = settingsFile();
    const store = await open();
    expect(await store.setSecret(SECRET, 'sesame', 'memory')).toEqual({ ok: true });
    expect(await store.secret(SECRET)).toBe('sesame');
    expect(await stateOf(store, SECRET)).toMatchObject({ origin: 'memory' });
    expect(text()).not.toContain('sesame');
    await store.close();
    expect(await (await open()).secret(SECRET)).toBeUndefined();
  });

  it('reading secrets is one problem, not one for each', async () => {
    const store = await settingsFile().open();
    await store.origins();
    expect(store.problems()).toEqual([
      { key: 'keychain', message: expect.stringContaining(REMEDY) },
    ]);
  });

  it('a secret in the settings file serves this run and stays where it is', async () => {
    const content = { channels: { wecom: { secret: 'sesame' } } };
    const { open, read } = settingsFile(content);
    const store = await open();
    expect(await store.secret(SECRET)).toBe('sesame');
    expect(read()).toEqual(content);
    expect(store.problems()).toEqual([{ key: SECRET, message: expect.stringContaining(REMEDY) }]);
    expect(store.problems()[0]?.message).not.toContain('sesame');
  });

  it('a newer secret replaces the one in the settings file', async () => {
    const { open, read } = settingsFile({ channels: { wecom: { secret: 'old' } } });
    const store = await open();
    await store.setSecret(SECRET, 'newer', 'memory');
    await store.set('channels.wecom.bot_id', 'aib1');
    expect(await store.secret(SECRET)).toBe('newer');
    expect(read()).toEqual({ channels: { wecom: { secret: '', bot_id: 'aib1' } } });
    expect(store.problems()).toEqual([]);
  });
});
