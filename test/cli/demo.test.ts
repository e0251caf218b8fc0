import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDesk } from '../fixtures/terminal.ts';

/** A desk whose temporary folder is its own, to see what a demo leaves there. */
async function desk() {
  const made = await createDesk();
  const temporary = mkdtempSync(join(tmpdir(), 'wecom-tray-test-'));
  onTestFinished(() => rmSync(temporary, { recursive: true, force: true }));
  made.env['TMPDIR'] = temporary;
  return { ...made, left: () => readdirSync(temporary) };
}

const SAY_42 = `process.stdout.write('42')`;

describe('the demo', () => {
  it('answers what is piped in, with only the answers on stdout', async () => {
    const { run, left } = await desk();
    const { code, stdout, stderr } = await run(['demo'], '你好\n\nand again\n');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '你好\nand again\n' });
    expect(stderr.split('\n')).toEqual([
      'Binding a bot in a simulated WeCom…',
      'QR code scanned',
      'confirmed in WeCom',
      'online as aibSIMULATOR, answered by the agent: echo',
      '',
    ]);
    expect(left()).toEqual([]);
  });

  it('can be answered by the person’s own agent, and minds no other setting', async () => {
    const { run, env, simulator } = await desk();
    env['WECOM_TRAY_AGENT_KIND'] = 'command';
    env['WECOM_TRAY_AGENT_COMMAND'] = JSON.stringify([process.execPath, '-e', SAY_42]);
    env['PICOCLAW_CHANNELS_WECOM_ALLOW_FROM'] = 'nobody';
    env['WECOM_TRAY_JOURNAL_RETENTION_DAYS'] = 'nonsense';
    expect(await run(['demo'], 'what is it?\n')).toMatchObject({ code: 0, stdout: '42\n' });
    expect(simulator.subscribes).toBe(0);
  });

  it('leaves nothing behind when it is stopped', async () => {
    const { start, left } = await desk();
    const running = start('demo');
    await running.shows('online as');
    expect(left()).toHaveLength(1);
    running.child.kill('SIGINT');
    expect(await running.exit).toBe(0);
    expect(left()).toEqual([]);
  });

  it('beside a gateway disturbs nothing', async () => {
    const { run, gateway, simulator } = await desk();
    await gateway();
    expect((await run(['demo'], 'hi\n')).code).toBe(0);
    expect(simulator.subscribes).toBe(1);
  });
});
