import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Language } from '../../src/shared/language.ts';
import { agentsWords } from '../../src/words/agents.ts';
import { bindingWords } from '../../src/words/binding.ts';
import { commonWords } from '../../src/words/common.ts';
import { conversationsWords } from '../../src/words/conversations.ts';
import { diagnosticsWords } from '../../src/words/diagnostics.ts';
import { findingsEn } from '../../src/words/findings-en.ts';
import { findingsZh } from '../../src/words/findings-zh.ts';
import { settingsWords } from '../../src/words/settings.ts';
import { shellWords } from '../../src/words/shell.ts';
import { stateWords } from '../../src/words/state.ts';
import { statusWords } from '../../src/words/status.ts';
import { button, goTo, hasChromium, openOnline, shareBrowser } from '../fixtures/browser.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LOCALES = { en: 'en-US', zh: 'zh-CN' } as const;

/** Every view: how it is reached, and what is there when it is complete. */
const VIEWS = ['conversations', 'status', 'binding', 'settings', 'diagnostics'] as const;

async function show(page: Page, view: (typeof VIEWS)[number], language: Language): Promise<void> {
  const { views } = shellWords[language];
  await goTo(page, view === 'binding' ? views.status : views[view]);
  switch (view) {
    case 'conversations':
      await page.getByRole('option').first().click();
      await page.getByRole('log', { name: conversationsWords[language].messages }).waitFor();
      await page.getByRole('article').nth(1).waitFor();
      return;
    case 'status':
      await page.getByRole('img', { name: /\d/ }).waitFor();
      return;
    case 'binding':
      await button(page, statusWords[language].bindAnother).click();
      await button(page, bindingWords[language].keepUntilQuit.secret).click();
      await page.getByRole('img', { name: bindingWords[language].qrName }).waitFor();
      return;
    case 'settings':
      await page.getByText(settingsWords[language].folder.label, { exact: true }).waitFor();
      return;
    case 'diagnostics':
      await button(page, diagnosticsWords[language].run).and(page.locator(':enabled')).waitFor();
  }
}

describe.skipIf(!hasChromium)('every view (needs Chromium)', () => {
  const browser = shareBrowser();

  /** A window with a conversation in it. */
  async function open(
    language: Language,
    scheme: 'light' | 'dark',
    size?: { width: number; height: number },
  ) {
    const window = await openOnline(browser(), {
      locale: LOCALES[language],
      scheme,
      ...(size ? { size } : {}),
    });
    const { simulator } = window;
    simulator.say({ from: 'zhangsan', text: '**42** `x`\n\n| 1 | 2 |\n|---|---|\n| 3 | 4 |' });
    await simulator.waitFor(() => simulator.chat('zhangsan').some(({ who }) => who === 'bot'));
    return window;
  }

  const each = (['en', 'zh'] as const).flatMap((language) =>
    (['light', 'dark'] as const).map((scheme) => ({ language, scheme })),
  );

  it.each(each)('can be used by everybody: $language, $scheme', async ({ language, scheme }) => {
    const { page } = await open(language, scheme);
    const found: Record<string, unknown> = {};
    for (const view of VIEWS) {
      await show(page, view, language);
      found[view] = await violations(page);
    }
    const none = Object.fromEntries(VIEWS.map((view) => [view, []]));
    expect(found).toEqual(none);
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(lightness(String(background)) > 0.5).toBe(scheme === 'light');
  });

  it.each(['en', 'zh'] as const)('fits into the smallest window: %s', async (language) => {
    const { page } = await open(language, 'light', { width: 720, height: 480 });
    for (const view of VIEWS) {
      await show(page, view, language);
      expect([view, await page.evaluate(OVERFLOW)]).toEqual([view, []]);
    }
  });

  it('speaks Chinese and nothing else', async () => {
    const { page } = await open('zh', 'light');
    const foreign = englishWords();
    for (const view of VIEWS) {
      await show(page, view, 'zh');
      await page.evaluate(
        "for (const one of document.querySelectorAll('details')) one.open = true",
      );
      const said = (await page.evaluate(WORDS)) as string[];
      const english = said.filter((text) => wordsOf(text).some((word) => foreign.has(word)));
      expect([view, english]).toEqual([view, []]);
    }
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
  });
});

/** What axe-core finds, as `rule: element`. The page's own policy stays in force. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations: found } = (await page.evaluate('axe.run()')) as AxeResults;
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

function lightness(color: string): number {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return (red + green + blue) / (3 * 255);
}

/** Runs in the page: what sticks out of it to the side, unless it can be scrolled to. */
const OVERFLOW = `(() => {
  const scrolls = (element) => {
    for (let at = element.parentElement; at; at = at.parentElement) {
      if (/auto|scroll|hidden|clip/.test(getComputedStyle(at).overflowX)) return true;
    }
    return false;
  };
  return [...document.body.querySelectorAll('*')]
    .filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 1 && (left < -1 || right > innerWidth + 1) && !scrolls(element);
    })
    .map((element) => element.outerHTML.slice(0, 120))
    .concat(document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : []);
})()`;

/** Runs in the page: everything that is read or heard, but for what people, bots and the log say. */
const WORDS = `(() => {
  const isOurs = (element) => !element.closest('[role=log], [role=listbox]');
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (isOurs(walker.currentNode.parentElement)) found.push(walker.currentNode.data);
  }
  for (const element of document.body.querySelectorAll('*')) {
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
      if (isOurs(element)) found.push(element.getAttribute(name) ?? '');
    }
  }
  return found;
})()`;

const DICTIONARIES = [
  agentsWords,
  bindingWords,
  commonWords,
  conversationsWords,
  diagnosticsWords,
  { en: findingsEn, zh: findingsZh },
  settingsWords,
  shellWords,
  stateWords,
  statusWords,
];

/** Names and keys, which are called the same in Chinese. */
const NAMES =
  'agentid aib api claude cli code codex deepseek dns encodingaeskey english enter gateway gemini ' +
  'https id json lm markdown ollama openai picoclaw processing pull qwen secret shell shift studio ' +
  'token tray ui vllm wecom';

/** The words of our English texts that are no names. */
function englishWords(): ReadonlySet<string> {
  const names = new Set(NAMES.split(' '));
  const words = DICTIONARIES.flatMap(({ en }) => textsIn(en)).flatMap(wordsOf);
  return new Set(words.filter((word) => !names.has(word)));
}

/** All texts of a dictionary; those of functions as they stand in the source. */
function textsIn(words: unknown): string[] {
  if (typeof words === 'string') return [words];
  if (typeof words === 'function') {
    return [...String(words).matchAll(/(['"`])((?:(?!\1).)*)\1/gs)].map(([, , text = '']) =>
      text.replace(/\$\{[^}]*\}/g, ' '),
    );
  }
  return typeof words === 'object' && words !== null ? Object.values(words).flatMap(textsIn) : [];
}

function wordsOf(text: string): string[] {
  // Paths, addresses and variables are names; what the system said stands in brackets, as it is.
  const said = text.replace(/（[^）]*）|[\w:/.-]*[_/][\w:/.-]*/g, ' ');
  return said.toLowerCase().match(/[a-z]{2,}/g) ?? [];
}
