import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canLackKeychain, createDesk } from '../fixtures/terminal.ts';
import { keychainOf, keychainWorks } from '../settings/folder.ts';

const hasKeychain = await keychainWorks();
const SECRET = 'channels.wecom.secret';

describe('config', () => {
  it('tells where the settings file is', async () => {
    const { run, dir } = await createDesk();
    expect((await run(['config', 'path'])).stdout).toBe(`${join(dir, 'config.json')}\n`);
  });

  it('tells every setting and where its value comes from', async () => {
    const { run } = await createDesk();
    await run(['config', 'set', 'agent.kind', 'command']);
    const { code, stdout } = await run(['config', 'get']);
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines).toContain('channels.wecom.bot_id = "aibSIMULATOR" (environment)');
    expect(lines).toContain(`${SECRET} is set (environment)`);
    expect(lines).toContain('agent.kind = "command" (file)');
    expect(lines).toContain('agent.timeout = "5m" (default)');
    expect(lines).toContain('agent.api_key is not set');
  });

  it('tells one setting or a section', async () => {
    const { run } = await createDesk();
    const one = await run(['config', 'get', 'agent.history']);
    expect(one.stdout).toBe('agent.history = 20 (default)\n');
    const section = await run(['config', 'get', 'replies']);
    expect(section.stdout).toBe(
      'replies.welcome_text = "" (default)\nreplies.paused = false (default)\n',
    );
  });

  it('tells them as JSON, a secret never', async () => {
    const { run } = await createDesk();
    const one = await run(['config', 'get', 'agent.history', '--json']);
    expect(JSON.parse(one.stdout)).toEqual({ path: 'agent.history', value: 20, origin: 'default' });
    const secret = await run(['config', 'get', SECRET, '--json']);
    expect(JSON.parse(secret.stdout)).toEqual({ path: SECRET, origin: 'environment' });
    const section = await run(['config', 'get', 'replies', '--json']);
    expect(JSON.parse(section.stdout)).toHaveLength(2);
  });

  it.each([
    ['channels.wecom.allow_from', 'zhangsan, lisi', ['zhangsan', 'lisi']],
    ['agent.command', '["claude", "-p", "a, b"]', ['claude', '-p', 'a, b']],
    ['channels.wecom.send_thinking_message', 'no', false],
    ['agent.history', '5', 5],
    ['agent.system_prompt', '', ''],
  ])('sets %s to %s', async (key, typed, value) => {
    const { run, dir } = await createDesk();
    expect(await run(['config', 'set', key, typed])).toEqual({
      code: 0,
      stdout: 'Saved.\n',
      stderr: '',
    });
    const file: unknown = JSON.parse(readFileSync(join(dir, 'config.json'), 'utf8'));
    const found = key
      .split('.')
      .reduce<unknown>((section, name) => Reflect.get(Object(section), name), file);
    expect(found).toEqual(value);
  });

  it('says where the environment stays in force', async () => {
    const { run } = await createDesk();
    const { code, stdout } = await run(['config', 'set', 'channels.wecom.bot_id', 'aibOTHER']);
    expect(code).toBe(0);
    expect(stdout).toBe(
      'Saved, but PICOCLAW_CHANNELS_WECOM_BOT_ID in the environment stays in force.\n',
    );
  });

  it('says that nothing uses the settings of wecom_app yet, and lists only those set', async () => {
    const { run } = await createDesk();
    const listed = async (...key: string[]) =>
      (await run(['config', 'get', ...key])).stdout
        .split('\n')
        .filter((line) => line.startsWith('channels.wecom_app.'));
    expect(await listed()).toEqual([]);
    expect((await listed('channels.wecom_app')).length).toBeGreaterThan(1);
    expect(await run(['config', 'set', 'channels.wecom_app.corp_id', 'ww1'])).toEqual({
      code: 0,
      stdout: 'Saved.\n',
      stderr: 'This version does not use channels.wecom_app yet.\n',
    });
    expect(await listed()).toEqual(['channels.wecom_app.corp_id = "ww1" (file)']);
  });

  it.skipIf(!canLackKeychain)(
    'warns of the keychain only where a secret was asked for (needs Linux)',
    async () => {
      const { run } = await createDesk();
      expect((await run(['config', 'get', 'agent.kind'])).stderr).toBe('');
      expect((await run(['config', 'get', 'agent'])).stderr).toContain('keychain');
    },
  );

  it('takes no secret from the command line, and says why', async () => {
    const { run } = await createDesk();
    const { code, stdout, stderr } = await run(['config', 'set', SECRET, 'hunter2hunter2']);
    expect(code).toBe(2);
    expect(stderr).toContain(
      `${SECRET} is a secret and was not taken: other programs can see a command line`,
    );
    expect(stdout + stderr).not.toContain('hunter2');
    const glued = await run(['config', 'set', `${SECRET}=hunter2hunter2`]);
    expect(glued).toMatchObject({ code: 2 });
    expect(glued.stdout + glued.stderr).not.toContain('hunter2');
  });

  it.skipIf(!canLackKeychain)(
    'without a keychain keeps no secret, and says so (needs Linux)',
    async () => {
      const { run, dir } = await createDesk();
      const { code, stderr } = await run(['config', 'set', SECRET], 'hunter2hunter2\n');
      expect(code).toBe(1);
      expect(stderr).toContain('The keychain cannot be used');
      expect(stderr).not.toContain('hunter2');
      expect(readFileSync(join(dir, 'config.json'), 'utf8')).not.toContain('hunter2');
    },
  );

  it.skipIf(!hasKeychain)('reads a secret from stdin into the keychain (needs one)', async () => {
    const { run, dir } = await createDesk({ keychain: true, bound: false });
    const { code, stderr } = await run(['config', 'set', SECRET], 'hunter2hunter2\n');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect((await run(['config', 'get', SECRET])).stdout).toBe(`${SECRET} is set (keychain)\n`);
    const keychain = keychainOf(dir);
    expect(await keychain.get(SECRET)).toEqual({ ok: true, value: 'hunter2hunter2' });
    await keychain.delete(SECRET);
    expect(readFileSync(join(dir, 'config.json'), 'utf8')).not.toContain('hunter2');
  });

  it('says what is wrong with a settings file it cannot read', async () => {
    const { run, dir } = await createDesk();
    writeFileSync(join(dir, 'config.json'), '{ "agent": ');
    const { code, stderr } = await run(['config', 'get']);
    expect(code).toBe(1);
    expect(stderr).toContain('is not valid JSON');
    expect(readFileSync(join(dir, 'config.json'), 'utf8')).toBe('{ "agent": ');
  });

  it('is in force in a running gateway without a restart', async () => {
    const { run, gateway } = await createDesk();
    await gateway();
    await run(['config', 'set', 'agent.kind', 'model']);
    let status = '';
    while (!status.includes('agent: model qwen3')) status = (await run(['status'])).stdout;
  });
});
