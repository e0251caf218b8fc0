import { spawn } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { acquireLock } from '../../src/main/control/lock.ts';
import { temporaryFolder } from '../fixtures/bot.ts';

/** A process that takes the lock, says whether it got it, and lives on. */
async function holder(path: string) {
  const lock = new URL('../../src/main/control/lock.ts', import.meta.url).href;
  const program = `
    const { acquireLock } = await import(${JSON.stringify(lock)});
    const got = acquireLock(${JSON.stringify(path)}) !== undefined;
    gc();
    console.log(got ? 'held' : 'refused');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = await new Promise((resolve) =>
    child.stdout.once('data', (data) => resolve(String(data).trim())),
  );
  return { child, said, ended: new Promise((resolve) => child.once('exit', resolve)) };
}

it('one process holds the lock of a data folder, until it lets go', async () => {
  const path = join(temporaryFolder(), 'lock');
  const lock = acquireLock(path);
  expect((await holder(path)).said).toBe('refused');
  lock?.release();
  expect((await holder(path)).said).toBe('held');
});

it('the lock of a process that was killed is free again', async () => {
  const path = join(temporaryFolder(), 'lock');
  const first = await holder(path);
  expect(acquireLock(path)).toBeUndefined();
  first.child.kill('SIGKILL');
  await first.ended;
  const lock = acquireLock(path);
  expect(lock).toBeDefined();
  lock?.release();
});

it('two data folders do not stand in each other’s way', () => {
  const locks = [temporaryFolder(), temporaryFolder()].map((dir) => acquireLock(join(dir, 'lock')));
  expect(locks.every(Boolean)).toBe(true);
  for (const lock of locks) lock?.release();
});

it('the lock is for its owner alone', () => {
  const path = join(temporaryFolder(), 'lock');
  acquireLock(path)?.release();
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('a lock that cannot be is an error, not a lock that is held', () => {
  const path = join(temporaryFolder(), 'lock');
  mkdirSync(path);
  expect(() => acquireLock(path)).toThrow(/EISDIR/);
});
