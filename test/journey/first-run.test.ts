import { readdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { agentsWords } from '../../src/words/agents.ts';
import { bindingWords } from '../../src/words/binding.ts';
import { conversationsWords } from '../../src/words/conversations.ts';
import { firstRunWords } from '../../src/words/first-run.ts';
import { shellWords } from '../../src/words/shell.ts';
import { trayWords } from '../../src/words/tray.ts';
import { button, hasChromium, shareBrowser } from '../fixtures/browser.ts';
import { canStartDesktop, DESKTOP_TEST, eventually, startDesktop } from '../fixtures/electron.ts';
import { hasKeyrings } from '../fixtures/session-bus.ts';
import { temporaryFolder } from '../settings/folder.ts';
import { openPhone } from '../simulator/phone-browser.ts';
import { filesWith } from './data-folder.ts';
import { secretsIn } from './keychain.ts';
import { clickTray, trayIcon, trayLines } from './tray.ts';

const start = firstRunWords.en;
const agents = agentsWords.en;
const conversations = conversationsWords.en;
const tray = trayWords.en;

/** Scans the code that the window shows, and says yes. */
async function bindByPhone(phone: Page, window: Page): Promise<void> {
  await window.getByRole('img', { name: bindingWords.en.qrName }).waitFor();
  await button(phone, 'Scan').click();
  await button(phone, 'Confirm').click();
}

async function letEchoAnswer(window: Page): Promise<void> {
  await window.getByRole('radio', { name: agents.echo }).check();
  await button(window, agents.use).click();
}

/** Says something to the bot on the phone's page. */
async function sayOn(phone: Page, text: string): Promise<void> {
  await phone.getByRole('textbox', { name: 'Message' }).fill(text);
  await button(phone, 'Send').click();
}

const answersOn = (phone: Page): Promise<string[]> =>
  phone.locator('[data-who=bot][data-state=finished] [data-testid=content]').allTextContents();

const messagesIn = (window: Page) =>
  window.getByRole('log', { name: conversations.messages }).getByRole('article');

describe.skipIf(!canStartDesktop || !hasKeyrings || !hasChromium)(
  'the first run (needs Electron, a keychain and Chromium)',
  DESKTOP_TEST,
  () => {
    const browser = shareBrowser();

    it('leads from the QR code to answers, which the tray switches off and on again', async () => {
      const desktop = await startDesktop({ bound: false, keychain: true });
      const { simulator, bus } = desktop;
      const [bot = { id: '', secret: '' }] = simulator.bots;
      const window = await desktop.window();
      await window.getByRole('heading', { name: start.title }).waitFor();
      await eventually(() => trayLines(desktop)).toContain('No bot is bound yet');
      const unbound = await trayIcon(desktop).icon();

      const { page: phone } = await openPhone(browser(), simulator);
      await window.getByRole('button', { name: start.bind }).click();
      await bindByPhone(phone, window);
      await letEchoAnswer(window);
      await window.getByRole('heading', { name: conversations.noChats }).waitFor();
      await eventually(() => trayLines(desktop)).toContain(`Online as ${bot.id}`);
      expect(await trayIcon(desktop).tooltip()).toBe(`WeCom Tray — Online as ${bot.id}`);
      const online = await trayIcon(desktop).icon();
      expect(online).not.toBe(unbound);

      await phone.getByRole('button', { name: /^Bot/ }).click();
      await sayOn(phone, 'Hello');
      await eventually(() => answersOn(phone)).toEqual(['Hello']);
      await window.getByRole('option', { name: 'zhangsan' }).click();
      await eventually(() => messagesIn(window).count()).toBe(2);

      await clickTray(desktop, 'Disconnect');
      await window.getByText('Disconnected. Messages to your bot are not answered.').waitFor();
      await eventually(() => trayLines(desktop)).toEqual(
        expect.arrayContaining(['Disconnected', 'Connect']),
      );
      expect(await trayIcon(desktop).icon()).toBe(unbound);
      expect(await trayIcon(desktop).tooltip()).toBe('WeCom Tray — Disconnected');
      await sayOn(phone, 'Anybody there?');
      await phone.getByText('Not delivered: the bot is not connected.').waitFor();

      await clickTray(desktop, 'Connect');
      await simulator.waitFor(() => simulator.online);
      await eventually(() => trayIcon(desktop).icon()).toBe(online);
      await sayOn(phone, 'And now?');
      await eventually(() => answersOn(phone)).toEqual(['Hello', 'And now?']);
      await eventually(() => messagesIn(window).allTextContents()).toEqual(
        ['Hello', 'Hello', 'And now?', 'And now?'].map((text) => expect.stringContaining(text)),
      );

      expect(await secretsIn(bus)).toEqual([bot.secret]);
      await clickTray(desktop, tray.quit);
      expect(await desktop.exit).toBe(0);
      expect(filesWith(bot.id, desktop.data)).not.toEqual([]);
      expect(filesWith(bot.secret, desktop.home)).toEqual(
        // The keychain of this session, which is only locked when the session ends.
        filesWith(bot.secret, `${desktop.home}/keyring`),
      );
      expect(desktop.output()).not.toContain(bot.secret);

      desktop.start('--hidden');
      await simulator.waitFor(() => simulator.online, 20_000);
    });
  },
);

describe.skipIf(!canStartDesktop)('a simulated WeCom (needs Electron)', DESKTOP_TEST, () => {
  it('is tried out on a phone beside the window, and leaves nothing behind', async () => {
    const temporary = temporaryFolder();
    const desktop = await startDesktop({ bound: false, env: { TMPDIR: temporary } });
    const window = await desktop.window();
    await window.getByRole('button', { name: start.simulate }).click();
    const phone = await desktop.windowAt('http://127.0.0.1:');
    expect(await phone.evaluate('typeof requestControlPort')).toBe('undefined');
    await bindByPhone(phone, window);
    await letEchoAnswer(window);
    await eventually(() => trayLines(desktop)).toContain(tray.demo);
    expect(await trayIcon(desktop).tooltip()).toMatch(/\(simulated WeCom\)$/);

    await phone.getByRole('button', { name: /^Bot/ }).click();
    await sayOn(phone, 'Is this real?');
    await eventually(() => answersOn(phone)).toEqual(['Is this real?']);
    await window.getByRole('option', { name: 'zhangsan' }).click();
    await eventually(() => messagesIn(window).count()).toBe(2);
    expect(simulations(temporary)).toHaveLength(1);

    const closed = phone.waitForEvent('close');
    await clickTray(desktop, tray.leaveDemo);
    await closed;
    await window.getByRole('heading', { name: start.title }).waitFor();
    await eventually(() => trayLines(desktop)).not.toContain(tray.demo);
    expect(await window.getByText(shellWords.en.demo, { exact: true }).count()).toBe(0);
    await eventually(() => simulations(temporary)).toEqual([]);
    expect(filesWith('Is this real?', desktop.home)).toEqual([]);
    expect(filesWith('aibSIMULATOR', desktop.home)).toEqual([]);
    expect(desktop.simulator.subscribes).toBe(0);
  });
});

/** Folders of bots in simulated WeComs. */
const simulations = (folder: string): string[] =>
  readdirSync(folder).filter((name) => name.startsWith('wecom-tray-demo-'));
