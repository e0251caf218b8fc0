import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type Browser, chromium, type Page } from 'playwright-core';
import { systemClock } from '../src/main/clock.ts';
import { openJournal } from '../src/main/journal/journal.ts';
import { createSimulator, type Simulator } from '../src/simulator/simulator.ts';

// How fast the window shows and scrolls a chat of 100,000 messages, in a browser, with the program
// on the same machine. Numbers only: they depend on the machine.

const MESSAGES = 100_000;
const CHAT = 'ZhangSan';
const OPENINGS = 10;
const SEARCHES = ['会议', '会议 12345', 'deployment', 'no such word'];
const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const ROOT = join(import.meta.dirname, '..');

/** What people and bots say: short, long, code, a table, Chinese and English. */
const TEXTS = [
  (at: number) => `好的，第 ${at} 件事明天会议上再说。`,
  (at: number) => `Deployment ${at} is done. Everything looks fine so far.`,
  (at: number) => `${'这是一段比较长的回答，会占据好几行。'.repeat(1 + (at % 8))}`,
  (at: number) => `\`\`\`ts\nconst answer = ${at};\nconsole.log(answer);\n\`\`\``,
  () => '| 项目 | 状态 |\n|---|---|\n| 构建 | 通过 |\n| 测试 | 通过 |',
  (at: number) => `- one\n- two\n- **${at}**`,
];

/** Fills a data folder with one long chat, and one with a single message. */
function fill(dir: string): void {
  const path = join(dir, 'journal.db');
  openJournal(path, systemClock, (error) => {
    throw error;
  }).close();
  const database = new Database(path);
  const start = Date.now() - MESSAGES * 60_000;
  const addChat = database.prepare(
    "INSERT INTO chats (channel, id, type, last_seen, read_seq) VALUES ('wecom', ?, 'single', ?, ?)",
  );
  const add = database.prepare(
    `INSERT INTO messages (channel, chat_id, direction, kind, text, sender, state, at)
     VALUES ('wecom', ?, ?, ?, ?, ?, ?, ?)`,
  );
  database.transaction(() => {
    addChat.run(CHAT, Date.now(), MESSAGES);
    addChat.run('LiSi', Date.now() - 1, MESSAGES + 1);
    for (let at = 0; at < MESSAGES; at += 1) {
      const isIn = at % 2 === 0;
      const text = TEXTS[at % TEXTS.length]?.(at) ?? '';
      const state = isIn ? 'answered' : 'delivered';
      const kind = isIn ? 'text' : 'answer';
      add.run(
        CHAT,
        isIn ? 'in' : 'out',
        kind,
        text,
        isIn ? CHAT : null,
        state,
        start + at * 60_000,
      );
    }
    add.run('LiSi', 'in', 'text', 'hello', 'LiSi', 'answered', start);
  })();
  database.close();
  const journal = openJournal(path, systemClock, () => {});
  // The index is brought up to date step by step.
  for (let steps = 0; steps < MESSAGES / 100; steps += 1) journal.tidy();
  journal.close();
}

/** The program, with a bot of the simulated WeCom, and the address of its window. */
async function start(
  dir: string,
  { bots, gatewayUrl }: Simulator,
): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(process.execPath, [join(ROOT, 'dist/cli.js'), 'gateway', '--ui'], {
    env: {
      ...process.env,
      WECOM_TRAY_HOME: dir,
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
      PICOCLAW_CHANNELS_WECOM_ENABLED: 'true',
      PICOCLAW_CHANNELS_WECOM_BOT_ID: bots[0]?.id,
      PICOCLAW_CHANNELS_WECOM_SECRET: bots[0]?.secret,
      PICOCLAW_CHANNELS_WECOM_WEBSOCKET_URL: gatewayUrl,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const address = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const [found] = /http:\S+(?=\s)/.exec(said) ?? [];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error('The program ended before it had a window.')));
  });
  return { child, address };
}

/** Runs in the page: milliseconds from a click on a chat to the frame that shows its newest message. */
const OPEN = (chat: string, newest: string) => `new Promise((resolve) => {
  const option = [...document.querySelectorAll('[role=option]')].find((one) =>
    one.querySelector('strong').textContent === ${JSON.stringify(chat)});
  const start = performance.now();
  option.click();
  const look = () => {
    const log = document.querySelector('[role=log]')?.getBoundingClientRect();
    const last = [...document.querySelectorAll('[role=log] article')].at(-1);
    const isThere = last?.textContent.includes(${JSON.stringify(newest)}) &&
      last.getBoundingClientRect().bottom <= log.bottom + 1;
    // A frame later it is painted.
    if (isThere) requestAnimationFrame(() => resolve(performance.now() - start));
    else requestAnimationFrame(look);
  };
  look();
})`;

/** Runs in the page: counts frames in which some of the log shows no message. */
const WATCH = `(() => {
  const seen = (window.seen = { frames: 0, empty: 0, partly: 0, longest: 0, running: true });
  let last = performance.now();
  const look = (now) => {
    const log = document.querySelector('[role=log]');
    const box = log.getBoundingClientRect();
    const covered = [...log.querySelectorAll('[data-row]')]
      .map((row) => row.getBoundingClientRect())
      .filter(({ top, bottom }) => bottom > box.top && top < box.bottom);
    const top = Math.min(...covered.map((row) => row.top));
    const bottom = Math.max(...covered.map((row) => row.bottom));
    seen.frames += 1;
    if (covered.length === 0) seen.empty += 1;
    else if (top > box.top + 40 || bottom < box.bottom - 40) seen.partly += 1;
    seen.longest = Math.max(seen.longest, now - last);
    last = now;
    if (seen.running) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()`;

interface Scrolled {
  readonly frames: number;
  readonly empty: number;
  readonly partly: number;
  readonly longest: number;
}

async function whileScrolling(page: Page, scroll: () => Promise<void>): Promise<Scrolled> {
  await page.evaluate(WATCH);
  await scroll();
  return page.evaluate('(seen.running = false, seen)');
}

/** Prints how the conversations do; says so where there is no browser, or no window. */
export async function measureWindow(): Promise<void> {
  if (!existsSync(CHROMIUM)) return console.log('The window is not measured: no Chromium here.');
  if (!existsSync(join(ROOT, 'dist/renderer/index.html'))) {
    return console.log('The window is not measured: it is not built (npm run build).');
  }
  const dir = mkdtempSync(join(tmpdir(), 'wecom-tray-bench-'));
  process.stderr.write(`window: filling a journal with ${MESSAGES} messages…\n`);
  fill(dir);
  const simulator = await createSimulator();
  const { child, address } = await start(dir, simulator);
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  try {
    console.log(`The window, a chat of ${MESSAGES} messages, Chromium ${browser.version()}`);
    await measure(browser, address);
  } finally {
    await browser.close();
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
    await simulator.close();
  }
  measureSearch(dir);
  rmSync(dir, { recursive: true, force: true });
}

async function measure(browser: Browser, address: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 960, height: 660 }, locale: 'en-US' });
  await page.goto(address);
  await page.getByRole('option').first().waitFor();

  const newest = `${MESSAGES - 1}`;
  const openings: number[] = [];
  for (let round = 0; round < OPENINGS; round += 1) {
    await page.evaluate(OPEN('LiSi', 'hello'));
    openings.push(Number(await page.evaluate(OPEN(CHAT, newest))));
  }
  say('click to newest message painted, p50', quantile(openings, 0.5), 'ms');
  say('click to newest message painted, worst', Math.max(...openings), 'ms');

  const log = page.getByRole('log');
  const box = (await log.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const wheel = await whileScrolling(page, async () => {
    for (let turns = 0; turns < 200; turns += 1) await page.mouse.wheel(0, -400);
  });
  tell('wheel', wheel);
  const drag = await whileScrolling(page, async () => {
    for (let pulls = 0; pulls < 60; pulls += 1) {
      await log.evaluate((at, share) => at.scrollTo(0, at.scrollHeight * share), (pulls % 20) / 20);
    }
  });
  tell('dragging the bar', drag);

  for (const words of SEARCHES) {
    const field = page.getByRole('textbox', { name: 'Search' });
    await field.fill('');
    await page.getByRole('listbox', { name: 'Chats' }).waitFor();
    const answered = page.waitForEvent('console', (message) => message.text() === 'answered');
    await page.evaluate(ANSWERED);
    const begin = performance.now();
    await field.fill(words);
    await answered;
    say(`search “${words}”, typed to shown`, performance.now() - begin, 'ms');
  }
}

/** Runs in the page: says so once the search is answered. */
const ANSWERED = `new MutationObserver((_, observer) => {
  const status = document.querySelector('aside [role=status]').textContent;
  if (status === '') return;
  observer.disconnect();
  console.log('answered');
}).observe(document.querySelector('aside'), { subtree: true, childList: true, characterData: true })`;

/** How long main itself takes for a search, without the window. */
function measureSearch(dir: string): void {
  const journal = openJournal(join(dir, 'journal.db'), systemClock, () => {});
  for (const words of SEARCHES) {
    const times = Array.from({ length: 5 }, () => {
      const begin = performance.now();
      journal.hits(words, { limit: 50 });
      return performance.now() - begin;
    });
    say(`search “${words}” in the journal, p50`, quantile(times, 0.5), 'ms');
  }
  journal.close();
}

function tell(how: string, { frames, empty, partly, longest }: Scrolled): void {
  say(`${how}: frames without a message`, empty, `of ${frames}`);
  say(`${how}: frames with a gap at an edge`, partly, `of ${frames}`);
  say(`${how}: longest time between two frames`, longest, 'ms');
}

function say(what: string, value: number, unit: string): void {
  const number = Number.isInteger(value) ? `${value}` : value.toFixed(1);
  console.log(`${what.padEnd(48)}${number.padStart(9)} ${unit}`);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
