import { createHash } from 'node:crypto';
import { accessSync, constants, lstatSync, mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** The data folder and what lives in it. All paths are absolute. */
export interface Home {
  readonly dir: string;
  /** The settings file. */
  readonly config: string;
  readonly journal: string;
  readonly media: string;
  readonly logs: string;
  /** Where the running instance listens: a Unix socket, or a named pipe on Windows. */
  readonly socket: string;
  /** Held by the one running instance. */
  readonly lock: string;
}

/** The data folder cannot be used. The message says which, why, and what to do. */
export class HomeError extends Error {
  constructor(dir: string, why: string) {
    super(
      `The data folder ${dir} cannot be used: ${why}. ` +
        'Make it readable and writable for you alone, or name another in WECOM_TRAY_HOME.',
    );
    this.name = 'HomeError';
  }
}

/** What decides where the data folder is. */
export interface HomeSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
}

/**
 * Unix socket addresses end at 104 bytes on macOS and 108 on Linux, with their closing zero.
 */
const LONGEST_SOCKET = 100;

/** Where everything is, without touching the disk. Tray and terminal agree on it. */
export function locateHome({ env, platform = process.platform }: HomeSource): Home {
  const dir = resolve(env['WECOM_TRAY_HOME'] || defaultDir(env, platform));
  return {
    dir,
    config: join(dir, 'config.json'),
    journal: join(dir, 'journal.db'),
    media: join(dir, 'media'),
    logs: join(dir, 'logs'),
    socket: socketOf(dir, platform),
    lock: join(dir, 'lock'),
  };
}

/**
 * Finds the data folder and makes what is missing of it, for its owner alone (0700).
 * Throws {@link HomeError} where it cannot be read and written.
 */
export function openHome(source: HomeSource): Home {
  const home = locateHome(source);
  try {
    for (const dir of [home.dir, home.media, home.logs]) {
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
    }
    const socketDir = dirname(home.socket);
    if (source.platform !== 'win32' && socketDir !== home.dir) openSocketDir(socketDir);
  } catch (error) {
    throw new HomeError(home.dir, error instanceof Error ? error.message : String(error));
  }
  return home;
}

/** A short name for a data folder, for places that all folders share. */
export function homeHash(dir: string): string {
  return createHash('sha256').update(dir).digest('hex').slice(0, 12);
}

function defaultDir(env: HomeSource['env'], platform: NodeJS.Platform): string {
  switch (platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'WeCom Tray');
    case 'win32':
      return join(env['APPDATA'] || join(homedir(), 'AppData', 'Roaming'), 'WeCom Tray');
    default:
      return join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'wecom-tray');
  }
}

function socketOf(dir: string, platform: NodeJS.Platform): string {
  if (platform === 'win32') return `\\\\.\\pipe\\wecom-tray-${homeHash(dir)}`;
  const path = join(dir, 'control.sock');
  return Buffer.byteLength(path) <= LONGEST_SOCKET
    ? path
    : join(tmpdir(), `wecom-tray-${homeHash(dir)}`, 'control.sock');
}

/** The temporary folder is everybody's: a folder of our name there may be somebody else's. */
function openSocketDir(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const { mode, uid } = lstatSync(dir);
  const isDirectory = (mode & constants.S_IFMT) === constants.S_IFDIR;
  if (!isDirectory || uid !== process.getuid?.() || (mode & 0o077) !== 0) {
    throw new Error(`${dir}, which holds its socket, is open to others`);
  }
}
