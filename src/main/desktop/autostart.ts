import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { LoginItem } from '../../shared/api.ts';

/** Whether the program starts with the session. */
export interface LoginItemSwitch {
  get(): LoginItem;
  /** Answers what is so afterwards. Throws where it cannot be changed. */
  set(on: boolean): LoginItem;
}

/** For places that start nothing, or do not let us say so. */
export const UNSUPPORTED: LoginItemSwitch = {
  get: () => ({ supported: false }),
  set: () => ({ supported: false }),
};

/** What starts with the session. */
export interface AutostartEntry {
  readonly name: string;
  /** Program and arguments. */
  readonly command: readonly string[];
  readonly icon?: string;
}

/** The text of an autostart file, as the Desktop Entry and Autostart specifications have it. */
export function autostartText({ name, command, icon }: AutostartEntry): string {
  const lines = [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${escapeValue(name)}`,
    `Exec=${escapeValue(command.map(quoteArgument).join(' '))}`,
    ...(icon === undefined ? [] : [`Icon=${escapeValue(icon)}`]),
    'Terminal=false',
    'StartupNotify=false',
    'X-GNOME-Autostart-enabled=true',
  ];
  return `${lines.join('\n')}\n`;
}

/** Whether a file lets its program start: desktops switch one off without deleting it. */
export function isAutostartOn(text: string): boolean {
  const group = text.split(/^(?=\[)/m).find((part) => part.startsWith('[Desktop Entry]')) ?? '';
  const value = (key: string) => new RegExp(`^${key}\\s*=\\s*(.*?)\\s*$`, 'm').exec(group)?.[1];
  return (
    value('Exec') !== undefined &&
    value('Hidden') !== 'true' &&
    value('X-GNOME-Autostart-enabled') !== 'false'
  );
}

/** First layer: the quoting of `Exec`, in which `%` begins a field code. */
function quoteArgument(argument: string): string {
  return `"${argument.replaceAll('%', '%%').replace(/["`$\\]/g, '\\$&')}"`;
}

/** Second layer: how every value is escaped, whatever its key. */
function escapeValue(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
}

/** Where the program was started from decides what the session has to start. */
export interface Started {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The Electron that runs. */
  readonly execPath: string;
  /** The application's folder, where Electron has to be told it; undefined in a package. */
  readonly appPath: string | undefined;
}

/** The command that starts this program to the tray; undefined where it may not name itself. */
export function autostartCommand({ env, execPath, appPath }: Started): string[] | undefined {
  // Inside of these, neither our path nor the autostart folder is the session's own.
  if (env['FLATPAK_ID'] || env['SNAP']) return undefined;
  const home = env['WECOM_TRAY_HOME'];
  // An AppImage runs from a mount that is gone tomorrow; its file is what stays. Both variables
  // may also be those of a terminal that started us.
  const { APPIMAGE: image, APPDIR: mount } = env;
  const program = image && mount && execPath.startsWith(join(mount, '/')) ? image : execPath;
  return [
    ...(home ? ['env', `WECOM_TRAY_HOME=${resolve(home)}`] : []),
    program,
    ...(appPath === undefined ? [] : [appPath]),
    '--hidden',
  ];
}

/** Where Linux desktops look for what starts with the session. */
export function createAutostart(started: Started, icon: string | undefined): LoginItemSwitch {
  const command = autostartCommand(started);
  if (!command) return UNSUPPORTED;
  const config = started.env['XDG_CONFIG_HOME'] || join(homedir(), '.config');
  const file = join(config, 'autostart', 'wecom-tray.desktop');
  const get = (): LoginItem => {
    try {
      return { supported: true, on: isAutostartOn(readFileSync(file, 'utf8')) };
    } catch {
      return { supported: true, on: false };
    }
  };
  return {
    get,
    set(on) {
      if (on) {
        mkdirSync(dirname(file), { recursive: true });
        const entry = { name: 'WeCom Tray', command, ...(icon === undefined ? {} : { icon }) };
        writeFileSync(file, autostartText(entry));
      } else {
        rmSync(file, { force: true });
      }
      return get();
    },
  };
}
