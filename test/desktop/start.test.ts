import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../settings/folder.ts';

const ROOT = join(import.meta.dirname, '../..');

/** An Electron that starts: it tells how, unless it is only tried out. */
const WORKS =
  'case "$*" in *electron-probe*) exit 0 ;; esac; echo "window: $* $ELECTRON_RUN_AS_NODE"; exit 7';
/** One that does not, for this reason. */
const fails = (why: string) => `echo '${why}' >&2; exit 127`;

/** What node_modules/electron/install.js does. */
const INSTALLS = `
  const { mkdirSync, writeFileSync } = require('node:fs');
  mkdirSync(__dirname + '/dist');
  writeFileSync(__dirname + '/dist/electron', ${JSON.stringify(`#!/bin/sh\n${WORKS}`)}, { mode: 0o755 });
  writeFileSync(__dirname + '/path.txt', 'electron');
`;

/** A clone with all that `npm start` needs, and an Electron as the test wants it. */
async function cloneWith({ electron, install = '' }: { electron?: string; install?: string }) {
  const clone = temporaryFolder();
  const put = (path: string, text: string) => {
    mkdirSync(join(clone, path, '..'), { recursive: true });
    writeFileSync(join(clone, path), text);
  };
  for (const name of ['scripts', 'bin/hand-over.mjs', 'tsconfig.base.json']) {
    cpSync(join(ROOT, name), join(clone, name), { recursive: true });
  }
  put('package.json', '{}');
  put('package-lock.json', '{"packages":{}}');
  put('node_modules/.package-lock.json', '{"packages":{}}');
  mkdirSync(join(clone, 'node_modules/node/bin'), { recursive: true });
  symlinkSync(process.execPath, join(clone, 'node_modules/node/bin/node'));
  put('src/main.ts', '');
  put('bin/wecom-tray.mjs', "console.log('browser: ' + process.argv.slice(2).join(' '))");
  put('dist/cli.js', '');
  put('node_modules/electron/package.json', '{"version":"45.4.1"}');
  put('node_modules/electron/install.js', install);
  if (electron !== undefined) {
    put('node_modules/electron/dist/electron', `#!/bin/sh\n${electron}`);
    chmodSync(join(clone, 'node_modules/electron/dist/electron'), 0o755);
    put('node_modules/electron/path.txt', 'electron');
  }
  const stamp = `const { createBuildStamp } = await import('./scripts/stamp.mjs'); createBuildStamp(process.cwd()).write();`;
  await once(spawn(process.execPath, ['--input-type=module', '-e', stamp], { cwd: clone }), 'exit');
  return clone;
}

/** Runs `npm start` in a clone, on a display and as whoever this is. */
async function start(clone: string, env: Record<string, string> = {}, args: string[] = []) {
  const child = spawn(process.execPath, [join(clone, 'scripts/run.mjs'), 'start', ...args], {
    env: {
      PATH: process.env['PATH'],
      DISPLAY: ':0',
      WECOM_TRAY_NO_SANDBOX: '1',
      ELECTRON_MIRROR: 'http://127.0.0.1:9/',
      ...env,
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

/** Somewhere to fetch Electron from, for as long as the test lasts. */
async function mirror(): Promise<string> {
  const server: Server = createServer((_request, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const isRoot = process.getuid?.() === 0;
const noSandbox = isRoot ? '--no-sandbox ' : '';

/** In the place of the window: one line that says why, and the program in the browser. */
const inBrowser = (why: string) => ({
  code: 0,
  stdout: 'browser: gateway --ui\n',
  stderr: `${why}; WeCom Tray opens in the browser instead.\n`,
});

describe.skipIf(process.platform === 'win32')('npm start', () => {
  it('opens the window, with the arguments it got, and ends as it does', async () => {
    const clone = await cloneWith({ electron: WORKS });
    expect(await start(clone, { ELECTRON_RUN_AS_NODE: '1' }, ['--hidden'])).toEqual({
      code: 7,
      stdout: `window: ${noSandbox}${clone} --hidden \n`,
      stderr: '',
    });
  });

  it('opens it with the Electron that the environment names', async () => {
    const clone = await cloneWith({});
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'electron'), `#!/bin/sh\n${WORKS}`, { mode: 0o755 });
    const { stdout } = await start(clone, { ELECTRON_OVERRIDE_DIST_PATH: folder });
    expect(stdout).toMatch(/^window: /);
  });

  it('fetches Electron where it is missing, and says so', async () => {
    const clone = await cloneWith({ install: INSTALLS });
    const { stdout, stderr } = await start(clone, { ELECTRON_MIRROR: await mirror() });
    expect(stdout).toMatch(/^window: /);
    expect(stderr).toBe('Fetching Electron 45.4.1 (about 120 MB, once)…\n');
  });
});

describe.skipIf(process.platform === 'win32')('npm start goes to the browser', () => {
  it('where Electron cannot be reached', async () => {
    const clone = await cloneWith({ install: INSTALLS });
    expect(await start(clone)).toEqual(
      inBrowser('127.0.0.1:9 cannot be reached, which Electron comes from'),
    );
    expect(existsSync(join(clone, 'node_modules/electron/dist'))).toBe(false);
  });

  it('where fetching it fails', async () => {
    const install = "console.error('first\\nHTTPError: 403\\n'); process.exit(1);";
    const clone = await cloneWith({ install });
    const { stdout, stderr } = await start(clone, { ELECTRON_MIRROR: await mirror() });
    expect(stdout).toBe('browser: gateway --ui\n');
    expect(stderr.split('\n')[1]).toBe(
      'Electron could not be fetched (HTTPError: 403); WeCom Tray opens in the browser instead.',
    );
  });

  it('where the environment names an Electron that is not there', async () => {
    const clone = await cloneWith({ electron: WORKS });
    const env = { ELECTRON_OVERRIDE_DIST_PATH: temporaryFolder() };
    expect(await start(clone, env)).toEqual(
      inBrowser('There is no Electron in ELECTRON_OVERRIDE_DIST_PATH'),
    );
  });

  it.each([
    [
      'a library is missing',
      'electron: error while loading shared libraries: libgtk-3.so.0: cannot open shared object file: No such file or directory',
      'Electron lacks the system library libgtk-3.so.0',
    ],
    [
      'the display cannot be opened',
      '[12:0101/1:ERROR:ozone_platform_x11.cc(246)] Missing X server or $DISPLAY',
      'The display cannot be opened',
    ],
    [
      'its sandbox does not work',
      '[12:0101/1:FATAL:setuid_sandbox_host.cc(163)] The SUID sandbox helper binary was found, but is not configured correctly.',
      "Electron's sandbox does not work here",
    ],
    [
      'it does not start for another reason',
      '[12:0101/1:ERROR:x.cc(1)] Something odd',
      'Electron does not start here (Something odd)',
    ],
  ])('where %s', async (_what, said, why) => {
    const clone = await cloneWith({ electron: fails(said) });
    expect(await start(clone)).toEqual(inBrowser(why));
  });

  it.skipIf(process.platform !== 'linux')('where there is no display', async () => {
    const clone = await cloneWith({ electron: WORKS });
    expect(await start(clone, { DISPLAY: '' })).toEqual(inBrowser('There is no display here'));
  });

  it.skipIf(!isRoot || process.platform !== 'linux')('for root (needs root)', async () => {
    const clone = await cloneWith({ electron: WORKS });
    expect(await start(clone, { WECOM_TRAY_NO_SANDBOX: '' })).toEqual(
      inBrowser('Windows are not opened as root: they would run without their sandbox'),
    );
  });
});
