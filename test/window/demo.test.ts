import { describe, expect, it } from 'vitest';
import { agentsWords } from '../../src/words/agents.ts';
import { bindingWords } from '../../src/words/binding.ts';
import { conversationsWords } from '../../src/words/conversations.ts';
import { firstRunWords } from '../../src/words/first-run.ts';
import { shellWords } from '../../src/words/shell.ts';
import { button, eventually, hasChromium, openWindow, shareBrowser } from '../fixtures/browser.ts';

const start = firstRunWords.en;

describe.skipIf(!hasChromium)('a simulated WeCom to try it with (needs Chromium)', () => {
  const browser = shareBrowser();

  it('is bound, written to and left, all in the browser', async () => {
    const { page, context, simulator, expects } = await openWindow(browser(), { bound: false });
    // The phone goes on asking for a WeCom that has ended.
    expects(/ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_REFUSED/);
    const popup = context.waitForEvent('page');
    await page.getByRole('button', { name: start.simulate }).click();
    const phone = await popup;
    await page.getByText(start.phoneHint).waitFor();

    await page.getByRole('img', { name: bindingWords.en.qrName }).waitFor();
    await button(phone, 'Scan').click();
    await button(phone, 'Confirm').click();
    await page.getByRole('radio', { name: agentsWords.en.echo }).check();
    await button(page, agentsWords.en.use).click();
    await page.getByText(conversationsWords.en.noChatsDemo).waitFor();

    await phone.getByRole('button', { name: /^Bot/ }).click();
    await phone.getByRole('textbox', { name: 'Message' }).fill('Is this real?');
    await button(phone, 'Send').click();
    await eventually(() =>
      phone.locator('[data-who=bot] [data-testid=content]').allTextContents(),
    ).toEqual(['Is this real?']);
    await page.getByRole('option', { name: 'zhangsan' }).waitFor();
    await page.getByText(shellWords.en.demo, { exact: true }).waitFor();

    await button(page, shellWords.en.demoLeave).click();
    await page.getByRole('heading', { name: start.title }).waitFor();
    expect(await page.getByText(shellWords.en.demo, { exact: true }).count()).toBe(0);
    // The real WeCom never heard of any of it.
    expect(simulator.subscribes).toBe(0);
  });
});
