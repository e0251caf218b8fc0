import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, extname, resolve } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** The folders of PATH. */
export function foldersOf(env: Env): string[] {
  return (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter(Boolean);
}

/**
 * Where a program is, as the system would find it from the home directory, where agents run.
 * `folders` are looked through where `name` is no path.
 */
export function findProgram(
  name: string,
  env: Env,
  folders: readonly string[] = foldersOf(env),
): string | undefined {
  const isWindows = process.platform === 'win32';
  const endings =
    isWindows && extname(name) === '' ? (env['PATHEXT'] ?? '.EXE;.COM').split(';') : [''];
  const isPath = /[/\\]/.test(name);
  return (isPath ? [''] : folders)
    .flatMap((folder) => endings.map((ending) => resolve(homedir(), folder, name + ending)))
    .find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
