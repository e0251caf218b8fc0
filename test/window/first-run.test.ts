import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { agentsWords } from '../../src/words/agents.ts';
import { bindingWords } from '../../src/words/binding.ts';
import { conversationsWords } from '../../src/words/conversations.ts';
import { firstRunWords } from '../../src/words/first-run.ts';
import {
  button,
  eventually,
  hasChromium,
  openWindow,
  shareBrowser,
  type WindowOptions,
} from '../fixtures/browser.ts';
import { startOpenAiServer } from '../fixtures/openai-server.ts';

const start = firstRunWords.en;
const binding = bindingWords.en;
const agents = agentsWords.en;
const conversations = conversationsWords.en;

describe.skipIf(!hasChromium)('the first run (needs Chromium)', () => {
  const browser = shareBrowser();

  /** The window of somebody who has no bot yet. There is no keychain. */
  async function openFirst(options: WindowOptions = {}) {
    const window = await openWindow(browser(), { bound: false, ...options });
    await heading(window.page, start.title).waitFor();
    return window;
  }

  /** Goes to the QR code; the secret of the bot will be kept until the program ends. */
  async function showCode(page: Page) {
    await page.getByRole('button', { name: start.bind }).click();
    await button(page, binding.keepUntilQuit.secret).click();
    await code(page).waitFor();
  }

  async function bind(window: Awaited<ReturnType<typeof openFirst>>) {
    await showCode(window.page);
    const phone = await window.phone();
    await button(phone, 'Scan').click();
    await button(phone, 'Confirm').click();
    await heading(window.page, agents.title).waitFor();
    return phone;
  }

  it('leads from the QR code over who answers to the first message', async () => {
    const window = await openFirst();
    const { page, simulator, desk } = window;
    const phone = await bind(window);
    await page.getByRole('radio', { name: agents.echo }).check();
    await button(page, agents.use).click();
    await heading(page, conversations.noChats).waitFor();
    await page.getByText(conversations.noChatsHelp).waitFor();

    await simulator.waitFor(() => simulator.online);
    await phone.getByRole('button', { name: /^Bot/ }).click();
    await phone.getByRole('textbox', { name: 'Message' }).fill('你好');
    await button(phone, 'Send').click();
    await page.getByRole('option', { name: 'zhangsan' }).click();
    await eventually(() =>
      page
        .getByRole('log', { name: conversations.messages })
        .getByRole('article')
        .allTextContents(),
    ).toEqual([expect.stringContaining('你好'), expect.stringContaining('你好')]);
    const saved = JSON.parse(readFileSync(join(desk.dir, 'config.json'), 'utf8'));
    expect(saved.channels.wecom).toMatchObject({ enabled: true, bot_id: simulator.bots[0]?.id });
  });

  it('lights up one line after another, and says that scanning alone is not enough', async () => {
    const { page, simulator } = await openFirst();
    await showCode(page);
    const step = page.locator('[aria-current=step]');
    await eventually(() => step.textContent()).toContain(binding.lines.scan);
    await eventually(() => page.getByRole('timer').textContent()).toMatch(/^4:[0-5]\d left$/);
    expect(await page.locator('strong', { hasText: binding.scanIsNotEnough }).isVisible()).toBe(
      true,
    );
    const scode = simulator.qr.latest() ?? '';
    simulator.qr.scan(scode);
    await eventually(() => step.textContent()).toContain(binding.lines.confirm);
    simulator.qr.confirm(scode);
    await heading(page, agents.title).waitFor();
  });

  it('gets a new code where one has expired', async () => {
    const { page, simulator } = await openFirst();
    await showCode(page);
    const first = simulator.qr.latest() ?? '';
    simulator.qr.expire(first);
    await page.getByRole('alert').filter({ hasText: binding.expired }).waitFor();
    await button(page, binding.newCode).click();
    await eventually(() => simulator.qr.latest()).not.toBe(first);
    simulator.qr.confirm(simulator.qr.latest() ?? '');
    await heading(page, agents.title).waitFor();
  });

  it('takes a bot id and a secret, and tells at the field that the secret is wrong', async () => {
    const { page, simulator, desk } = await openFirst();
    const [bot = { id: '', secret: '' }] = simulator.bots;
    await button(page, start.manual).click();
    await button(page, binding.check).click();
    await eventually(() => errorAt(page, binding.secret)).toBe(binding.secretMissing);
    await page.getByLabel(binding.botId, { exact: true }).fill(bot.id);
    await page.getByLabel(binding.secret, { exact: true }).fill('wrong');
    await button(page, binding.check).click();
    await button(page, binding.keepUntilQuit.secret).click();
    await eventually(() => errorAt(page, binding.secret)).toMatch(/did not accept/);
    await page.getByLabel(binding.secret, { exact: true }).fill(bot.secret);
    await button(page, binding.check).click();
    await button(page, binding.keepUntilQuit.secret).click();
    await heading(page, agents.title).waitFor();
    expect(await page.content()).not.toContain(bot.secret);
    expect(readFileSync(join(desk.dir, 'config.json'), 'utf8')).not.toContain(bot.secret);
  });

  it('finds a model on this computer, tries it, and takes it', async () => {
    await using server = await startOpenAiServer(
      (exchange) => {
        exchange.delta({ content: 'A model says hello.' });
        exchange.finish();
      },
      ['qwen3:8b', 'llama3'],
    );
    const { host } = new URL(server.baseUrl);
    const window = await openFirst({ env: { OLLAMA_HOST: host } });
    const { page, simulator } = window;
    await bind(window);
    await page.getByRole('radio', { name: agents.names.ollama }).check();
    expect(await page.getByLabel(agents.model).inputValue()).toBe('qwen3:8b');
    await button(page, agents.ask).click();
    await eventually(() => page.getByRole('region', { name: agents.answer }).textContent()).toBe(
      'A model says hello.',
    );
    await button(page, agents.use).click();
    await heading(page, conversations.noChats).waitFor();
    await simulator.waitFor(() => simulator.online);
    simulator.say({ from: 'lisi', text: 'Hello?' });
    await page.getByRole('option', { name: 'lisi' }).getByText('A model says hello.').waitFor();
  });

  it('speaks Chinese where somebody says so', async () => {
    const { page } = await openFirst();
    await button(page, '中文').click();
    await heading(page, firstRunWords.zh.title).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
  });
});

function heading(page: Page, name: string) {
  return page.getByRole('heading', { name, exact: true });
}

function code(page: Page) {
  return page.getByRole('img', { name: binding.qrName });
}

/** What is said to be wrong with a field, where its control says that it is told. */
async function errorAt(page: Page, label: string): Promise<string | null> {
  const control = page.getByLabel(label, { exact: true });
  const about = await control.getAttribute('aria-describedby');
  const error = page.locator(`[id="${about}"] [role=alert]`);
  return (await error.count()) > 0 ? error.textContent() : null;
}
