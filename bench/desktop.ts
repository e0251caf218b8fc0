import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createSimulator } from '../src/simulator/simulator.ts';
import { hasDisplays, startDisplay } from '../test/fixtures/display.ts';
import { hasBuses, startSessionBus, startTrayWatcher } from '../test/fixtures/session-bus.ts';

// What the desktop app costs while nothing happens: online, with its window open and in the tray.

const ROOT = join(import.meta.dirname, '..');
/** Milliseconds for the start to die down, and over which is measured. */
const SETTLE_MS = 15_000;
const MEASURE_MS = 20_000;
/** Of `/proc/PID/stat`: 100 on every Linux. */
const TICKS_A_SECOND = 100;

/** Prints memory and processor time of the idle app; says so where it cannot be started. */
export async function measureDesktop(): Promise<void> {
  const electron = findElectron();
  if (!electron || !hasDisplays || !hasBuses) {
    console.log('Desktop app: not measured, it takes Linux, Electron, Xvfb and D-Bus.');
    return;
  }
  const { stdout: version } = spawnSync(electron, ['-p', 'process.versions.electron'], {
    env: { ELECTRON_RUN_AS_NODE: '1' },
    encoding: 'utf8',
  });
  console.log(`Idle desktop app, online (Electron ${version.trim()}), all its processes`);
  await measure('window open', electron, []);
  await measure('in the tray', electron, ['--hidden']);
}

async function measure(label: string, electron: string, args: readonly string[]): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'wb-'));
  const simulator = await createSimulator();
  const display = await startDisplay();
  const bus = await startSessionBus(home);
  await startTrayWatcher(bus);
  const [bot = { id: '', secret: '' }] = simulator.bots;
  const child = spawn(electron, ['--no-sandbox', ROOT, ...args], {
    stdio: 'ignore',
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      DISPLAY: display.name,
      DBUS_SESSION_BUS_ADDRESS: bus.address,
      WECOM_TRAY_HOME: join(home, 'data'),
      PICOCLAW_CHANNELS_WECOM_WEBSOCKET_URL: simulator.gatewayUrl,
      PICOCLAW_CHANNELS_WECOM_ENABLED: 'true',
      PICOCLAW_CHANNELS_WECOM_BOT_ID: bot.id,
      PICOCLAW_CHANNELS_WECOM_SECRET: bot.secret,
    },
  });
  try {
    await simulator.waitFor(() => simulator.online, 60_000);
    await pause(SETTLE_MS);
    const before = busySeconds(child);
    await pause(MEASURE_MS);
    const share = ((busySeconds(child) - before) / (MEASURE_MS / 1000)) * 100;
    const pids = treeOf(child);
    const main = megabytes([child.pid ?? 0]);
    console.log(
      `${`  ${label}`.padEnd(24)}${megabytes(pids).toFixed(0)} MB in ${pids.length} processes ` +
        `(main ${main.toFixed(0)} MB), ${share.toFixed(2)} % of one processor`,
    );
  } finally {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    await bus.close();
    await display.close();
    await simulator.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

function findElectron(): string | undefined {
  const { ELECTRON_OVERRIDE_DIST_PATH: override } = process.env;
  const own = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const program = join(override || join(own, 'dist'), 'electron');
  return existsSync(program) ? program : undefined;
}

/** A process and all it started. */
function treeOf({ pid }: ChildProcess): number[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? []);
  const tree = [pid ?? 0];
  for (const parent of tree) {
    tree.push(...all.filter((one) => one.parent === parent).map((one) => one.pid));
  }
  return tree;
}

/** Parent and processor seconds of a process; undefined where it has ended. */
function statOf(pid: number) {
  try {
    // The name, in brackets, may hold anything.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { pid, parent: Number(fields[1]), seconds: ticks / TICKS_A_SECOND };
  } catch {
    return undefined;
  }
}

function busySeconds(child: ChildProcess): number {
  return treeOf(child).reduce((sum, pid) => sum + (statOf(pid)?.seconds ?? 0), 0);
}

/** Memory of processes, what they share counted in parts. */
function megabytes(pids: readonly number[]): number {
  const kilobytes = pids.map((pid) => {
    try {
      return Number(
        /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1],
      );
    } catch {
      return 0;
    }
  });
  return kilobytes.reduce((sum, one) => sum + one, 0) / 1024;
}
