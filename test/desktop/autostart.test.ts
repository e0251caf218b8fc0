import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  autostartCommand,
  autostartText,
  createAutostart,
  isAutostartOn,
} from '../../src/main/desktop/autostart.ts';
import { temporaryFolder } from '../settings/folder.ts';

/** Reads a command the way a desktop does: the value first, then its quoting, then its codes. */
function readCommand(text: string): string[] {
  const line = text.split('\n').find((one) => one.startsWith('Exec='));
  const raw = line?.slice('Exec='.length) ?? '';
  const value = raw.replace(/\\(.)/gs, (_, code: string) => {
    const meaning = { s: ' ', n: '\n', t: '\t', r: '\r', '\\': '\\' }[code];
    if (meaning === undefined) throw new Error(`\\${code} means nothing in a value.`);
    return meaning;
  });
  const found: string[] = [];
  let rest = value;
  while (rest !== '') {
    const [all = '', quoted] = /^ *"((?:\\["`$\\]|[^"`$\\])*)"/.exec(rest) ?? [];
    if (quoted === undefined) throw new Error(`What is this in Exec: ${rest}`);
    const word = quoted.replace(/\\(.)/gs, '$1').replace(/%(.?)/gs, (_, code: string) => {
      if (code !== '%') throw new Error(`%${code} is a field code.`);
      return '%';
    });
    found.push(word);
    rest = rest.slice(all.length);
  }
  return found;
}

describe('an autostart file', () => {
  it('is an entry that starts the program to the tray', () => {
    const command = ['/opt/WeCom Tray/wecom-tray', '--hidden'];
    expect(autostartText({ name: 'WeCom Tray', command, icon: '/opt/icon.png' })).toBe(
      [
        '[Desktop Entry]',
        'Type=Application',
        'Name=WeCom Tray',
        'Exec="/opt/WeCom Tray/wecom-tray" "--hidden"',
        'Icon=/opt/icon.png',
        'Terminal=false',
        'StartupNotify=false',
        'X-GNOME-Autostart-enabled=true',
        '',
      ].join('\n'),
    );
  });

  it('starts exactly this command, whatever is in its path', () => {
    expect(readCommand(autostartText({ name: 'A', command: ['\u2028', ''] }))).toEqual([
      '\u2028',
      '',
    ]);
    const odd = fc.stringMatching(/^[a-z "'`$\\%=;#~\n\r\t\u00e9\u4e2d]*$/);
    const word = fc.oneof(fc.string({ unit: 'grapheme' }), odd);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (command) => {
        const text = autostartText({ name: 'WeCom Tray', command });
        expect(readCommand(text)).toEqual(command);
        // Nothing in it can begin a line of its own.
        expect(text.split(/[\n\r]/)).toHaveLength(8);
      }),
    );
  });

  it.each([
    ['as we write it', '', true],
    ['hidden by a desktop', 'Hidden=true\n', false],
    ['shown by a desktop', 'Hidden=false\n', true],
    ['switched off by GNOME', 'X-GNOME-Autostart-enabled=false\n', false],
    ['with spaces', 'Hidden = true \n', false],
  ])('%s: on is %s', (_how, line, on) => {
    const text = '[Desktop Entry]\nType=Application\nExec="/a"\n';
    expect(isAutostartOn(text + line)).toBe(on);
  });

  it('is judged by its first group alone', () => {
    expect(isAutostartOn('[Desktop Entry]\nExec=a\n[Desktop Action x]\nHidden=true\n')).toBe(true);
    expect(isAutostartOn('[Other]\nExec=a\n')).toBe(false);
    expect(isAutostartOn('')).toBe(false);
  });
});

describe('what starts with the session', () => {
  const packaged = { env: {}, execPath: '/opt/wecom-tray/wecom-tray', appPath: undefined };

  it.each([
    ['a package', packaged, ['/opt/wecom-tray/wecom-tray', '--hidden']],
    [
      'an AppImage, by its file',
      {
        ...packaged,
        env: { APPIMAGE: '/home/a/WeCom.AppImage', APPDIR: '/tmp/.mount_a' },
        execPath: '/tmp/.mount_a/wecom-tray',
      },
      ['/home/a/WeCom.AppImage', '--hidden'],
    ],
    [
      'a package that was started out of an AppImage',
      { ...packaged, env: { APPIMAGE: '/editor.AppImage', APPDIR: '/tmp/.mount_editor' } },
      ['/opt/wecom-tray/wecom-tray', '--hidden'],
    ],
    [
      'a clone, by its Electron',
      { ...packaged, execPath: '/clone/electron', appPath: '/clone' },
      ['/clone/electron', '/clone', '--hidden'],
    ],
    [
      'a clone that was started out of an AppImage',
      {
        env: { APPIMAGE: '/editor.AppImage', APPDIR: '/tmp/.mount_editor' },
        execPath: '/clone/electron',
        appPath: '/clone',
      },
      ['/clone/electron', '/clone', '--hidden'],
    ],
    [
      'the same data folder',
      { ...packaged, env: { WECOM_TRAY_HOME: '/data' } },
      ['env', 'WECOM_TRAY_HOME=/data', '/opt/wecom-tray/wecom-tray', '--hidden'],
    ],
  ])('is %s', (_what, started, command) => {
    expect(autostartCommand(started)).toEqual(command);
  });

  it.each([{ FLATPAK_ID: 'x' }, { SNAP: '/snap/x' }])('is not for us to say in %o', (env) => {
    expect(autostartCommand({ ...packaged, env })).toBeUndefined();
    expect(createAutostart({ ...packaged, env }, undefined).get()).toEqual({ supported: false });
  });

  it('is switched on and off', () => {
    const config = join(temporaryFolder(), 'config');
    const file = join(config, 'autostart', 'wecom-tray.desktop');
    const item = createAutostart({ ...packaged, env: { XDG_CONFIG_HOME: config } }, undefined);
    expect(item.get()).toEqual({ supported: true, on: false });
    expect(item.set(true)).toEqual({ supported: true, on: true });
    expect(readCommand(readFileSync(file, 'utf8'))).toEqual([packaged.execPath, '--hidden']);
    expect(item.set(false)).toEqual({ supported: true, on: false });
    expect(existsSync(file)).toBe(false);
  });

  it('is off where a desktop switched it off, and on again when asked for', () => {
    const config = temporaryFolder();
    const file = join(config, 'autostart', 'wecom-tray.desktop');
    const item = createAutostart({ ...packaged, env: { XDG_CONFIG_HOME: config } }, undefined);
    mkdirSync(dirname(file));
    writeFileSync(file, '[Desktop Entry]\nExec=a\nHidden=true\n');
    expect(item.get()).toEqual({ supported: true, on: false });
    expect(item.set(true)).toEqual({ supported: true, on: true });
  });
});
