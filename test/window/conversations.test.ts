import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/main/clock.ts';
import { openJournal } from '../../src/main/journal/journal.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { conversationsWords } from '../../src/words/conversations.ts';
import {
  button,
  eventually,
  goTo,
  hasChromium,
  openOnline,
  shareBrowser,
  type WindowOptions,
} from '../fixtures/browser.ts';
import { type Exchange, startOpenAiServer } from '../fixtures/openai-server.ts';
import type { Desk } from '../fixtures/terminal.ts';
import { inbound, ZHANGSAN } from '../journal/messages.ts';

const words = conversationsWords.en;
const DAY = 86_400_000;

describe.skipIf(!hasChromium)('the conversations (needs Chromium)', () => {
  const browser = shareBrowser();

  /** A window whose bot is answered by a model that says what the test lets it say. */
  async function openWithModel() {
    const exchanges: Exchange[] = [];
    const server = await startOpenAiServer((exchange) => exchanges.push(exchange));
    onTestFinished(() => server[Symbol.asyncDispose]());
    const window = await openOnline(browser(), {
      env: {
        WECOM_TRAY_AGENT_KIND: 'model',
        WECOM_TRAY_AGENT_MODEL: 'm',
        WECOM_TRAY_AGENT_BASE_URL: server.baseUrl,
      },
    });
    return {
      ...window,
      /** The question that the model got last, ready to be answered. */
      async asked(): Promise<Exchange> {
        await eventually(() => exchanges.length).toBeGreaterThan(0);
        const exchange = exchanges.pop();
        if (!exchange) throw new Error('Nobody asked the model.');
        return exchange;
      },
    };
  }

  /** A window with a chat in which `texts` were said, the oldest `days` ago, one a day. */
  function openWithPast(texts: readonly string[], options: WindowOptions = {}) {
    return openOnline(browser(), {
      before: (desk) => remember(desk, texts),
      ...options,
    });
  }

  it('show a message as it comes, and its answer as it grows, in one place', async () => {
    const { page, phone, asked } = await openWithModel();
    const pocket = await phone();
    await pocket.getByRole('button', { name: /^Bot/ }).click();
    await pocket.getByRole('textbox', { name: 'Message' }).fill('How are you?');
    await button(pocket, 'Send').click();
    await option(page, 'zhangsan').click();
    await articles(page).filter({ hasText: 'How are you?' }).waitFor();

    const { delta, finish } = await asked();
    await page.evaluate(WATCH);
    delta({ reasoning_content: 'They greet me.' });
    const bubble = page.locator('article[aria-busy=true]');
    await bubble.getByText(words.thinking).waitFor();
    const row = await page.locator('[data-row]').last().elementHandle();
    expect(await bubble.getByText('They greet me.').isVisible()).toBe(false);
    let said = '';
    for (const piece of ['I am', ' fine,', ' thank', ' you.']) {
      delta({ content: piece });
      said += piece;
      await bubble.getByText(said, { exact: true }).waitFor();
    }
    finish();
    await page.getByRole('img', { name: words.state.delivered }).waitFor();
    expect(await articles(page).count()).toBe(2);
    // The answer that is complete stands where it grew.
    expect(await row?.evaluate((element) => element.isConnected)).toBe(true);

    const { texts, elements, gaps, doubles } = await watched(page);
    expect(texts.at(-1)).toBe(said);
    expect(texts.filter((text, at) => !text.startsWith(texts[at - 1] ?? ''))).toEqual([]);
    expect([elements, gaps, doubles]).toEqual([1, 0, 0]);

    const answer = articles(page).last();
    await answer.getByText(/^Thought for \d+ s$/).click();
    await answer.getByText('They greet me.').waitFor();
  });

  it('count what nobody has read yet, until it is on screen', async () => {
    const { page, simulator } = await openOnline(browser());
    simulator.say({ from: 'zhangsan', text: 'first' });
    await option(page, 'zhangsan').click();
    await articles(page).nth(1).waitFor();
    for (const text of ['one', 'two']) simulator.say({ from: 'lisi', text });
    await option(page, 'lisi').getByText(words.unread(2)).waitFor();
    expect(
      await option(page, 'zhangsan')
        .getByText(/unread/)
        .count(),
    ).toBe(0);
    await option(page, 'lisi').click();
    await eventually(() =>
      option(page, 'lisi')
        .getByText(/unread/)
        .count(),
    ).toBe(0);
    await page.reload();
    await option(page, 'lisi').waitFor();
    expect(
      await option(page, 'lisi')
        .getByText(/unread/)
        .count(),
    ).toBe(0);
  });

  it('of a group show who said what', async () => {
    const { page, simulator } = await openOnline(browser());
    simulator.say({ from: 'zhangsan', chat: 'wrGroup', text: 'Good morning' });
    await option(page, 'wrGroup').getByRole('img', { name: words.group }).waitFor();
    await option(page, 'wrGroup').click();
    await articles(page)
      .filter({ hasText: 'Good morning' })
      .first()
      .getByText('zhangsan')
      .waitFor();
  });

  it('are searched in Chinese, and a hit leads to its place', async () => {
    const past = Array.from({ length: 400 }, (_, at) => `第 ${at} 条消息`);
    past[37] = '明天下午三点开会，地点在上海办公室。';
    const { page } = await openWithPast(past);
    const field = page.getByRole('textbox', { name: words.search });
    await page.keyboard.press('Control+f');
    await page.keyboard.insertText('上海办公室');
    const hits = page.getByRole('listbox', { name: words.results }).getByRole('option');
    await eventually(() => hits.allInnerTexts()).toEqual([expect.stringContaining('开会')]);
    expect(await hits.first().locator('mark').textContent()).toBe('上海办公室');
    await field.press('ArrowDown');
    await page.keyboard.press('Enter');
    const found = articles(page).filter({ hasText: '上海办公室' });
    await found.waitFor();
    await eventually(() => isOnScreen(page, '上海办公室')).toBe(true);
    expect(
      await articles(page)
        .filter({ hasText: past.at(-1) ?? '' })
        .count(),
    ).toBe(0);
    await button(page, `${words.toNewest} ↓`).click();
    await eventually(() => isOnScreen(page, past.at(-1) ?? '')).toBe(true);
    await field.press('Escape');
    await page.getByRole('listbox', { name: words.chats }).waitFor();
    expect(await field.inputValue()).toBe('');

    await field.fill('没有人说过的话');
    await page.getByText(words.nothingFound('没有人说过的话')).waitFor();
  });

  it('go to a date', async () => {
    const { page } = await openWithPast(Array.from({ length: 200 }, (_, at) => `day ${at}`));
    await option(page, 'ZhangSan').click();
    await eventually(() => isOnScreen(page, 'day 199')).toBe(true);
    await button(page, words.jumpToDate).click();
    const date = new Date(Date.now() - 150 * DAY);
    const two = (part: number) => String(part).padStart(2, '0');
    const text = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
    await page.getByLabel(words.date, { exact: true }).fill(text);
    await button(page, words.goThere).click();
    await eventually(() => isOnScreen(page, 'day 49')).toBe(true);
  });

  it('take a message from the person at the computer, and try one again that failed', async () => {
    const { page, simulator } = await openOnline(browser());
    simulator.say({ from: 'zhangsan', text: 'hello' });
    await option(page, 'zhangsan').click();
    const input = page.getByRole('textbox', { name: words.write });
    await input.fill('I am the bot');
    await input.press('Enter');
    await simulator.waitFor(() => shown(simulator, 'zhangsan').includes('I am the bot'));
    await expect.poll(() => input.inputValue(), { timeout: 20_000 }).toBe('');

    simulator.misbehave({ when: { cmd: 'aibot_send_msg' }, do: { refuse: 40130 } });
    await input.fill('Once more');
    await button(page, words.send).click();
    const failed = articles(page).filter({ hasText: 'Once more' });
    await failed.getByRole('img', { name: words.state.failed }).waitFor();
    await option(page, 'zhangsan').getByRole('img', { name: words.state.failed }).waitFor();
    await button(failed, words.retry).click();
    await failed.getByRole('img', { name: words.state.delivered }).waitFor();
    expect(shown(simulator, 'zhangsan').filter((text) => text === 'Once more')).toEqual([
      'Once more',
    ]);
    expect(await button(failed, words.retry).count()).toBe(0);
  });

  it('are exported as they are, into a file with the name of the chat', async () => {
    const texts = ['你好，世界', '<b>not bold</b>', '```\ncode\n```'];
    const { page } = await openWithPast(texts);
    await option(page, 'ZhangSan').click();
    const save = async (item: string): Promise<{ name: string; text: string }> => {
      await button(page, words.chatMenu).click();
      const started = page.waitForEvent('download');
      await page.getByRole('menuitem', { name: item }).click();
      const download = await started;
      return {
        name: download.suggestedFilename(),
        text: readFileSync(await download.path(), 'utf8'),
      };
    };
    const json = await save(words.exportJson);
    expect(json.name).toBe('wecom-ZhangSan.json');
    expect(JSON.stringify(JSON.parse(json.text))).toContain('你好，世界');
    const markdown = await save(words.exportMarkdown);
    expect(markdown.name).toBe('wecom-ZhangSan.md');
    for (const text of texts) expect(markdown.text).toContain(text);
  });

  it('are cleared after a question, and only here', async () => {
    const { page, simulator } = await openOnline(browser());
    simulator.say({ from: 'zhangsan', text: 'forget this' });
    await option(page, 'zhangsan').click();
    await articles(page).nth(1).waitFor();
    const clear = async (): Promise<void> => {
      await button(page, words.chatMenu).click();
      await page.getByRole('menuitem', { name: words.clear }).click();
      await page.getByRole('dialog', { name: words.clearTitle }).waitFor();
    };
    await clear();
    await page.keyboard.press('Escape');
    expect(await articles(page).count()).toBe(2);
    await clear();
    await button(page, words.clearDo).click();
    await page.getByText(words.noMessages).waitFor();
    expect(await articles(page).count()).toBe(0);
    await page.getByRole('textbox', { name: words.search }).fill('forget');
    await page.getByText(words.nothingFound('forget')).waitFor();
    expect(shown(simulator, 'zhangsan')).toEqual(['forget this']);
  });

  it('are used with the keyboard alone', async () => {
    const { page, simulator } = await openOnline(browser());
    for (const from of ['anna', 'ben', 'carl']) {
      simulator.say({ from, text: `I am ${from}` });
      await option(page, from).waitFor();
    }
    const views = ['Conversations', 'Status', 'Settings', 'Diagnostics'];
    for (const [at, view] of [...views.entries()].toReversed()) {
      await page.keyboard.press(`Control+${at + 1}`);
      await eventually(() => page.locator('nav [aria-current=page]').innerText()).toBe(view);
    }
    await option(page, 'carl').waitFor();
    await page.keyboard.press('Control+f');
    await eventually(() => page.evaluate('document.activeElement.ariaLabel')).toBe(words.search);
    await page.keyboard.press('Escape');
    const focused = () => page.evaluate('document.activeElement.innerText.split("\\n")[0]');
    await eventually(focused).toBe('carl');
    await page.keyboard.press('ArrowDown');
    await eventually(focused).toBe('ben');
    await page.keyboard.press('End');
    await eventually(focused).toBe('anna');
    await page.keyboard.press('Enter');
    await articles(page).filter({ hasText: 'I am anna' }).first().waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await articles(page).filter({ hasText: 'I am carl' }).first().waitFor();

    // On to the message field, by Tab alone.
    for (let steps = 0; steps < 20; steps += 1) {
      const name = await page.evaluate('document.activeElement.getAttribute("aria-label")');
      if (name === words.write) break;
      expect(await page.evaluate(WITHOUT_RING)).toBe('');
      await page.keyboard.press('Tab');
    }
    await page.keyboard.type('Hello Carl');
    await page.keyboard.press('Enter');
    await simulator.waitFor(() => shown(simulator, 'carl').includes('Hello Carl'));
  });

  it('stay where they are while somebody reads, and tell of what is new', async () => {
    const past = Array.from({ length: 60 }, (_, at) => `earlier ${at}`);
    const { page, simulator } = await openWithPast(past);
    await option(page, 'ZhangSan').click();
    await eventually(() => isOnScreen(page, 'earlier 59')).toBe(true);
    const log = page.getByRole('log', { name: words.messages });
    await log.focus();
    for (let pages = 0; pages < 3; pages += 1) await page.keyboard.press('PageUp');
    await button(page, `${words.toNewest} ↓`).waitFor();
    const top = () => log.evaluate((at) => at.scrollTop);
    const before = await top();
    simulator.say({ from: 'ZhangSan', text: 'news' });
    await button(page, `${words.newMessages(2)} ↓`).waitFor();
    expect(Math.abs((await top()) - before)).toBeLessThan(2);
    await button(page, `${words.newMessages(2)} ↓`).click();
    await eventually(() => isOnScreen(page, 'news')).toBe(true);
    await goTo(page, 'Status');
    await goTo(page, 'Conversations');
    await eventually(() => isOnScreen(page, 'news')).toBe(true);
  });
});

const option = (page: Page, chat: string) =>
  page
    .getByRole('listbox')
    .getByRole('option')
    .filter({ has: page.locator(`strong[title="${chat}"]`) });

const articles = (page: Page) =>
  page.getByRole('log', { name: words.messages }).getByRole('article');

/** What the bot's messages in a chat say on the phone. */
function shown(simulator: Simulator, chat: string): string[] {
  return simulator.chat(chat).flatMap((entry) => (entry.who === 'bot' ? [entry.content] : []));
}

/** Puts messages of ZhangSan into the journal, one a day, the last one today, each answered. */
function remember({ dir }: Desk, texts: readonly string[]): void {
  const path = join(dir, 'journal.db');
  const journal = openJournal(path, systemClock, (error) => {
    throw error;
  });
  for (const [at, text] of texts.entries()) {
    const receivedAt = Date.now() - (texts.length - 1 - at) * DAY;
    const seq = journal.receive(inbound(at, { chat: ZHANGSAN, text, receivedAt }), `s${at}`, false);
    if (seq === undefined) throw new Error(`Message ${at} was taken before.`);
    const answers = { seq, state: 'answered' } as const;
    const chatId = ZHANGSAN.id;
    journal.record({
      channel: 'wecom',
      chatId,
      kind: 'answer',
      text: 'Noted.',
      answers,
      deliveries: [],
    });
  }
  journal.close();
  const database = new Database(path);
  database.exec(
    'UPDATE messages SET at = (SELECT at FROM messages AS asked WHERE asked.seq = messages.reply_to) WHERE reply_to IS NOT NULL',
  );
  database.close();
}

/** Whether a message with this text is within what the log shows. */
function isOnScreen(page: Page, text: string): Promise<boolean> {
  return page.evaluate(`(() => {
    const log = document.querySelector('[role=log]')?.getBoundingClientRect();
    return [...document.querySelectorAll('[role=log] article')].some((article) => {
      const { top, bottom } = article.getBoundingClientRect();
      const isIt = article.innerText.includes(${JSON.stringify(text)});
      return isIt && top >= log.top - 1 && bottom <= log.bottom + 1;
    });
  })()`);
}

/**
 * Runs in the page. Looks at the growing answer in every frame: what it says, in how many elements,
 * and whether it is ever gone or there twice.
 */
const WATCH = `(() => {
  const seen = (window.seen = { texts: [], elements: new Set(), gaps: 0, doubles: 0 });
  const look = () => {
    const growing = document.querySelector('article[aria-busy=true]');
    const body = growing?.querySelector('[class*=body]');
    if (body) {
      seen.elements.add(growing);
      if (seen.texts.at(-1) !== body.textContent) seen.texts.push(body.textContent);
    }
    if (seen.texts.length > 0) {
      const said = [...document.querySelectorAll('article')].filter((article) =>
        article.textContent.includes(seen.texts.at(-1)),
      );
      if (said.length === 0) seen.gaps += 1;
      if (said.length > 1) seen.doubles += 1;
    }
    requestAnimationFrame(look);
  };
  look();
})()`;

interface Watched {
  readonly texts: readonly string[];
  readonly elements: number;
  readonly gaps: number;
  readonly doubles: number;
}

function watched(page: Page): Promise<Watched> {
  return page.evaluate('({ ...seen, elements: seen.elements.size })');
}

/** Runs in the page: what has the focus where nobody could see that. */
const WITHOUT_RING = `(() => {
  const focused = document.activeElement;
  const isSeen = [focused, focused.firstElementChild ?? focused]
    .map((element) => getComputedStyle(element))
    .some(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && outlineWidth !== '0px');
  return isSeen ? '' : focused.outerHTML.slice(0, 200);
})()`;
