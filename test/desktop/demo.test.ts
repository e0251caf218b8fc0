import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import {
  canStartDesktop,
  DESKTOP_TEST,
  type Desktop,
  eventually,
  onlineTray,
  startDesktop,
} from '../fixtures/electron.ts';

/** Starts the simulated WeCom out of the first run and binds a bot with its phone. */
async function startDemo(desktop: Desktop): Promise<{ window: Page; phone: Page }> {
  const window = await desktop.window();
  await window.getByRole('button', { name: /simulated WeCom/ }).click();
  const phone = await desktop.windowAt('http://127.0.0.1:');
  await phone.getByRole('button', { name: 'Scan' }).click();
  await phone.getByRole('button', { name: 'Confirm' }).click();
  await phone.getByRole('list', { name: 'Chats' }).waitFor();
  return { window, phone };
}

const isOpen = (page: Page) => !page.isClosed();

describe.skipIf(!canStartDesktop)('a simulated WeCom (needs Electron)', DESKTOP_TEST, () => {
  it('opens a phone beside the window, that talks with the bot', async () => {
    const desktop = await startDesktop({ bound: false });
    const { phone } = await startDemo(desktop);
    const [first] = await (await onlineTray(desktop)).menu();
    expect(first?.label).toBe('Simulated WeCom');

    await phone.getByRole('button', { name: /^Bot/ }).click();
    await phone.getByRole('textbox', { name: 'Message' }).fill('Hello there');
    await phone.getByRole('button', { name: 'Send' }).click();
    const answer = phone.getByRole('log').locator('[data-who=bot]').getByTestId('content');
    await eventually(() => answer.allInnerTexts()).toEqual([
      expect.stringContaining('Hello there'),
    ]);
    expect(desktop.simulator.connections).toBe(0);
  });

  it('gives its phone nothing of ours, and keeps it on its page', async () => {
    const desktop = await startDesktop({ bound: false });
    const { phone } = await startDemo(desktop);
    const address = phone.url();
    expect(await phone.evaluate(() => 'requestControlPort' in globalThis)).toBe(false);
    for (const url of [
      'app://main/',
      `${desktop.simulator.httpUrl}/`,
      new URL('/', address).href,
    ]) {
      await phone.evaluate(`location.assign('${url}')`);
      await phone.evaluate(`window.open('${url}')`);
    }
    expect(phone.url()).toBe(address);
    expect(desktop.app.windows().filter(isOpen)).toHaveLength(2);
    await phone.evaluate("location.assign('https://example.com/#token=of-somebody')");
    const log = () => readFileSync(join(desktop.data, 'logs/wecom-tray.1.log'), 'utf8');
    await eventually(log).toContain('https://example.com/');
    expect(log()).not.toContain('of-somebody');
    expect(log()).not.toContain(new URL(address).hash.slice('#token='.length));
  });

  it('takes its phone along when it is left, and begins anew the next time', async () => {
    const desktop = await startDesktop({ bound: false });
    const first = await startDemo(desktop);
    const gone = first.phone.waitForEvent('close');
    const item = await onlineTray(desktop);
    await item.click('Leave the simulation');
    await gone;
    await eventually(async () => (await item.menu()).map(({ label }) => label)).not.toContain(
      'Simulated WeCom',
    );

    const second = await startDemo(desktop);
    expect(new URL(second.phone.url()).port).not.toBe(new URL(first.phone.url()).port);
  });
});
