/**
 * Takes the pictures of the manual from the real application: first run, simulated WeCom, binding by
 * the phone's page, a conversation, status, settings; in English and Chinese. Writes docs/images/,
 * which is committed. Needs a current build, Linux with Xvfb and D-Bus, the fonts Liberation and
 * Noto Sans CJK, and Electron; where that cannot be had, a Chromium (`CHROMIUM` is its path).
 *
 *     npm run build && npx node scripts/screenshots.mjs [en|zh]
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { agentsWords } from '../src/words/agents.ts';
import { conversationsWords } from '../src/words/conversations.ts';
import { firstRunWords } from '../src/words/first-run.ts';
import { settingsWords } from '../src/words/settings.ts';
import { shellWords } from '../src/words/shell.ts';
import { statusWords } from '../src/words/status.ts';
import { startDisplay } from '../test/fixtures/display.ts';
import { startSessionBus, startTrayWatcher } from '../test/fixtures/session-bus.ts';
import { startModelServer } from './screenshots/model-server.mjs';
import { environment, open, SCALE } from './screenshots/open.mjs';
import { framed } from './screenshots/picture.mjs';
import { said } from './screenshots/said.mjs';
import { createBuildStamp } from './stamp.mjs';

/** @import { Page } from 'playwright-core' */
/** @import { Language, Opened } from './screenshots/open.mjs' */

const root = join(import.meta.dirname, '..');
const images = join(root, 'docs/images');

if (!createBuildStamp(root).isCurrent()) {
  throw new Error('What is built is not what is here. Run `npm run build` first.');
}
mkdirSync(images, { recursive: true });
const wanted = process.argv.slice(2);
for (const language of /** @type {const} */ (['en', 'zh'])) {
  if (wanted.length === 0 || wanted.includes(language)) await takePictures(language);
}

/** @param {Language} language */
async function takePictures(language) {
  const home = mkdtempSync(join(tmpdir(), 'wecom-tray-pictures-'));
  const model = await startModelServer(said[language].turns);
  const display = await startDisplay(`${1400 * SCALE}x${800 * SCALE}x24`);
  const bus = await startSessionBus(home, true);
  try {
    await startTrayWatcher(bus);
    const env = {
      ...environment(home, language),
      DISPLAY: display.name,
      DBUS_SESSION_BUS_ADDRESS: bus.address,
      OLLAMA_HOST: model.host,
    };
    const opened = await open(env, language);
    try {
      await goThrough(opened, language);
    } finally {
      await opened.close();
    }
  } finally {
    await bus.close();
    await display.close();
    await model.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * What a person does who tries it out, with a picture here and there.
 *
 * @param {Opened} opened
 * @param {Language} language
 */
async function goThrough({ window, phone: phoneOf }, language) {
  const { phoneWords, turns } = said[language];
  const start = firstRunWords[language];
  const agents = agentsWords[language];

  /** @type {(name: string, ...pages: Page[]) => Promise<void>} */
  const take = async (name, ...pages) => {
    const shots = [];
    for (const page of pages) shots.push(await calm(page));
    const file = join(images, `${name}-${language}.png`);
    const picture = await framed(window, shots, SCALE);
    writeFileSync(file, picture);
    console.error(`${file} (${Math.round(picture.length / 1024)} KB)`);
  };

  await window.getByRole('button', { name: start.simulate }).click();
  const phone = await phoneOf();
  await phone.getByRole('button', { name: phoneWords.scan, exact: true }).click();
  const confirm = phone.getByRole('button', { name: phoneWords.confirm, exact: true });
  await confirm.waitFor();
  await take('binding', window, phone);

  await confirm.click();
  await window.getByRole('radio', { name: agents.names.ollama }).check();
  await take('agents', window);
  await window.getByRole('button', { name: agents.use, exact: true }).click();
  await window.getByRole('heading', { name: conversationsWords[language].noChats }).waitFor();

  for (const turn of turns) await ask(phone, turn, phoneWords);
  await window.getByRole('option', { name: 'zhangsan' }).click();
  await window.getByRole('log').getByRole('article').nth(3).waitFor();
  await take('conversation', window);
  await goTo(window, language, 'status');
  await window.getByRole('heading', { name: statusWords[language].lastDay }).waitFor();
  await take('status', window);
  await goTo(window, language, 'settings');
  const { groups } = settingsWords[language];
  const group = window.getByRole('heading', { name: groups.agent, exact: true });
  await group.evaluate((it) => {
    it.style.scrollMarginTop = '24px';
    it.scrollIntoView();
  });
  await take('settings', window);
}

/**
 * @param {Page} window
 * @param {Language} language
 * @param {'status' | 'settings'} view
 */
async function goTo(window, language, view) {
  const name = shellWords[language].views[view];
  await window.getByRole('navigation').getByRole('button', { name, exact: true }).click();
}

/**
 * Says something to the bot, from the list of chats and back, and waits for the answer.
 *
 * @param {Page} phone
 * @param {import('./screenshots/said.mjs').Turn} turn
 * @param {{ back: string }} phoneWords
 */
async function ask(phone, { from, group = false, question }, { back }) {
  await phone.locator('#person').selectOption(from);
  await phone
    .locator('.chats button')
    .nth(group ? 1 : 0)
    .click();
  const answers = phone.locator('article[data-who=bot][data-state=finished]');
  const before = await answers.count();
  await phone.getByRole('textbox').fill(question);
  await phone.keyboard.press('Enter');
  await answers.nth(before).waitFor();
  await phone.getByRole('button', { name: back, exact: true }).click();
}

/**
 * A picture of a page that has come to rest, with nothing under the mouse.
 *
 * @param {Page} page
 */
async function calm(page) {
  await page.mouse.move(0, 0);
  await page.evaluate(
    () => document.activeElement instanceof HTMLElement && document.activeElement.blur(),
  );
  await wait(400);
  return page.screenshot({ animations: 'disabled', caret: 'hide' });
}
