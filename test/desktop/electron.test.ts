import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../src/main/control/page.ts';
import {
  canStartDesktop,
  DESKTOP_TEST,
  eventually,
  onlineTray,
  startDesktop,
} from '../fixtures/electron.ts';
import type { TrayItem } from '../fixtures/session-bus.ts';

/** The lines of the tray's menu that say or do something. */
async function linesOf(item: TrayItem): Promise<string[]> {
  const menu = await item.menu();
  return menu.filter(({ type }) => type === 'standard').map(({ label }) => label);
}

describe.skipIf(!canStartDesktop)('the desktop application (needs Electron)', DESKTOP_TEST, () => {
  it('shows its page from an address of its own, under a policy and without Node', async () => {
    const desktop = await startDesktop();
    const window = await desktop.window();
    await window.getByRole('navigation').waitFor();

    expect(window.url()).toBe('app://main/');
    // Over the window's port: what it shows came from the bot.
    await window.getByText('Online').first().waitFor();
    const response = await window.reload();
    expect(response?.headers()['content-security-policy']).toBe(contentSecurityPolicy());
    expect(response?.headers()['x-content-type-options']).toBe('nosniff');
    // A page loaded again gets a port again.
    await window.getByText('Online').first().waitFor();
    expect(
      await window.evaluate(() => [typeof Reflect.get(window, 'require'), typeof process]),
    ).toEqual(['undefined', 'undefined']);
    const preferences = await desktop.app.evaluate(({ webContents }) =>
      webContents
        .getAllWebContents()
        .map((one) => Reflect.get(one, 'getLastWebPreferences').call(one)),
    );
    expect(preferences).toEqual([
      expect.objectContaining({ sandbox: true, contextIsolation: true, nodeIntegration: false }),
    ]);
    expect(existsSync(join(desktop.data, 'desktop', 'Cookies'))).toBe(false);
  });

  it('says in the tray how the bot is, and is steered from there', async () => {
    const desktop = await startDesktop();
    const item = await onlineTray(desktop);
    const [bot] = desktop.simulator.bots;
    await eventually(() => linesOf(item)).toContain(`Online as ${bot?.id}`);
    await eventually(() => item.tooltip()).toBe(`WeCom Tray — Online as ${bot?.id}`);
    const online = await item.icon();

    await item.click('Disconnect');
    await eventually(() => linesOf(item)).toContain('Connect');
    expect(desktop.simulator.online).toBe(false);
    await eventually(() => item.icon()).not.toBe(online);

    await item.click('Connect');
    await desktop.simulator.waitFor(() => desktop.simulator.online);
  });

  it('lives on in the tray where its window is closed, and comes back by it', async () => {
    const desktop = await startDesktop();
    const window = await desktop.window();
    await window.getByText('Online').first().waitFor();
    const closed = window.waitForEvent('close');
    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await closed;
    expect(desktop.simulator.online).toBe(true);

    const item = await onlineTray(desktop);
    await item.activate();
    await (await desktop.window()).getByText('Online').first().waitFor();
  });

  it("ends with the tray's Quit, and leaves nothing running", async () => {
    const desktop = await startDesktop();
    const item = await onlineTray(desktop);
    await item.click('Quit');
    expect(await desktop.exit).toBe(0);
    await desktop.simulator.waitFor(() => desktop.simulator.connections === 0);
  });
});
