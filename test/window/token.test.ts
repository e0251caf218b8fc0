import { describe, expect, it } from 'vitest';
import { shellWords } from '../../src/words/shell.ts';
import { eventually, hasChromium, openOnline, shareBrowser } from '../fixtures/browser.ts';

const words = shellWords.en;

describe.skipIf(!hasChromium)('the address of the window (needs Chromium)', () => {
  const browser = shareBrowser();

  it('loses its token as soon as the page is there, and the page can be loaded again', async () => {
    const { page, address } = await openOnline(browser());
    const bare = new URL('/', address).href;
    expect(page.url()).toBe(bare);
    await page.reload();
    await page.getByRole('navigation').waitFor();
    expect(page.url()).toBe(bare);
    await page.goBack();
    expect(page.url()).not.toContain('token');
  });

  it('is of no use without its token: another tab is told so', async () => {
    const { open, address } = await openOnline(browser());
    const tab = await open(new URL('/', address).href);
    await tab.getByText(words.noToken).waitFor();
    expect(await tab.getByRole('navigation').count()).toBe(0);
  });

  it('with a wrong token is told that it is of an earlier run', async () => {
    const { open, address } = await openOnline(browser());
    const wrong = `${address.slice(0, -1)}${address.endsWith('A') ? 'B' : 'A'}`;
    const tab = await open(wrong);
    await tab.getByText(words.refused).waitFor();
    expect(tab.url()).not.toContain('token');
  });

  it('says that the program stopped, and comes back with the one that takes its place', async () => {
    const { page, program, desk, address, expects } = await openOnline(browser());
    expects(/ERR_CONNECTION_REFUSED|WebSocket connection to/);
    program.child.kill('SIGTERM');
    await page.getByText(words.lost).waitFor();
    const next = desk.start('gateway', '--ui', '--port', new URL(address).port);
    await next.shows(/#token=/);
    // The new program has a token of its own, which this tab cannot know.
    await page.getByText(words.refused).waitFor();
    const [again = ''] = /http:\S+/.exec(next.stdout()) ?? [];
    await page.goto(again);
    await eventually(() => page.getByRole('navigation').isVisible()).toBe(true);
  });
});
