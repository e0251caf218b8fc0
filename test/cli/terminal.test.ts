import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDesk, hasTerminals } from '../fixtures/terminal.ts';

const ENTER = '\r';
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const TERMINAL_MAKER = 'script';

describe.skipIf(!hasTerminals)('in a terminal (needs the `script` of util-linux)', () => {
  it('a secret is typed unseen', async () => {
    const { startInTerminal } = await createDesk();
    const setting = startInTerminal('config', 'set', 'agent.api_key');
    await setting.shows('Value of agent.api_key (what you type is not shown):');
    setting.child.stdin?.write(`hunter2hunter2${ENTER}`);
    await setting.exit;
    expect(setting.stdout()).toContain('The keychain cannot be used');
    expect(setting.stdout()).not.toContain('hunter2');
  });

  it.each([
    ['Ctrl-C', CTRL_C],
    ['Ctrl-D', CTRL_D],
  ])('a secret is not taken after %s', async (_what, key) => {
    const { startInTerminal } = await createDesk();
    const setting = startInTerminal('config', 'set', 'agent.api_key');
    await setting.shows('(what you type is not shown):');
    setting.child.stdin?.write(key);
    expect(await setting.exit).toBe(1);
    expect(setting.stdout()).toContain('Cancelled. Nothing was changed.');
  });

  it('a gateway without a keychain takes the secret for this run, unseen', async () => {
    const { startInTerminal, simulator, env } = await createDesk();
    delete env['PICOCLAW_CHANNELS_WECOM_SECRET'];
    const gateway = startInTerminal('gateway');
    await gateway.shows('Secret of aibSIMULATOR, kept in memory for this run');
    gateway.child.stdin?.write(`${simulator.bots[0]?.secret}${ENTER}`);
    await gateway.shows('online as aibSIMULATOR');
    gateway.child.stdin?.write(CTRL_C);
    expect(await gateway.exit).toBe(0);
    expect(gateway.stdout()).toContain('disconnected');
  });

  it('a gateway whose terminal is gone ends as it does on Ctrl-C', async () => {
    const { dir, env, simulator } = await createDesk();
    const cli = fileURLToPath(new URL('../../src/main/cli.ts', import.meta.url));
    const code = join(dir, 'code');
    // Without the signal that usually comes with it, only writing tells.
    const command = `trap '' HUP; '${process.execPath}' '${cli}' gateway; echo $? >'${code}'`;
    const terminal = spawn(TERMINAL_MAKER, ['--quiet', '--command', command, '/dev/null'], {
      env: { ...env, SHELL: '/bin/sh' },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    onTestFinished(() => void terminal.kill('SIGKILL'));
    await simulator.waitFor(() => simulator.online);
    terminal.kill('SIGKILL');
    simulator.say({ from: 'zhangsan', text: 'hi' });
    await simulator.waitFor(() => existsSync(code) && readFileSync(code, 'utf8') !== '');
    expect(readFileSync(code, 'utf8')).toBe('0\n');
  });

  it('the demo is a chat, until Ctrl-D', async () => {
    const { startInTerminal } = await createDesk();
    const demo = startInTerminal('demo');
    await demo.shows('You are zhangsan in WeCom. Type a message');
    demo.child.stdin?.write(`你好${ENTER}`);
    await demo.shows(/^你好\r\n> $/m);
    demo.child.stdin?.write(CTRL_D);
    expect(await demo.exit).toBe(0);
  });
});
