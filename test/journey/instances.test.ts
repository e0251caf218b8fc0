import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { goTo } from '../fixtures/browser.ts';
import { canStartDesktop, DESKTOP_TEST, eventually, startDesktop } from '../fixtures/electron.ts';
import { trayLines } from './tray.ts';

const CLI = join(import.meta.dirname, '../../dist/cli.js');

describe.skipIf(!canStartDesktop)('one bot on one computer (needs Electron)', DESKTOP_TEST, () => {
  it('has one connection, whoever starts it again, and is steered from the terminal', async () => {
    const desktop = await startDesktop();
    const { simulator } = desktop;
    /** Runs a command in a terminal of the same person. */
    const terminal = async (command: string) => {
      const running = desktop.run(process.execPath, [CLI, command]);
      return { code: await running.exit, output: running.output() };
    };
    const window = await desktop.window();
    await goTo(window, 'Status');
    await window.getByText('Online. Messages to your bot are answered.').waitFor();

    const again = desktop.start();
    await eventually(() => again.child.exitCode).toBe(0);
    const gateway = await terminal('gateway');
    expect(gateway.code).toBe(1);
    expect(gateway.output).toContain('already running');
    expect(simulator.subscribes).toBe(1);

    const { code, output } = await terminal('status');
    expect(code).toBe(0);
    expect(output).toContain('online as aibSIMULATOR');
    expect((await terminal('disconnect')).code).toBe(0);
    await window.getByText('Disconnected. Messages to your bot are not answered.').waitFor();
    await eventually(() => trayLines(desktop)).toContain('Disconnected');
    expect(simulator.online).toBe(false);
    expect((await terminal('connect')).code).toBe(0);
    await window.getByText('Online. Messages to your bot are answered.').waitFor();
    await eventually(() => trayLines(desktop)).toContain('Online as aibSIMULATOR');
    expect(simulator.subscribes).toBe(2);
  });
});
