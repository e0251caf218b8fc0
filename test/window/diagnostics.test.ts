import { describe, expect, it } from 'vitest';
import { diagnosticsWords } from '../../src/words/diagnostics.ts';
import {
  button,
  eventually,
  goTo,
  hasChromium,
  openOnline,
  shareBrowser,
  type WindowOptions,
} from '../fixtures/browser.ts';

const words = diagnosticsWords.en;

describe.skipIf(!hasChromium)('diagnostics (needs Chromium)', () => {
  const browser = shareBrowser();

  async function openDiagnostics(options: WindowOptions = {}) {
    const window = await openOnline(browser(), options);
    const { page } = window;
    await goTo(page, 'Diagnostics');
    const checks = page.getByRole('region', { name: words.title, exact: true });
    const log = page.getByRole('log', { name: words.log.title });
    return { ...window, checks, log };
  }

  it('runs every check, one after the other, and says what to do in words', async () => {
    const { page, checks } = await openDiagnostics();
    await button(page, words.run).and(page.locator(':enabled')).waitFor();
    const names = await checks.getByRole('heading').allTextContents();
    expect(names.toSorted()).toEqual(Object.values(words.checks).toSorted());
    const row = (name: string) =>
      checks
        .getByRole('listitem')
        .filter({ has: page.getByRole('heading', { name, exact: true }) });
    // The environment has the secret: a missing keychain is not in the way.
    expect(await row(words.checks.keychain).innerText()).toContain(words.marks.warn);
    expect(await row(words.checks.connection).innerText()).toContain(words.marks.ok);
    expect(await checks.innerText()).not.toContain(words.marks.running);
  });

  it('leads from a finding to the setting that helps', async () => {
    const { page, checks } = await openDiagnostics();
    const echo = checks.getByRole('listitem').filter({ hasText: words.checks.agent });
    await button(page, words.run).and(page.locator(':enabled')).waitFor();
    await button(echo, words.buttons.settings).click();
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await eventually(() =>
      page.evaluate("document.activeElement.closest('[data-path]')?.dataset.path"),
    ).toBe('agent.kind');
  });

  it('shows the log as it grows, holds it while paused, and filters it', async () => {
    const { page, log, simulator } = await openDiagnostics();
    await log.getByText('subscribed').or(log.getByText('online')).first().waitFor();
    await button(page, words.log.pause).click();
    const before = await log.innerText();
    simulator.closeConnections();
    await page.getByText(/new line/).waitFor();
    expect(await log.innerText()).toBe(before);
    await button(page, words.log.resume).click();
    await eventually(() => log.innerText()).not.toBe(before);

    await page.getByRole('searchbox', { name: words.log.filter }).fill('no line has this in it');
    await log.getByText(words.log.nothing).waitFor();
    await page.getByRole('searchbox', { name: words.log.filter }).fill('');
    await page.getByLabel(words.log.from).selectOption('debug');
    await eventually(() => log.locator('b').allTextContents()).toContain('info');
    await page.getByLabel(words.log.from).selectOption('error');
    await eventually(async () => (await log.locator('b').allTextContents()).includes('info')).toBe(
      false,
    );
  });

  it('copies a report with no secret, no id and no word of a message in it', async () => {
    const { page, simulator } = await openDiagnostics();
    simulator.say({ from: 'zhangsan', text: 'quite private' });
    await simulator.waitFor(() => simulator.chat('zhangsan').some(({ who }) => who === 'bot'));
    await button(page, words.report.copy).click();
    await button(page, words.report.copied).waitFor();
    const report = String(await page.evaluate('navigator.clipboard.readText()'));
    expect(report).toContain('WeCom Tray');
    const [bot = { id: '', secret: '' }] = simulator.bots;
    const found = [bot.id, bot.secret, 'zhangsan', 'quite private'].filter((text) =>
      report.includes(text),
    );
    expect(found).toEqual([]);
  });
});
