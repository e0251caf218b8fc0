import { describe, expect, it } from 'vitest';
import { keychainOf, keychainWorks } from './folder.ts';

const works = await keychainWorks();

/** A folder's name that no other run has. */
const folder = (name: string) => `/nowhere/${process.pid}/${name}`;

describe.skipIf(!works)('the keychain (needs a keychain)', () => {
  it('gives back what was kept, until it is deleted', async () => {
    const keychain = keychainOf(folder('one'));
    expect(await keychain.set('channels.wecom.secret', '芝麻开门 "\\')).toMatchObject({ ok: true });
    expect(await keychain.get('channels.wecom.secret')).toEqual({
      ok: true,
      value: '芝麻开门 "\\',
    });
    expect(await keychain.delete('channels.wecom.secret')).toMatchObject({ ok: true });
    expect(await keychain.get('channels.wecom.secret')).toEqual({ ok: true, value: undefined });
    expect(await keychain.delete('channels.wecom.secret')).toMatchObject({ ok: true });
  });

  it('keeps what another process can read', async () => {
    await keychainOf(folder('same')).set('agent.api_key', 'key');
    expect(await keychainOf(folder('same')).get('agent.api_key')).toEqual({
      ok: true,
      value: 'key',
    });
    await keychainOf(folder('same')).delete('agent.api_key');
  });

  it('is not shared by two data folders', async () => {
    await keychainOf(folder('one')).set('agent.api_key', 'key');
    expect(await keychainOf(folder('two')).get('agent.api_key')).toEqual({
      ok: true,
      value: undefined,
    });
    await keychainOf(folder('one')).delete('agent.api_key');
  });

  it('says that it is available', async () => {
    expect(await keychainOf(folder('one')).status()).toEqual({ available: true });
  });
});
