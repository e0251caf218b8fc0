import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSimulator, type Simulator } from '../src/simulator/simulator.ts';
import { measureDesktop } from './desktop.ts';
import { measureWindow } from './window.ts';

// Turns a second and the latency of the opening, ours beside the SDK's plain echo bot, on the same
// simulator in the same run, in turns, so that noise on the machine strikes both.

const ROUNDS = 4;
const CHATS = 400;
const TURNS = 2_000;
/** Turns under way at once while turns a second are counted. */
const WINDOW = 64;
const LATENCY_TURNS = 400;
const BOTS = { ours: 'our-echo.ts', sdk: 'sdk-echo.ts' } as const;
type Name = keyof typeof BOTS;

interface Figures {
  readonly turnsPerSecond: number[];
  readonly openings: number[];
}

/** What the phones show, turned into moments: by message id, when it opened and when it ended. */
function watch(simulator: Simulator) {
  const opened = new Map<string, () => void>();
  const ended = new Map<string, () => void>();
  simulator.onShown((_, entry) => {
    if (entry.who !== 'bot' || entry.kind !== 'bubble') return;
    opened.get(entry.reqId)?.();
    opened.delete(entry.reqId);
    if (!entry.finished) return;
    ended.get(entry.reqId)?.();
    ended.delete(entry.reqId);
  });
  return (from: string): { opened: Promise<number>; ended: Promise<void> } => {
    const start = performance.now();
    const { reqId, delivered } = simulator.say({ from, text: 'how fast is this?' });
    if (!delivered) throw new Error('The bot under test is not connected.');
    return {
      opened: new Promise((resolve) => opened.set(reqId, () => resolve(performance.now() - start))),
      ended: new Promise((resolve) => ended.set(reqId, resolve)),
    };
  };
}

async function measure(name: Name, figures: Figures): Promise<void> {
  const simulator = await createSimulator();
  const say = watch(simulator);
  const dir = mkdtempSync(join(tmpdir(), 'wecom-tray-bench-'));
  const child = startBot(name, simulator, dir);
  try {
    await simulator.waitFor(() => simulator.online, 30_000);
    let turn = 0;
    // Each chat stays under 30 a minute, which our bot would keep to.
    const next = () => say(`user${turn++ % CHATS}`);
    await closedLoop(200, next);
    const start = performance.now();
    await closedLoop(TURNS, next);
    figures.turnsPerSecond.push((TURNS * 1000) / (performance.now() - start));
    for (let n = 0; n < LATENCY_TURNS; n += 1) {
      const { opened, ended } = next();
      figures.openings.push(await opened);
      await ended;
    }
  } finally {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    await simulator.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

function startBot(name: Name, simulator: Simulator, dir: string): ChildProcess {
  const [account] = simulator.bots;
  return spawn(process.execPath, [join(import.meta.dirname, BOTS[name])], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      WECOM_TRAY_HOME: dir,
      BENCH_URL: simulator.gatewayUrl,
      BENCH_BOT: account?.id,
      BENCH_SECRET: account?.secret,
    },
  });
}

/** Runs `count` turns, {@link WINDOW} of them at any time. */
async function closedLoop(count: number, next: () => { ended: Promise<void> }): Promise<void> {
  let left = count;
  const worker = async () => {
    while (left-- > 0) await next().ended;
  };
  await Promise.all(Array.from({ length: WINDOW }, worker));
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

const figures: Record<Name, Figures> = {
  ours: { turnsPerSecond: [], openings: [] },
  sdk: { turnsPerSecond: [], openings: [] },
};
for (let round = 0; round < ROUNDS; round += 1) {
  const order: Name[] = round % 2 === 0 ? ['ours', 'sdk'] : ['sdk', 'ours'];
  for (const name of order) {
    process.stderr.write(`round ${round + 1} of ${ROUNDS}: ${name}…\n`);
    await measure(name, figures[name]);
  }
}

const row = (label: string, unit: string, of: (figures: Figures) => number, more: boolean) => {
  const [ours, sdk] = [of(figures.ours), of(figures.sdk)];
  const ratio = more ? ours / sdk : sdk / ours;
  return `${label.padEnd(24)}${`${ours.toFixed(2)} ${unit}`.padStart(14)}${`${sdk.toFixed(2)} ${unit}`.padStart(14)}${ratio.toFixed(2).padStart(9)}×`;
};
const [cpu] = cpus();
console.log(
  `${cpus().length} × ${cpu?.model ?? 'unknown processor'}, Node ${process.versions.node}`,
);
console.log(
  `${'(better is above 1×)'.padEnd(24)}${'WeCom Tray'.padStart(14)}${'SDK echo'.padStart(14)}${'ratio'.padStart(10)}`,
);
console.log(row('turns a second', '/s', (f) => quantile(f.turnsPerSecond, 0.5), true));
console.log(row('opening latency, p50', 'ms', (f) => quantile(f.openings, 0.5), false));
console.log(row('opening latency, p99', 'ms', (f) => quantile(f.openings, 0.99), false));
console.log('WeCom Tray with its journal on; the SDK keeps nothing.');
await measureWindow();
await measureDesktop();
