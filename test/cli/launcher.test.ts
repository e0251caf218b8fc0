import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../settings/folder.ts';

const BIN = join(import.meta.dirname, '../../bin');

/** Starts a process that lets another one, which runs `code`, run in its place. */
function startInstead(code: string) {
  const handOver = pathToFileURL(join(BIN, 'hand-over.mjs')).href;
  const child = JSON.stringify(['-e', code]);
  const starter = `import { handOver } from '${handOver}'; handOver(process.execPath, ${child});`;
  return spawn(process.execPath, ['--input-type=module', '-e', starter], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

describe('a program that runs in the place of another', () => {
  it('gives it its exit code', async () => {
    expect(await once(startInstead('process.exit(7)'), 'exit')).toEqual([7, null]);
  });

  it.skipIf(process.platform === 'win32')('gets its signals', async () => {
    const starter = startInstead(`
      process.on('SIGINT', () => process.exit(5));
      setInterval(() => {}, 1000);
      console.log('ready');
    `);
    await once(starter.stdout, 'data');
    starter.kill('SIGINT');
    expect(await once(starter, 'exit')).toEqual([5, null]);
  });

  it.skipIf(process.platform === 'win32')('ends it by the signal it ended by', async () => {
    const starter = startInstead(`console.log('ready'); setInterval(() => {}, 1000)`);
    await once(starter.stdout, 'data');
    starter.kill('SIGTERM');
    expect(await once(starter, 'exit')).toEqual([null, 'SIGTERM']);
  });
});

it('a clone that is not built yet says what to do', async () => {
  const clone = temporaryFolder();
  cpSync(BIN, join(clone, 'bin'), { recursive: true });
  const launcher = spawn(process.execPath, [join(clone, 'bin/wecom-tray.mjs')]);
  const [[code], [printed]] = await Promise.all([
    once(launcher, 'exit'),
    once(launcher.stderr.setEncoding('utf8'), 'data'),
  ]);
  expect({ code, printed }).toEqual({
    code: 1,
    printed: 'WeCom Tray is not built yet. Run: npm run build\n',
  });
});
