import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canLackKeychain, createDesk } from '../fixtures/terminal.ts';

describe('the gateway', () => {
  it('tells in a line each that it is online and whom it answered, never what was said', async () => {
    const { simulator, gateway } = await createDesk();
    const running = await gateway();
    simulator.say({ from: 'zhangsan', text: 'my private question' });
    await running.shows(/answered zhangsan/);
    const [bot] = simulator.bots;
    const time = String.raw`\d\d:\d\d:\d\d`;
    expect(running.stdout()).toMatch(
      new RegExp(
        `^${time} connecting\n${time} online as ${bot?.id}, answered by the agent: echo\n` +
          `${time} answered zhangsan in \\d+\\.\\d s\n$`,
      ),
    );
    expect(running.stderr()).toBe('');
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'ends with exit code 0 within 5 seconds of %s, also in the middle of an answer',
    async (signal) => {
      const { simulator, gateway, env } = await createDesk();
      env['WECOM_TRAY_AGENT_KIND'] = 'command';
      env['WECOM_TRAY_AGENT_COMMAND'] = JSON.stringify([process.execPath, '-e', SLOW]);
      const running = await gateway();
      simulator.say({ from: 'zhangsan', text: 'hi' });
      await simulator.waitFor(() =>
        simulator
          .chat('zhangsan')
          .some((entry) => entry.who === 'bot' && /begun/.test(contentOf(entry))),
      );
      const asked = performance.now();
      running.child.kill(signal);
      expect(await running.exit).toBe(0);
      expect(performance.now() - asked).toBeLessThan(5_000);
      expect(simulator.chat('zhangsan').at(-1)).toMatchObject({ finished: true });
    },
  );

  it('ends at once on a second Ctrl-C', async () => {
    const { simulator, gateway } = await createDesk();
    const running = await gateway();
    simulator.misbehave({ when: { finish: true }, times: Infinity, do: 'ignore' });
    simulator.say({ from: 'zhangsan', text: 'hi' });
    await simulator.waitFor(() => simulator.chat('zhangsan').length === 2);
    running.child.kill('SIGINT');
    await simulator.waitFor(() => {
      running.child.kill('SIGINT');
      return running.child.exitCode !== null;
    });
    expect(running.child.exitCode).toBe(130);
  });

  it('says that the connection was lost and when it tries again', async () => {
    const { simulator, gateway } = await createDesk();
    const running = await gateway();
    simulator.closeConnections(1001);
    await running.shows(/not connected: WeCom closed the connection \(1001\); next try in \d+ s/);
    await simulator.waitFor(() => simulator.subscribes === 2);
  });

  it('says what to do when another device took the bot over', async () => {
    const { simulator, gateway } = await createDesk();
    const running = await gateway();
    simulator.displace();
    await running.shows(
      'taken over by another device; run `wecom-tray connect` to use the bot here',
    );
  });

  it('says why an answer did not arrive', async () => {
    const { simulator, gateway } = await createDesk();
    const running = await gateway();
    simulator.misbehave({ when: {}, times: Infinity, do: { refuse: 93006, errmsg: 'gone' } });
    simulator.say({ from: 'lisi', chat: 'wrGROUP', text: 'hi' });
    await running.shows('group wrGROUP: failed: gone (93006)');
  });

  it('says what was wrong with the agent', async () => {
    const { simulator, gateway, env } = await createDesk();
    env['WECOM_TRAY_AGENT_KIND'] = 'command';
    env['WECOM_TRAY_AGENT_COMMAND'] = 'no-such-program';
    const running = await gateway();
    simulator.say({ from: 'zhangsan', text: 'hi' });
    await running.shows(/zhangsan: failed: .*no-such-program.*Check agent\.command/);
  });

  it('lets nothing from WeCom steer the terminal', async () => {
    const { simulator, gateway } = await createDesk();
    const running = await gateway();
    simulator.say({ from: 'eve\u001b[2J\u202e\nonline', text: 'hi' });
    await running.shows('answered eve online in');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(running.stdout()).not.toMatch(/[\u001b\u202e]/);
  });

  it('warns of settings that are wrong, at the start and when they change', async () => {
    const { dir, gateway } = await createDesk();
    const file = join(dir, 'config.json');
    writeFileSync(file, '{"agnet":{}}');
    const running = await gateway();
    expect(running.stderr()).toBe('warning: agnet is not a setting; it is kept and ignored.\n');
    writeFileSync(file, '{"agent":{"kind":"oracle"}}');
    await running.shows(
      'warning: agent.kind is "oracle"; allowed is "echo", "command" or "model".',
    );
  });

  it('ends quietly when nobody reads its output any more', async () => {
    const { simulator, gateway } = await createDesk();
    const running = await gateway();
    running.child.stdout?.destroy();
    simulator.say({ from: 'zhangsan', text: 'hi' });
    await simulator.waitFor(() => running.child.exitCode !== null);
    expect(running.child.exitCode).toBe(0);
    expect(running.stderr()).toBe('');
  });

  it('writes its log at the level asked for, for the owner alone', async () => {
    const { simulator, gateway, dir } = await createDesk();
    const running = await gateway('--log-level', 'debug');
    simulator.unknownEvent('auth_change_event');
    const logs = join(dir, 'logs');
    await simulator.waitFor(() =>
      readdirSync(logs).some((name) =>
        readFileSync(join(logs, name), 'utf8').includes('event ignored'),
      ),
    );
    expect(readdirSync(logs).map((name) => statSync(join(logs, name)).mode & 0o777)).toEqual([
      0o600,
    ]);
    expect(running.stderr()).toBe('');
  });
});

const SLOW = `process.stdout.write('begun'); setTimeout(() => {}, 60_000);`;

function contentOf(entry: object): string {
  return 'content' in entry ? String(entry.content) : '';
}

describe('a gateway that cannot start says why, and ends with exit code 1:', () => {
  it('no bot is bound', async () => {
    const { run } = await createDesk({ bound: false });
    const { code, stderr } = await run(['gateway']);
    expect(code).toBe(1);
    expect(stderr).toContain('No bot is bound yet. Run `wecom-tray auth wecom`');
  });

  it.skipIf(!canLackKeychain)(
    'the secret is missing and so is a keychain (needs Linux)',
    async () => {
      const { run, env } = await createDesk();
      delete env['PICOCLAW_CHANNELS_WECOM_SECRET'];
      const { code, stderr } = await run(['gateway']);
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /^warning: The keychain cannot be used: .*\nSo the bot has no secret\. /,
      );
      expect(stderr).toContain('PICOCLAW_CHANNELS_WECOM_SECRET can give it one for this run.');
    },
  );

  it('the data folder is a file', async () => {
    const { run, env, dir } = await createDesk();
    const file = join(dir, 'file');
    writeFileSync(file, '');
    env['WECOM_TRAY_HOME'] = file;
    const { code, stderr } = await run(['gateway']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The data folder .* cannot be used: .*WECOM_TRAY_HOME\.\n$/);
  });

  it('settings have wrong values, each named in a line of its own', async () => {
    const { run, dir } = await createDesk();
    const settings = { channels: { wecom: { allow_from: 'me' } }, agent: { kind: 'oracle' } };
    writeFileSync(join(dir, 'config.json'), JSON.stringify(settings));
    const { code, stderr } = await run(['gateway']);
    expect(code).toBe(1);
    expect(stderr.split('\n')).toEqual([
      'channels.wecom.allow_from is "me"; allowed is a list of user ids, each in quotes.',
      'agent.kind is "oracle"; allowed is "echo", "command" or "model".',
      `The settings file is ${join(dir, 'config.json')}.`,
      '',
    ]);
  });

  it('the environment has a wrong value', async () => {
    const { run, env } = await createDesk();
    env['PICOCLAW_CHANNELS_WECOM_WEBSOCKET_URL'] = 'http://example.com';
    const { code, stderr } = await run(['gateway']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^PICOCLAW_CHANNELS_WECOM_WEBSOCKET_URL is "http:..example.com"; .*\n$/);
  });

  it('the settings file is no JSON, which is told with its name once', async () => {
    const { run, dir } = await createDesk();
    const file = join(dir, 'config.json');
    writeFileSync(file, '{ "agent": ');
    const { code, stderr } = await run(['gateway']);
    expect(code).toBe(1);
    expect(stderr.split(file)).toHaveLength(2);
    expect(stderr).toMatch(/^The settings file .* is not valid JSON.* Correct it, .*\n$/);
  });

  it('another instance holds the data folder', async () => {
    const { run, gateway } = await createDesk();
    const first = await gateway();
    const { code, stderr } = await run(['gateway']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^WeCom Tray is already running on .* \(process \d+\)\.\n$/);
    expect(stderr).toContain(`(process ${first.child.pid})`);
  });

  it('its socket path is taken by a folder, which stays as it is', async () => {
    const { run, dir } = await createDesk();
    const path = join(dir, 'control.sock');
    mkdirSync(path);
    writeFileSync(join(path, 'mine'), 'kept');
    const { code, stderr } = await run(['gateway']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The local socket .*control\.sock cannot be used: .*\n$/);
    expect(readFileSync(join(path, 'mine'), 'utf8')).toBe('kept');
  });
});

it('a gateway starts again after its process was killed', async () => {
  const { dir, gateway } = await createDesk();
  const first = await gateway();
  first.child.kill('SIGKILL');
  await first.exit;
  expect(statSync(join(dir, 'control.sock')).isSocket()).toBe(true);
  await gateway();
});
