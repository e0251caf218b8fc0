import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, chromium } from 'playwright-core';
import { findElectron } from '../electron.mjs';

/** @import { Page } from 'playwright-core' */
/** @typedef {'en' | 'zh'} Language */
/** @typedef {Readonly<Record<string, string>>} Environment */

/**
 * The application, and how to come by the phone of its simulated WeCom.
 *
 * @typedef {{ window: Page; phone: () => Promise<Page>; close: () => Promise<unknown> }} Opened
 */

/** Pixels for each CSS pixel. */
export const SCALE = 2;
const WINDOW = { width: 960, height: 660 };
/** As high as the window, to stand beside it. */
const PHONE = { width: 390, height: WINDOW.height };
const LOCALES = { en: 'en-US', zh: 'zh-CN' };
const root = join(import.meta.dirname, '../..');

/** Free ones of about the look that a desktop would bring. */
const FONTS = { en: 'Liberation Sans', zh: 'Noto Sans CJK SC' };

/**
 * In Electron if there is one here, else in a browser.
 *
 * @param {Environment} env
 * @param {Language} language
 * @returns {Promise<Opened>}
 */
export async function open(env, language) {
  const found = await findElectron({
    root,
    env: { ...process.env, ...env, WECOM_TRAY_NO_SANDBOX: '1' },
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    node: process.execPath,
    say: console.error,
  });
  if (found.ok) return openDesktop(found, env, language);
  console.error(`${found.why}; the pictures are taken in the browser instead.`);
  return openBrowser(env, language);
}

/**
 * @param {{ program: string; flags: string[] }} electron
 * @param {Environment} env
 * @param {Language} language
 * @returns {Promise<Opened>}
 */
async function openDesktop({ program, flags }, env, language) {
  const app = await _electron.launch({
    executablePath: program,
    args: [...flags, `--force-device-scale-factor=${SCALE}`, `--lang=${LOCALES[language]}`, root],
    env,
  });
  /** @type {(address: string) => Promise<Page>} */
  const windowAt = async (address) =>
    app.windows().find((one) => one.url().startsWith(address)) ??
    app.waitForEvent('window', {
      predicate: async (page) => {
        await page.waitForURL(({ href }) => href.startsWith(address));
        return true;
      },
    });
  return {
    window: await windowAt('app://main/'),
    async phone() {
      const page = await windowAt('http://127.0.0.1:');
      const window = await app.browserWindow(page);
      await window.evaluate((it, { width, height }) => it.setContentSize(width, height), PHONE);
      return page;
    },
    close: () => app.close(),
  };
}

/**
 * @param {Environment} env
 * @param {Language} language
 * @returns {Promise<Opened>}
 */
async function openBrowser(env, language) {
  const program = join(root, 'bin/wecom-tray.mjs');
  const gateway = spawn(process.execPath, [program, 'gateway', '--ui'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => gateway.kill());
  const [printed] = await once(gateway.stdout, 'data');
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
    env,
  });
  const context = await browser.newContext({
    locale: LOCALES[language],
    viewport: WINDOW,
    deviceScaleFactor: SCALE,
  });
  const window = await context.newPage();
  await window.goto(/http:\S+/.exec(String(printed))?.[0] ?? '');
  const opened = window.waitForEvent('popup', { timeout: 0 });
  return {
    window,
    async phone() {
      const page = await opened;
      await page.setViewportSize(PHONE);
      return page;
    },
    async close() {
      await browser.close();
      gateway.kill();
      await once(gateway, 'exit');
    },
  };
}

/**
 * A person's surroundings without anything of this computer's in them.
 *
 * @param {string} home
 * @param {Language} language
 * @returns {Environment}
 */
export function environment(home, language) {
  /** @param {string} name */
  const folder = (name) => {
    const path = join(home, name);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  };
  writeFileSync(join(folder('config/fontconfig'), 'fonts.conf'), fontsWith(FONTS[language]));
  const locale = LOCALES[language].replace('-', '_');
  return {
    PATH: '/usr/bin:/bin',
    LANG: `${locale}.UTF-8`,
    LANGUAGE: locale,
    HOME: home,
    XDG_CONFIG_HOME: folder('config'),
    XDG_CACHE_HOME: folder('cache'),
    XDG_DATA_HOME: folder('share'),
    XDG_RUNTIME_DIR: folder('run'),
  };
}

/**
 * What fontconfig is told, so that windows have the same letters on every computer.
 *
 * @param {string} font
 */
function fontsWith(font) {
  const rules = ['system-ui', 'sans-serif'].map(
    (family) =>
      `<match><test name="family"><string>${family}</string></test>` +
      `<edit name="family" mode="prepend" binding="strong"><string>${font}</string></edit></match>`,
  );
  return `<?xml version="1.0"?><fontconfig>${rules.join('')}</fontconfig>`;
}
