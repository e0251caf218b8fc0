import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { diagnosticsWords } from '../../src/words/diagnostics.ts';
import { settingsWords } from '../../src/words/settings.ts';
import {
  button,
  eventually,
  goTo,
  hasChromium,
  openWindow,
  shareBrowser,
  type TestWindow,
  type WindowOptions,
} from '../fixtures/browser.ts';

const words = settingsWords.en;
const SECRET = 'sk-0123456789-of-a-person';

describe.skipIf(!hasChromium)('the settings (needs Chromium)', () => {
  const browser = shareBrowser();

  async function openSettings(options: WindowOptions = {}): Promise<TestWindow> {
    const window = await openWindow(browser(), options);
    await goTo(window.page, 'Settings');
    return window;
  }

  it('take a change at once, and say so', async () => {
    const { page, desk } = await openSettings();
    await control(page, 'agent.history').fill('7');
    await control(page, 'agent.history').press('Enter');
    await row(page, 'agent.history').getByText(words.applied).waitFor();
    expect(saved(desk.dir).agent.history).toBe(7);

    await control(page, 'app.appearance').selectOption('dark');
    await eventually(() => page.locator('html').getAttribute('data-scheme')).toBe('dark');
    await control(page, 'app.language').selectOption('zh');
    await page.getByRole('heading', { name: settingsWords.zh.title }).waitFor();
    expect(saved(desk.dir).app).toEqual({ appearance: 'dark', language: 'zh' });
  });

  it('tell at the field what a wrong value should be, and keep the old one', async () => {
    const { page, desk } = await openSettings();
    const field = row(page, 'agent.history');
    for (const wrong of ['1001', '-1', '2.5', 'many']) {
      await control(page, 'agent.history').fill(wrong);
      await control(page, 'agent.history').press('Enter');
      await eventually(() => field.getByRole('alert').allTextContents()).toEqual([
        'Allowed: a whole number from 0 to 1000. Not applied; the value before stays in force.',
      ]);
      expect(await control(page, 'agent.history').getAttribute('aria-invalid')).toBe('true');
    }
    await control(page, 'agent.history').press('Escape');
    expect(await control(page, 'agent.history').inputValue()).toBe('20');
    expect(await field.getByRole('alert').count()).toBe(0);
    expect(saved(desk.dir).agent?.history).toBeUndefined();
  });

  it('cannot change what the environment sets, and say which variable that is', async () => {
    const { page } = await openSettings({ env: { WECOM_TRAY_AGENT_HISTORY: '3' } });
    const field = row(page, 'agent.history');
    expect(await control(page, 'agent.history').isDisabled()).toBe(true);
    expect(await control(page, 'agent.history').inputValue()).toBe('3');
    expect(await field.innerText()).toContain(words.byEnvironment);
    expect(await field.innerText()).toContain('WECOM_TRAY_AGENT_HISTORY');
    expect(await row(page, 'channels.wecom.secret').getByRole('button').count()).toBe(0);
  });

  it('follow the settings file, whoever changes it', async () => {
    const { page, desk } = await openSettings();
    await desk.run(['config', 'set', 'agent.history', '9']);
    await eventually(() => control(page, 'agent.history').inputValue()).toBe('9');
  });

  it('take a secret and never show it again', async () => {
    const { page, frames, desk } = await openSettings({ env: { WECOM_TRAY_AGENT_KIND: 'model' } });
    const field = row(page, 'agent.api_key');
    // There is no keychain, which the checks find out: the secret is kept until the program ends.
    await goTo(page, 'Diagnostics');
    await button(page, diagnosticsWords.en.run).and(page.locator(':enabled')).waitFor();
    await goTo(page, 'Settings');
    await button(field, words.secretGive).click();
    await field.getByPlaceholder(words.secretNew).fill(SECRET);
    await button(field, words.secretMemoryOnly).click();
    await field.getByText(words.secretInMemory, { exact: true }).waitFor();
    expect(await secretsIn(page)).toEqual([]);
    await page.reload();
    await goTo(page, 'Settings');
    await field.getByText(words.secretInMemory, { exact: true }).waitFor();
    expect(await secretsIn(page)).toEqual([]);
    const receivers = frames.sent.filter((frame) => frame.includes(SECRET));
    expect(receivers.every((frame) => frame.includes('/settings/setSecret'))).toBe(true);
    expect(frames.received.filter((frame) => frame.includes(SECRET))).toEqual([]);
    expect(readFileSync(join(desk.dir, 'config.json'), 'utf8')).not.toContain(SECRET);

    await button(field, words.secretClear).click();
    await field.getByText(words.secretUnset, { exact: true }).waitFor();
  });

  it('keep people out who are not on the list, taken from the address book', async () => {
    const { page, simulator } = await openSettings({
      before: async ({ gateway, simulator: wecom }) => {
        // Both have spoken to the bot before.
        const earlier = await gateway();
        wecom.say({ from: 'zhangsan', text: 'hi' });
        wecom.say({ from: 'lisi', text: 'hi' });
        await wecom.waitFor(() => answersTo(wecom, 'zhangsan') + answersTo(wecom, 'lisi') === 2);
        earlier.child.kill('SIGTERM');
        await earlier.exit;
      },
    });
    await simulator.waitFor(() => simulator.online);
    const field = row(page, 'channels.wecom.allow_from');
    await field.getByText(words.everybody).waitFor();
    const known = field.locator('datalist option');
    await eventually(() =>
      known.evaluateAll((all) => all.map((one) => one.getAttribute('value'))),
    ).toEqual(expect.arrayContaining(['zhangsan', 'lisi']));
    await control(page, 'channels.wecom.allow_from').fill('lisi');
    await button(field, words.add).click();
    await button(field, words.remove('lisi')).waitFor();

    simulator.say({ from: 'zhangsan', text: 'Let me in' });
    simulator.say({ from: 'lisi', text: 'And me?' });
    await simulator.waitFor(() => answersTo(simulator, 'lisi') === 2);
    expect(answersTo(simulator, 'zhangsan')).toBe(1);
    await button(field, words.remove('lisi')).click();
    await field.getByText(words.everybody).waitFor();
    simulator.say({ from: 'zhangsan', text: 'And now?' });
    await simulator.waitFor(() => answersTo(simulator, 'zhangsan') === 2);
  });
});

const row = (page: Page, path: string): Locator => page.locator(`[data-path="${path}"]`);

const control = (page: Page, path: string): Locator =>
  row(page, path).locator('input, select, textarea').first();

function saved(dir: string) {
  return JSON.parse(readFileSync(join(dir, 'config.json'), 'utf8'));
}

function answersTo(simulator: TestWindow['simulator'], who: string): number {
  return simulator.chat(who).filter((shown) => shown.who === 'bot' && shown.kind === 'bubble')
    .length;
}

/** Where the secret stands in the page: in its elements, or in what is typed into them. */
function secretsIn(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const typed = [...document.querySelectorAll('input, textarea')].map(({ value }) => value);
    return [document.documentElement.outerHTML, ...typed].filter((text) => text.includes('${SECRET}'));
  })()`);
}
