import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import type { Simulator } from '../../src/simulator/simulator.ts';

const EXECUTABLE = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** Whether this machine has a browser; tests that need one are skipped by name where it has none. */
export const hasChromium = existsSync(EXECUTABLE);

const OPTIONS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the browser; a file of tests shares one. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, args: OPTIONS });
}

/** The phone page, and what it complained of. */
export interface OpenPhone {
  readonly page: Page;
  /** Errors on the console and requests to anywhere but the simulator. */
  readonly complaints: readonly string[];
}

/** Opens the page in a window of its own, closed when the test ends. */
export async function openPhone(
  browser: Browser,
  simulator: Simulator,
  options: BrowserContextOptions = {},
): Promise<OpenPhone> {
  const viewport = { width: 390, height: 760 };
  const context = await browser.newContext({ locale: 'en-US', viewport, ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('request', (asked) => {
    const isOurs = asked.url().startsWith(simulator.httpUrl) || /^(data|blob):/.test(asked.url());
    if (!isOurs) complaints.push(asked.url());
  });
  await page.goto(simulator.phoneUrl);
  return { page, complaints };
}
