import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { createDesk } from '../fixtures/terminal.ts';

describe('the command line', () => {
  it('tells its version', async () => {
    const { run } = await createDesk();
    expect(await run(['--version'])).toEqual({
      code: 0,
      stdout: `${manifest.version}\n`,
      stderr: '',
    });
  });

  it('explains every command in one line, with examples', async () => {
    const { run } = await createDesk();
    const { code, stdout } = await run(['--help']);
    expect(code).toBe(0);
    for (const command of [
      'auth',
      'gateway',
      'demo',
      'status',
      'connect',
      'disconnect',
      'send',
      'chats',
      'log',
      'config',
      'migrate',
      'doctor',
    ]) {
      expect(stdout).toMatch(new RegExp(`^  ${command} .*[a-z]{3}`, 'm'));
    }
    expect(stdout).toContain('Examples:');
  });

  it('says where help is, and shows no default that is none', async () => {
    const { run } = await createDesk();
    expect((await run(['status', '--nonsense'])).stderr).toContain('Add --help for how it goes.');
    expect((await run(['send', '--help'])).stdout).not.toContain('default');
  });

  it.each([
    [['nonsense']],
    [[]],
    [['status', '--nonsense']],
    [['status', 'too', 'much']],
    [['auth']],
    [['auth', 'wecom', '--timeout', 'soon']],
    [['gateway', '--log-level', 'loud']],
    [['send']],
    [['send', 'zhangsan']],
    [['send', 'zhangsan', ' ']],
    [['log', '--limit', '0']],
    [['log', '--limit', 'ten']],
    [['config', 'get', 'nonsense']],
    [['config', 'set', 'agent.kind']],
    [['config', 'set', 'agent.kind', 'oracle']],
    [['migrate']],
  ])('ends with exit code 2 on %j, says why, and touches nothing', async (args) => {
    const { run, dir } = await createDesk();
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).not.toBe('');
    expect(readdirSync(dir)).toEqual([]);
  });
});
