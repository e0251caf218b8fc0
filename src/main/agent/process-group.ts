import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '../clock.ts';
import { sleep } from '../clock.ts';

/** How long a process may take to end after it was asked to. */
const GRACE_MS = 1000;
/** How long the operating system may take to remove a killed process. */
const REMOVAL_MS = 500;
const POLL_MS = 20;

/**
 * Ends the process group that `leader` leads: asks (SIGTERM), and kills after a second. Resolves
 * when no process of it is left, also where the leader itself is long gone. On Windows, which has
 * no such groups, it ends the process tree under the leader while the leader lives; children that
 * outlive it are not found there.
 */
export async function endProcessGroup(leader: ChildProcess, clock: Clock): Promise<void> {
  const { pid } = leader;
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    if (leader.exitCode === null && leader.signalCode === null) await endProcessTree(pid);
    return;
  }
  if (!signalGroup(pid, 'SIGTERM') || (await isGone(pid, GRACE_MS, clock))) return;
  signalGroup(pid, 'SIGKILL');
  await isGone(pid, REMOVAL_MS, clock);
}

async function isGone(pid: number, withinMs: number, clock: Clock): Promise<boolean> {
  for (let waited = 0; waited < withinMs; waited += POLL_MS) {
    if (!signalGroup(pid, 0)) return true;
    await sleep(clock, POLL_MS);
  }
  return !signalGroup(pid, 0);
}

/** False where no process is left that could be signalled. */
function signalGroup(pid: number, signal: 'SIGTERM' | 'SIGKILL' | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

function endProcessTree(pid: number): Promise<void> {
  return new Promise((resolve) => {
    const killer = spawn('taskkill', ['/pid', `${pid}`, '/T', '/F'], {
      stdio: 'ignore',
      windowsHide: true,
    });
    killer.once('error', () => resolve());
    killer.once('exit', () => resolve());
  });
}
