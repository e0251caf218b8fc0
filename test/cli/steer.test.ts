import { describe, expect, it } from 'vitest';
import { createDesk } from '../fixtures/terminal.ts';

describe('status', () => {
  it('tells how the running instance is', async () => {
    const { simulator, gateway, run } = await createDesk();
    const running = await gateway();
    simulator.say({ from: 'zhangsan', text: 'hi' });
    await running.shows('answered zhangsan');
    const { code, stdout } = await run(['status']);
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^online as aibSIMULATOR since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      'agent: echo',
      'answering now: 0; waiting to be sent: 0',
      'last 24 hours: 1 received, 0 not delivered',
      `process: ${running.child.pid}`,
      '',
    ]);
  });

  it('tells it as JSON', async () => {
    const { gateway, run } = await createDesk();
    const { child } = await gateway();
    const { stdout } = await run(['status', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      pid: child.pid,
      bot_id: 'aibSIMULATOR',
      state: { name: 'online' },
    });
  });

  it.each(['status', 'connect', 'disconnect'])(
    'where nothing runs, %s ends with exit code 1 and says what to do',
    async (command) => {
      const { run } = await createDesk();
      expect(await run([command])).toEqual({
        code: 1,
        stdout: '',
        stderr: 'WeCom Tray is not running. Run `wecom-tray gateway`.\n',
      });
    },
  );

  it('tells as JSON that nothing runs', async () => {
    const { run } = await createDesk();
    const { code, stdout, stderr } = await run(['status', '--json']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      state: { name: 'absent' },
      note: 'WeCom Tray is not running. Run `wecom-tray gateway`.',
    });
  });
});

describe('disconnect and connect', () => {
  it('take the running bot off and on again', async () => {
    const { simulator, gateway, run } = await createDesk();
    const running = await gateway();
    expect(await run(['disconnect'])).toEqual({ code: 0, stdout: 'disconnected\n', stderr: '' });
    await running.shows('disconnected');
    expect(simulator.online).toBe(false);
    const { code, stdout } = await run(['connect']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^online as aibSIMULATOR since/);
    expect(simulator.online).toBe(true);
  });

  it('bring the bot back from another device', async () => {
    const { simulator, gateway, run } = await createDesk();
    const running = await gateway();
    simulator.displace();
    await running.shows('taken over by another device');
    expect((await run(['status'])).stdout).toMatch(
      /^taken over by another device; run `wecom-tray/,
    );
    expect((await run(['connect'])).code).toBe(0);
    expect(simulator.online).toBe(true);
  });

  it('say why the bot does not come online', async () => {
    const { simulator, gateway, run } = await createDesk();
    await gateway();
    await run(['disconnect']);
    simulator.misbehave({
      when: { cmd: 'aibot_subscribe' },
      do: { refuse: 853000, errmsg: 'invalid secret' },
    });
    expect(await run(['connect'])).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'refused by WeCom (853000 invalid secret); run `wecom-tray auth wecom` to bind the bot ' +
        'again\n',
    });
  });
});
