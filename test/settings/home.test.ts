import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HomeError, locateHome, openHome } from '../../src/main/settings/home.ts';
import { temporaryFolder } from './folder.ts';

const isWindows = process.platform === 'win32';
const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('the data folder', () => {
  it('is where WECOM_TRAY_HOME says', () => {
    const dir = temporaryFolder();
    expect(locateHome({ env: { WECOM_TRAY_HOME: dir } })).toMatchObject({
      dir,
      config: join(dir, 'config.json'),
      journal: join(dir, 'journal.db'),
      media: join(dir, 'media'),
      logs: join(dir, 'logs'),
    });
  });

  it.each([
    ['darwin', {}, join(homedir(), 'Library', 'Application Support', 'WeCom Tray')],
    ['win32', { APPDATA: '/roaming' }, join('/roaming', 'WeCom Tray')],
    ['linux', {}, join(homedir(), '.config', 'wecom-tray')],
    ['linux', { XDG_CONFIG_HOME: '/xdg' }, '/xdg/wecom-tray'],
  ] as const)('is the application data folder of %s with %j', (platform, env, dir) => {
    expect(locateHome({ env, platform }).dir).toBe(dir);
  });

  it.skipIf(isWindows)('is made for its owner alone', () => {
    const home = openHome({ env: { WECOM_TRAY_HOME: join(temporaryFolder(), 'a', 'b') } });
    expect([home.dir, home.media, home.logs].map(modeOf)).toEqual([0o700, 0o700, 0o700]);
  });

  it('is one clear message where it cannot be used', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const open = () => openHome({ env: { WECOM_TRAY_HOME: file } });
    expect(open).toThrow(HomeError);
    expect(open).toThrow(`The data folder ${file} cannot be used`);
    expect(open).toThrow('name another in WECOM_TRAY_HOME');
  });
});

describe.skipIf(isWindows)('the control socket', () => {
  const deep = () => join(temporaryFolder(), 'd'.repeat(90));

  it('is in the data folder', () => {
    const home = openHome({ env: { WECOM_TRAY_HOME: temporaryFolder() } });
    expect(home.socket).toBe(join(home.dir, 'control.sock'));
  });

  it('is in a folder of its own for its owner alone where its path would be too long', async () => {
    const home = openHome({ env: { WECOM_TRAY_HOME: deep() } });
    expect(dirname(dirname(home.socket))).toBe(tmpdir());
    expect(modeOf(dirname(home.socket))).toBe(0o700);

    const server = createServer();
    await new Promise<void>((resolve) => server.listen(home.socket, resolve));
    await new Promise((resolve) => server.close(resolve));
  });

  it('is not put where somebody else could have put a folder', () => {
    const env = { WECOM_TRAY_HOME: deep() };
    const socketDir = dirname(locateHome({ env }).socket);
    mkdirSync(socketDir, { mode: 0o755 });
    expect(() => openHome({ env })).toThrow('open to others');
  });

  it('is not put behind a link', () => {
    const env = { WECOM_TRAY_HOME: deep() };
    symlinkSync(temporaryFolder(), dirname(locateHome({ env }).socket));
    expect(() => openHome({ env })).toThrow('open to others');
  });
});

it('the control socket of Windows is a named pipe of the data folder', () => {
  const pipe = (dir: string) =>
    locateHome({ env: { WECOM_TRAY_HOME: dir }, platform: 'win32' }).socket;
  expect(pipe('/one')).toMatch(/^\\\\\.\\pipe\\wecom-tray-[0-9a-f]{12}$/);
  expect(pipe('/one')).not.toBe(pipe('/two'));
});
