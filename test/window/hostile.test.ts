import { createServer } from 'node:https';
import type { Locator } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { conversationsWords } from '../../src/words/conversations.ts';
import {
  button,
  eventually,
  hasChromium,
  openOnline,
  shareBrowser,
  type TestWindow,
} from '../fixtures/browser.ts';
import { makeCertificate } from '../fixtures/certificate.ts';
import { startOpenAiServer } from '../fixtures/openai-server.ts';

const words = conversationsWords.en;

/** What would tell, if it ran. */
const RUN = 'window.__pwned=1;alert(1);fetch(`https://evil.example/`)';

/** Markup that would run, load or lead somewhere if it were more than text. */
const MARKUP = [
  `<script>${RUN}</script>`,
  `<img src="https://evil.example/a.png" onerror="${RUN}">`,
  `<img src=x onerror="${RUN}">`,
  `<svg onload="${RUN}"><a href="javascript:${RUN}">x</a></svg>`,
  `<iframe srcdoc="<script>parent.__pwned=1</script>"></iframe>`,
  `<style>@import url(https://evil.example/a.css); body { display: none }</style>`,
  `<meta http-equiv="refresh" content="0;url=https://evil.example/">`,
  `<base href="https://evil.example/"><form action="https://evil.example/"><button>Go</button></form>`,
  `![](https://evil.example/b.png) ![alt](javascript:${RUN})`,
  `[a](javascript:${RUN}) [b](JaVaScRiPt:${RUN}) [c](java\nscript:alert(1)) <javascript:alert(1)>`,
  `[d](data:text/html,<script>${RUN}</script>) [e](vbscript:msgbox(1)) [f](file:///etc/passwd)`,
  `[g](blob:https://evil.example/x) [h](http://evil.example/) [i](//evil.example/) [j](/local) [k](#x)`,
  `[l]: javascript:${RUN}\n[l]`,
  '```html\n<script>window.__pwned=1</script>\n```',
  '`<b onclick=alert(1)>`',
  '{{constructor.constructor("window.__pwned=1")()}}',
].join('\n\n');

/** Texts that are hard to show: long, deep, wide, or not quite text. */
const HARD: Readonly<Record<string, string>> = {
  '200 kB of text': 'word 文字 '.repeat(20_000),
  '200 kB without a space': '長'.repeat(66_000),
  'a code block of 5,000 lines': `\`\`\`js\n${'const a = 1;\n'.repeat(5_000)}\`\`\``,
  '10,000 nested quotes': `${'>'.repeat(10_000)} deep`,
  '10,000 nested quotes with spaces': `${'> '.repeat(10_000)}deep`,
  '10,000 asterisks': `${'*'.repeat(10_000)}x${'*'.repeat(10_000)}`,
  '10,000 opened emphases': '*a _b '.repeat(5_000),
  '10,000 opened links': '['.repeat(10_000) + 'a'.repeat(10) + '](x'.repeat(5_000),
  'a list 1,000 deep': Array.from({ length: 1_000 }, (_, at) => `${'  '.repeat(at)}- x`).join('\n'),
  'a table of 100,000 columns': `|${'a|'.repeat(100_000)}\n|${'-|'.repeat(100_000)}\n|${'b|'.repeat(100_000)}`,
  'terminal sequences': '\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u0000 \u0008',
  'halves of characters': '\ud800 \udc00 \ud83d x \ude00',
};

describe.skipIf(!hasChromium)('what strangers say (needs Chromium)', () => {
  const browser = shareBrowser();

  /** A window whose agent says what it is told to, whatever somebody writes. */
  async function openHostile(...answers: readonly string[]) {
    const left = [...answers];
    const server = await startOpenAiServer((exchange) => {
      exchange.delta({ content: left.shift() ?? 'ok' });
      exchange.finish();
    });
    onTestFinished(() => server[Symbol.asyncDispose]());
    const window = await openOnline(browser(), {
      env: {
        WECOM_TRAY_AGENT_KIND: 'model',
        WECOM_TRAY_AGENT_MODEL: 'm',
        WECOM_TRAY_AGENT_BASE_URL: server.baseUrl,
      },
    });
    const { page } = window;
    page.on('dialog', (dialog) => {
      throw new Error(`A dialog opened: ${dialog.message()}`);
    });
    return window;
  }

  /** Says something, opens the chat, and waits until it and its answer are there. */
  async function converse({ page, simulator }: TestWindow, text: string, from = 'eve') {
    const before = simulator.chat(from).length;
    simulator.say({ from, text });
    await simulator.waitFor(() => {
      const entry = simulator
        .chat(from)
        .slice(before + 1)
        .find(({ who }) => who === 'bot');
      return entry?.who === 'bot' && entry.kind === 'bubble' && entry.finished;
    }, 30_000);
    await page.getByRole('option').first().click();
    await page
      .getByRole('article')
      .last()
      .getByRole('img', { name: words.state.delivered })
      .first()
      .waitFor();
  }

  it('is shown as text, from people and from the agent, and nothing of it runs', async () => {
    const window = await openHostile(MARKUP);
    const { page, address } = window;
    await converse(window, MARKUP, '<b>eve</b>');
    const [question, answer] = [
      page.getByRole('article').first(),
      page.getByRole('article').last(),
    ];
    await unfold(question);
    await unfold(answer);
    for (const line of MARKUP.split('\n\n')) {
      expect(await question.innerText()).toContain(line.split('\n')[0]);
    }
    for (const part of [
      '<script>',
      '<img src=x',
      '<iframe',
      '<meta',
      'javascript:',
      'vbscript:',
      'file:///etc/passwd',
    ]) {
      expect(await answer.innerText()).toContain(part);
    }
    const elements =
      'script, img, svg[onload], iframe, style, meta, base, form, object, embed, b, [onerror], [onclick], [onload]';
    expect(await page.getByRole('log').locator(elements).count()).toBe(0);
    const links = page.getByRole('log').getByRole('link');
    const hrefs = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    expect(hrefs.filter((href) => !href?.startsWith('https://evil.example/'))).toEqual([]);
    expect(await page.evaluate('window.__pwned')).toBeUndefined();
    expect(page.url()).toBe(new URL('/', address).href);
  });

  it('leads nowhere but to https, and only after a question', async () => {
    const site = await startSite();
    const window = await openHostile(
      `[the docs](${site.address}/a?b=1) and https://other.example/`,
    );
    const { page, context } = window;
    await converse(window, 'https://people.example/ is no link');
    const links = page.getByRole('log').getByRole('link');
    expect(await links.allInnerTexts()).toEqual(['the docs', 'https://other.example/']);
    expect(await links.first().getAttribute('rel')).toBe('noopener noreferrer');

    const question = page.getByRole('dialog', { name: words.openLink(site.host) });
    await links.first().click();
    await question.getByText(`${site.address}/a?b=1`).waitFor();
    await button(question, 'Cancel').click();
    await links.first().click({ button: 'middle' });
    await question.waitFor();
    expect([context.pages().length, site.requests.length]).toEqual([1, 0]);

    const opened = context.waitForEvent('page');
    await button(question, words.open).click();
    const tab = await opened;
    await eventually(() => site.requests.length).toBe(1);
    expect(site.requests).toEqual([{ url: '/a?b=1', referer: undefined }]);
    expect(await tab.evaluate('window.opener')).toBe(null);

    // The same site is not asked about again.
    await links.first().click();
    await eventually(() => site.requests.length).toBe(2);
  });

  it('cannot pass a link off as one to somewhere else', async () => {
    const window = await openHostile(
      '[https://bank.example/](https://evil.example/) [bank.example](https://bank.example.evil.example/) ' +
        '[mail](https://bank.example@evil.example/) [fine](https://evil.example/)',
    );
    const { page } = window;
    await converse(window, 'hi');
    const said = await page.getByRole('article').last().innerText();
    expect(said).toContain('https://bank.example/ (evil.example)');
    expect(said).toContain('bank.example (bank.example.evil.example)');
    expect(said).toContain('mail (evil.example)');
    expect(said).toContain('fine');
    expect(said).not.toContain('fine (');
  });

  it('cannot hide characters or turn text around', async () => {
    const text = 'file\u202Egpj.exe and zero\u200Bwidth\u2066iso\u2069 and soft\u00ADhyphen';
    const window = await openHostile(`${text} \`${text}\``);
    const { page } = window;
    await converse(window, text, 'eve\u202E');
    for (const article of [page.getByRole('article').first(), page.getByRole('article').last()]) {
      for (const mark of ['U+202E', 'U+200B', 'U+2066', 'U+2069', 'U+00AD']) {
        expect(await article.innerText()).toContain(mark);
      }
    }
    expect(await page.getByRole('heading', { name: /^eve/ }).innerText()).toContain('U+202E');
    const shown = await page.evaluate('document.body.innerText + document.title');
    expect(shown).not.toMatch(/[\u202E\u200B\u2066]/);
    const attributes = await page.evaluate(
      "[...document.querySelectorAll('[title], [aria-label]')].map((e) => e.title + e.ariaLabel).join()",
    );
    expect(attributes).not.toMatch(/[\u202E\u200B\u2066]/);
  });

  it('does not keep the page from answering, however long, deep or wide it is', async () => {
    const window = await openHostile(...Object.values(HARD));
    const { page } = window;
    const pauses: Record<string, number> = {};
    for (const [at, [what, text]] of Object.entries(HARD).entries()) {
      await page.evaluate(WATCH);
      // People cannot say more than this at once, and not more than 30 messages a minute.
      await converse(window, text.slice(0, 5_000), `eve${at}`);
      await unfold(page.getByRole('article').last());
      pauses[what] = Number(await page.evaluate(LONGEST_PAUSE));
    }
    // Seconds on a slow computer; a parser that is led astray takes minutes.
    expect(Object.entries(pauses).filter(([, ms]) => ms > 10_000)).toEqual([]);
    await page.keyboard.press('Control+2');
    await page.getByRole('heading', { name: 'Status' }).waitFor({ state: 'attached' });
  });
});

/** Shows all of a message, where it is long. */
async function unfold(article: Locator): Promise<void> {
  const more = button(article, words.showAll);
  if ((await more.count()) === 0) return;
  await more.click();
  await button(article, words.showLess).waitFor({ state: 'attached' });
}

/** A site somewhere else, which remembers who asked for what. */
async function startSite() {
  const requests: { url: string | undefined; referer: string | undefined }[] = [];
  const certificate = makeCertificate({ name: '127.0.0.1', address: '127.0.0.1' });
  const server = createServer(
    { key: certificate.key, cert: certificate.cert },
    (request, response) => {
      const { url, headers } = request;
      if (url !== '/favicon.ico') requests.push({ url, referer: headers.referer });
      response.setHeader('content-type', 'text/html').end('<link rel="icon" href="data:,">Docs');
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { host: `127.0.0.1:${port}`, address: `https://127.0.0.1:${port}`, requests };
}

/** Runs in the page: looks at every frame. */
const WATCH = `(() => {
  window.longest = 0;
  let last = performance.now();
  const mine = (window.looking = {});
  const look = (now) => {
    window.longest = Math.max(window.longest, now - last);
    last = now;
    if (window.looking === mine) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()`;

/** Runs in the page: milliseconds of the longest time without a frame, once all is drawn. */
const LONGEST_PAUSE = `new Promise((resolve) =>
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(Math.round(window.longest)))),
)`;
