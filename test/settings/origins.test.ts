import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { KeychainResult, SecretStore } from '../../src/main/settings/keychain.ts';
import { openSettings } from '../../src/main/settings/store.ts';
import { temporaryFolder } from './folder.ts';

const SECRET = 'channels.wecom.secret';
const LOCKED = { ok: false, reason: 'Locked.', remedy: 'Unlock it.' } as const;

/** Settings with a keychain that notes what it is asked for. */
async function openWith(answer: KeychainResult<string | undefined>, env = {}) {
  const asked: string[] = [];
  const keychain: SecretStore = {
    async get(path) {
      asked.push(path);
      return answer;
    },
    set: async () => LOCKED,
    delete: async () => LOCKED,
    status: async () => ({ available: true }),
  };
  const home = { config: join(temporaryFolder(), 'config.json') };
  const settings = await openSettings({ home, env, keychain });
  onTestFinished(() => settings.close());
  return { settings, asked };
}

describe('where settings come from', () => {
  it('is told of those that are asked about, without the keychain where no secret is', async () => {
    const { settings, asked } = await openWith(LOCKED);
    expect(await settings.origins(['agent.kind', 'app.language'])).toEqual([
      { path: 'agent.kind', origin: 'default', value: 'echo' },
      { path: 'app.language', origin: 'default', value: 'auto' },
    ]);
    expect(asked).toEqual([]);
  });

  it('asks the keychain for exactly the secrets among them', async () => {
    const { settings, asked } = await openWith({ ok: true, value: 'sesame' });
    const [state] = await settings.origins([SECRET]);
    expect(state).toEqual({ path: SECRET, origin: 'keychain', value: undefined });
    expect(asked).toEqual([SECRET]);
  });

  it('is told of all where none is named', async () => {
    const { settings, asked } = await openWith({ ok: true, value: undefined });
    expect((await settings.origins()).length).toBeGreaterThan(20);
    expect(asked).toHaveLength(5);
  });
});

describe('where a secret is', () => {
  it('is told without the secret', async () => {
    const { settings } = await openWith({ ok: true, value: 'sesame' });
    expect(await settings.secretOrigin(SECRET)).toBe('keychain');
  });

  it('is unset where there is none, and for all we know where the keychain is locked', async () => {
    const none = await openWith({ ok: true, value: undefined });
    expect(await none.settings.secretOrigin(SECRET)).toBe('unset');
    const locked = await openWith(LOCKED);
    expect(await locked.settings.secretOrigin(SECRET)).toBe('unset');
  });

  it('is the environment or this run, without asking the keychain', async () => {
    const { settings, asked } = await openWith(LOCKED, {
      PICOCLAW_CHANNELS_WECOM_SECRET: 'sesame',
    });
    await settings.setSecret('agent.api_key', 'key', 'memory');
    expect(await settings.secretOrigin(SECRET)).toBe('environment');
    expect(await settings.secretOrigin('agent.api_key')).toBe('memory');
    expect(asked).toEqual([]);
  });
});

describe('whether the keychain answers', () => {
  it('is unknown until it is asked, then what it did last', async () => {
    const { settings } = await openWith({ ok: true, value: undefined });
    expect(settings.keychain()).toBe('unknown');
    await settings.secretOrigin(SECRET);
    expect(settings.keychain()).toBe('available');
    await settings.setSecret(SECRET, 'sesame');
    expect(settings.keychain()).toBe('unavailable');
  });
});

describe('a change that the environment hides', () => {
  it('names the variables that stay in force, and nothing where none does', async () => {
    const { settings } = await openWith(LOCKED, {
      WECOM_TRAY_AGENT_MODEL: 'theirs',
      PICOCLAW_CHANNELS_WECOM_SECRET: 'theirs',
    });
    expect(await settings.update({ 'agent.model': 'mine', 'agent.history': 3 })).toMatchObject({
      hidden: ['WECOM_TRAY_AGENT_MODEL'],
    });
    expect(await settings.setSecret(SECRET, 'mine', 'memory')).toMatchObject({
      hidden: ['PICOCLAW_CHANNELS_WECOM_SECRET'],
    });
    expect(await settings.set('agent.history', 4)).toEqual({ ok: true });
  });
});
