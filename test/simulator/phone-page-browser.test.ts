import axe, { type AxeResults } from 'axe-core';
import fc from 'fast-check';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { type RawClient, startSimulator, stream, subscribedRaw } from './clients.ts';
import { hasChromium, launchChromium, openPhone } from './phone-browser.ts';

const makeCode = (simulator: Simulator) =>
  fetch(`${simulator.httpUrl}/ai/qc/generate?source=test&sourceID=test&plat=3`);
const button = (at: Page | Locator, name: string) => at.getByRole('button', { name, exact: true });
const articles = (page: Page) => page.getByRole('log', { name: 'Messages' }).getByRole('article');
const content = (article: Locator) => article.getByTestId('content');

/** Runs in the page: whether a text shown piece by piece is as it is shown at once, and so is one that replaces it. */
const GROWS_AS_WHOLE = `async (whole, other) => {
  const { showMarkdown } = await import('/phone/markdown.js');
  const growing = document.createElement('div');
  const showsAsFresh = (text) => {
    const fresh = document.createElement('div');
    showMarkdown(fresh, text);
    showMarkdown(growing, text);
    return fresh.isEqualNode(growing);
  };
  for (let end = 0; end <= whole.length; end += 1) {
    if (!showsAsFresh(whole.slice(0, end))) return false;
  }
  return showsAsFresh(whole.replaceAll('word', 'term')) && showsAsFresh(other);
}`;

/** Runs in the page. */
const READS = `async (text) => {
  const { showMarkdown, plainOf } = await import('/phone/markdown.js');
  showMarkdown(document.createElement('div'), text);
  return plainOf(text).length <= text.length;
}`;

describe.skipIf(!hasChromium)('the phone page (needs Chromium)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  async function open(simulator: Simulator, options?: Parameters<typeof openPhone>[2]) {
    const { page, complaints } = await openPhone(browser, simulator, options);
    onTestFinished(() => expect(complaints).toEqual([]));
    return page;
  }

  /** The direct chat with a bot that is connected. */
  async function openChat(options?: Parameters<typeof openPhone>[2]) {
    const simulator = await startSimulator();
    const client = await subscribedRaw(simulator);
    const page = await open(simulator, options);
    await page.locator('.chats button').first().click();
    await page.locator('textarea').waitFor();
    return { simulator, client, page };
  }

  async function send(page: Page, text: string): Promise<void> {
    await page.getByRole('textbox', { name: 'Message' }).fill(text);
    await button(page, 'Send').click();
  }

  /** The request id of the message that came last. */
  async function heard(client: RawClient, text: string): Promise<string> {
    const find = () => client.received.find(({ body }) => JSON.stringify(body)?.includes(text));
    await expect.poll(find).toBeDefined();
    return find()?.headers.req_id ?? '';
  }

  it('binds a bot: scan, confirm, and the chats are there', async () => {
    const simulator = await startSimulator();
    const page = await open(simulator);
    await button(page, 'Scan').click();
    await expect.poll(() => page.getByRole('status').textContent()).toMatch(/^No code yet\./);
    await makeCode(simulator);
    await page.getByText('A code is on the screen.').waitFor();
    await button(page, 'Scan').click();
    const sheet = page.getByRole('dialog', { name: 'Bind bot to WeCom?' });
    await button(sheet, 'Confirm').click();
    await page.getByRole('list', { name: 'Chats' }).waitFor();
    expect(simulator.qr.status(simulator.qr.latest() ?? '')).toBe('success');
    expect(await page.getByRole('alert').textContent()).toMatch(/^Confirmed\./);
    await subscribedRaw(simulator);
    await expect.poll(() => page.getByRole('alert').textContent()).toBe('');
  });

  it('leaves a code unconfirmed on Cancel, and says when one expired', async () => {
    const simulator = await startSimulator();
    const page = await open(simulator);
    await makeCode(simulator);
    const scode = simulator.qr.latest() ?? '';
    await button(page, 'Scan').click();
    await button(page, 'Cancel').click();
    expect(simulator.qr.status(scode)).toBe('scaned');
    await button(page, 'Scan').click();
    simulator.qr.expire(scode);
    await button(page, 'Confirm').click();
    await expect.poll(() => page.getByRole('status').textContent()).toMatch(/expired/);
  });

  it('sends what is typed, and shows the answer grow in one place', async () => {
    const { client, page } = await openChat();
    await send(page, 'How are you?');
    const reqId = await heard(client, 'How are you?');
    expect(await articles(page).count()).toBe(1);
    await client.request('aibot_respond_msg', stream('s', '<think></think>'), reqId);
    const bubble = articles(page).nth(1);
    await expect.poll(() => bubble.getAttribute('data-state')).toBe('thinking');
    expect(await bubble.getByRole('img', { name: 'Thinking' }).isVisible()).toBe(true);
    const node = await bubble.elementHandle();
    await client.request('aibot_respond_msg', stream('s', '<think>Hm.</think>I am'), reqId);
    await expect.poll(() => content(bubble).textContent()).toBe('I am');
    await client.request('aibot_respond_msg', stream('s', 'I am **fine**', true), reqId);
    await expect.poll(() => bubble.getAttribute('data-state')).toBe('finished');
    expect(await content(bubble).locator('strong').textContent()).toBe('fine');
    expect(await bubble.getByRole('img').isVisible()).toBe(false);
    expect(await articles(page).count()).toBe(2);
    expect(await node?.evaluate((element) => element.isConnected)).toBe(true);
  });

  it('sends by Enter, but not while Chinese is being composed, and not on Shift+Enter', async () => {
    const { page, client } = await openChat();
    const input = page.getByRole('textbox', { name: 'Message' });
    await input.fill('one');
    await input.press('Shift+Enter');
    await input.pressSequentially('two');
    await input.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true });
    expect(await articles(page).count()).toBe(0);
    await input.press('Enter');
    await heard(client, 'one\\ntwo');
    expect(await input.inputValue()).toBe('');
  });

  it('says that what is sent while no bot is connected is not delivered', async () => {
    const { simulator, page } = await openChat();
    await button(page, 'Trouble').click();
    await button(page, 'Cut the connection').click();
    await expect.poll(() => page.getByRole('alert').textContent()).toMatch(/not connected/);
    await send(page, 'Anybody?');
    await page
      .getByText('Not delivered: the bot is not connected. WeCom does not deliver it later.')
      .waitFor();
    await subscribedRaw(simulator);
    await expect.poll(() => page.getByRole('alert').textContent()).toBe('');
  });

  it('follows the end only while it is in view', async () => {
    const { simulator, client, page } = await openChat();
    const log = page.getByRole('log', { name: 'Messages' });
    const place = () => log.evaluate((at) => at.scrollHeight - at.scrollTop - at.clientHeight);
    const { reqId } = simulator.say({ from: 'zhangsan', text: 'long' });
    const long = 'line\n\n'.repeat(60);
    await client.request('aibot_respond_msg', stream('s', long), reqId);
    await expect.poll(() => content(articles(page).nth(1)).textContent()).toMatch(/line/);
    await expect.poll(place).toBeLessThan(2);
    await log.evaluate((at) => at.scrollTo(0, 100));
    await client.request('aibot_respond_msg', stream('s', `${long}the end`, true), reqId);
    simulator.say({ from: 'zhangsan', text: 'more' });
    await expect.poll(() => articles(page).count()).toBe(3);
    expect(await log.evaluate((at) => at.scrollTop)).toBe(100);
    await button(page, 'New messages').click();
    await expect.poll(place).toBeLessThan(2);
  });

  it('shows hostile markup as text', async () => {
    const { simulator, client, page } = await openChat();
    const hostile =
      '<img src=x onerror="document.title=1"> <script>1</script> [x](javascript:alert(1))\n' +
      '| <b>a</b> |\n|---|\n- <i>b</i>\n```\n</pre><h1>c\n```\n> `<u>d`';
    const { reqId } = simulator.say({ from: '<b>eve</b>', chat: 'project', text: hostile });
    await client.request('aibot_respond_msg', stream('s', hostile, true), reqId);
    await button(page, 'Back').click();
    await page.getByRole('button', { name: /^Project group/ }).click();
    await expect.poll(() => articles(page).count()).toBe(2);
    expect(await content(articles(page).first()).textContent()).toBe(`@Bot ${hostile}`);
    expect(await articles(page).first().textContent()).toContain('<b>eve</b>');
    const shown = content(articles(page).nth(1));
    for (const part of ['<img src=x', '<script>1', 'javascript:alert(1)', '<b>a', '</pre><h1>c']) {
      expect(await shown.textContent()).toContain(part);
    }
    expect(
      await page.locator('article').locator('img, script, a, b, i:not(.dots i), h1').count(),
    ).toBe(0);
    expect(await page.title()).toBe('Simulated WeCom');
  });

  it('shows a growing text as it would show it whole', async () => {
    const { page } = await openChat();
    const pieces = [
      '# Head',
      '**bold**',
      '`code`',
      '```',
      '- ',
      '1. ',
      '  - ',
      '| a | b |',
      '|---|',
    ];
    const text = fc
      .array(
        fc.constantFrom(
          ...pieces,
          '---',
          '> ',
          '[a](b)',
          '*it*',
          'word',
          'term',
          ' ',
          '\n',
          '\n\n',
        ),
      )
      .map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(text, text, async (whole, other) => {
        expect(
          await page.evaluate(
            `(${GROWS_AS_WHOLE})(${JSON.stringify(whole)}, ${JSON.stringify(other)})`,
          ),
        ).toBe(true);
      }),
    );
  });

  it('reads every text in one pass', async () => {
    const { page } = await openChat();
    for (const mark of ['`', '*', '**', '[', '[a](', '\n', '- ', '> ', '#', ' ']) {
      // Were it read again for each mark, this would take minutes.
      const text = JSON.stringify(`x${mark.repeat(1_000_000 / mark.length)}`);
      expect(await page.evaluate(`(${READS})(${text})`)).toBe(true);
    }
  });

  it('shows a card, and tells the bot what was chosen and pressed', async () => {
    const { simulator, client, page } = await openChat();
    const { reqId } = simulator.say({ from: 'zhangsan', text: 'card' });
    const options = [
      { id: 'a', text: 'Staging' },
      { id: 'b', text: 'Production' },
    ];
    const card = {
      card_type: 'button_interaction',
      task_id: 'task-1',
      main_title: { title: 'Deploy?' },
      button_selection: { question_key: 'where', title: 'Where', option_list: options },
      button_list: [{ text: 'Go', key: 'go' }],
    };
    const body = { msgtype: 'template_card', template_card: card };
    await client.request('aibot_respond_msg', body, reqId);
    const article = articles(page).nth(1);
    await article.getByText('Deploy?').waitFor();
    await article.getByRole('radio', { name: 'Production' }).check();
    await button(article, 'Go').click();
    const eventId = await heard(client, 'template_card_event');
    const event = client.received.find(({ headers }) => headers.req_id === eventId);
    expect(event?.body).toMatchObject({
      event: {
        template_card_event: {
          event_key: 'go',
          selected_items: {
            selected_item: [{ question_key: 'where', option_ids: { option_id: ['b'] } }],
          },
        },
      },
    });
    await client.request(
      'aibot_respond_update_msg',
      {
        response_type: 'update_template_card',
        template_card: { ...card, main_title: { title: 'Deployed' }, button_list: [] },
      },
      eventId,
    );
    await article.getByText('Deployed').waitFor();
    expect(await article.getByRole('button', { name: 'Go' }).count()).toBe(0);
  });

  it('shows pictures that were sent, and offers files to save', async () => {
    const { page, client } = await openChat();
    await button(page, 'More').click();
    await button(page, 'Picture').click();
    await heard(client, '"image"');
    const picture = page.getByRole('img', { name: 'Picture picture-1.png' });
    await expect
      .poll(() => picture.evaluate(({ naturalWidth }: { naturalWidth: number }) => naturalWidth))
      .toBe(240);
    await button(page, 'More').click();
    await button(page, 'File').click();
    const download = page.waitForEvent('download');
    await button(page, 'Save notes-2.txt').click();
    expect((await download).suggestedFilename()).toBe('notes-2.txt');
  });

  it('sends voice, and quotes what was said', async () => {
    const { page, client } = await openChat();
    await button(page, 'Voice message').click();
    await send(page, 'spoken words');
    await heard(client, '"voice":{"content":"spoken words"}');
    await button(page, 'Voice message').click();
    await articles(page).first().hover();
    await button(articles(page).first(), 'Quote').click();
    await send(page, 'what was that?');
    await heard(client, '"quote":{"msgtype":"voice","voice":{"content":"spoken words"}}');
    await expect
      .poll(() => articles(page).nth(1).textContent())
      .toMatch(/^spoken wordswhat was that\?/);
  });

  it('mentions the bot in the group unless that is switched off, as whoever holds the phone', async () => {
    const { page, client } = await openChat();
    await button(page, 'Back').click();
    await page.getByLabel('I am').selectOption('lisi');
    await page.getByRole('button', { name: /^Project group/ }).click();
    await send(page, 'all hands');
    await heard(client, '"content":"@Bot all hands"');
    await page.getByRole('switch', { name: 'Mention the bot' }).uncheck();
    await send(page, 'an aside');
    await heard(client, '"content":"an aside"');
    expect(client.received.at(-1)?.body).toMatchObject({ from: { userid: 'lisi' } });
    expect(await button(page, 'Voice message').count()).toBe(0);
  });

  it.each(['light', 'dark'] as const)(
    'leaves nothing for axe to complain of, %s',
    async (colorScheme) => {
      const simulator = await startSimulator();
      const page = await open(simulator, { colorScheme, reducedMotion: 'reduce' });
      const violations = async () => {
        await page.evaluate(axe.source);
        const found = await page.evaluate<AxeResults>('axe.run()');
        return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => [id, html]));
      };
      await button(page, 'Scan').waitFor();
      expect(await violations()).toEqual([]);
      const client = await subscribedRaw(simulator);
      await page.getByRole('list', { name: 'Chats' }).waitFor();
      expect(await violations()).toEqual([]);
      const { reqId } = simulator.say({ from: 'zhangsan', text: 'hello' });
      await page.locator('.chats button').first().click();
      const answer = stream(
        's',
        '<think>hm</think># A\n\n- `b`\n\n```\nc\n```\n\n[d](https://e.f)',
        true,
      );
      await client.request('aibot_respond_msg', answer, reqId);
      client.socket.terminate();
      await expect.poll(() => page.getByRole('alert').textContent()).toMatch(/not connected/);
      await send(page, 'lost');
      await page.getByText('Not delivered:').waitFor();
      expect(await violations()).toEqual([]);
      await button(page, 'Trouble').click();
      expect(await violations()).toEqual([]);
    },
  );

  it('speaks Chinese to a Chinese browser, and the other language on a press', async () => {
    const simulator = await startSimulator();
    const page = await open(simulator, { locale: 'zh-CN' });
    await page.getByRole('heading', { name: '扫描屏幕上的二维码' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await button(page, 'English').click();
    await page.getByRole('heading', { name: 'Scan the code on the screen' }).waitFor();
  });

  it('comes back to the same chat, with everything said, when it is loaded anew', async () => {
    const { page } = await openChat();
    await send(page, 'before');
    await expect.poll(() => articles(page).count()).toBe(1);
    await page.reload();
    await expect.poll(() => content(articles(page).first()).textContent()).toBe('before');
  });
});

describe.skipIf(!hasChromium)('the phone page without a simulator (needs Chromium)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  it('says that the simulated WeCom does not answer', async () => {
    const simulator = await startSimulator();
    await subscribedRaw(simulator);
    const { page } = await openPhone(browser, simulator);
    await page.getByRole('list', { name: 'Chats' }).waitFor();
    await simulator.close();
    await expect.poll(() => page.getByRole('alert').textContent()).toMatch(/does not answer/);
  });

  it('says that it has no key', async () => {
    const simulator = await startSimulator();
    const { page } = await openPhone(browser, simulator);
    await button(page, 'Scan').waitFor();
    await page.goto('about:blank');
    await page.goto(`${simulator.httpUrl}/phone/`);
    await expect.poll(() => page.getByRole('alert').textContent()).toMatch(/no key/);
  });
});
