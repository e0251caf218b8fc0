import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canLackKeychain, createDesk, type Desk } from '../fixtures/terminal.ts';
import { keychainOf, keychainWorks } from '../settings/folder.ts';

const hasKeychain = await keychainWorks();

function oldConfiguration({ dir }: Desk, content: unknown): string {
  const path = join(dir, 'picoclaw.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

describe('migrate', () => {
  it.skipIf(!hasKeychain)(
    'takes over a bot and tells what became of each key (needs a keychain)',
    async () => {
      const desk = await createDesk({ keychain: true, bound: false });
      const file = oldConfiguration(desk, {
        channels: {
          wecom_aibot: {
            enabled: true,
            bot_id: 'aibOLD',
            secret: 'old-secret-value',
            allow_from: ['zhangsan'],
            welcome_message: 'Hello!',
          },
        },
      });
      const { code, stdout, stderr } = await desk.run(['migrate', file]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('taken    channels.wecom_aibot.bot_id as channels.wecom.bot_id\n');
      expect(stdout).toContain('taken    channels.wecom_aibot.secret as channels.wecom.secret\n');
      expect(stdout).toMatch(/^dropped {2}channels\.wecom_aibot\.welcome_message: .*welcome_text/m);
      expect(stdout).not.toContain('old-secret-value');
      expect(JSON.parse(readFileSync(join(desk.dir, 'config.json'), 'utf8'))).toEqual({
        channels: { wecom: { enabled: true, bot_id: 'aibOLD', allow_from: ['zhangsan'] } },
      });
      const keychain = keychainOf(desk.dir);
      const secret = await keychain.get('channels.wecom.secret');
      await keychain.delete('channels.wecom.secret');
      expect(secret).toEqual({ ok: true, value: 'old-secret-value' });
    },
  );

  it.skipIf(!canLackKeychain)('without a keychain takes over nothing (needs Linux)', async () => {
    const desk = await createDesk({ bound: false });
    const wecom = { bot_id: 'aibOLD', secret: 'old-secret-value' };
    const { code, stdout, stderr } = await desk.run([
      'migrate',
      oldConfiguration(desk, { channels: { wecom } }),
    ]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^Nothing was taken over\. The keychain cannot be used/);
    expect(JSON.parse(readFileSync(join(desk.dir, 'config.json'), 'utf8'))).toEqual({});
  });

  it('says what is left to do where the secret is elsewhere', async () => {
    const desk = await createDesk({ bound: false });
    const wecom = { enabled: true, bot_id: 'aibOLD' };
    const { code, stdout } = await desk.run([
      'migrate',
      oldConfiguration(desk, { channels: { wecom } }),
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('to do    Enter the secret, which PicoClaw keeps in .security.yml');
  });

  it('says why a file is of no use', async () => {
    const desk = await createDesk();
    const missing = await desk.run(['migrate', join(desk.dir, 'missing.json')]);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(/missing\.json cannot be read: it does not exist\./);
    const other = await desk.run(['migrate', oldConfiguration(desk, { channels: { slack: {} } })]);
    expect(other).toMatchObject({ code: 1, stdout: '' });
    expect(other.stderr).toContain('no WeCom channel');
  });
});
