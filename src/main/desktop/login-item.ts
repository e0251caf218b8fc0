import { app } from 'electron';
import type { LoginItem } from '../../shared/api.ts';
import { createAutostart, type LoginItemSwitch, type Started, UNSUPPORTED } from './autostart.ts';

const HIDDEN = ['--hidden'];

/** The login item of this platform; `started` says what would have to be started. */
export function createLoginItem(started: Started, icon: string | undefined): LoginItemSwitch {
  if (process.platform === 'linux') return createAutostart(started, icon);
  // Unpackaged, macOS would start a bare Electron.
  if (process.platform === 'darwin' && started.appPath !== undefined) return UNSUPPORTED;
  const args = [...(started.appPath === undefined ? [] : [started.appPath]), ...HIDDEN];
  const item = { path: started.execPath, args };
  const get = (): LoginItem => ({
    supported: true,
    on: app.getLoginItemSettings(item).openAtLogin,
  });
  return {
    get,
    set(on) {
      app.setLoginItemSettings({ ...item, openAtLogin: on });
      return get();
    },
  };
}
