/**
 * Runs a task in a fresh clone as well as in a used one: installs and builds what is missing, says
 * so on stderr, then hands over. Plain Node 20 and nothing else, since nothing is installed yet.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { handOver } from '../bin/hand-over.mjs';
import { findElectron } from './electron.mjs';
import { createBuildStamp } from './stamp.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const onWindows = process.platform === 'win32';
const ownNode = join(root, 'node_modules/node/bin', onWindows ? 'node.exe' : 'node');

const NO_KEYCHAIN = 'No keychain here: keychain tests are skipped.';
/** Unlocks a keychain of its own for what follows: nobody's real keychain is touched. */
const WITH_KEYCHAIN = `
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
echo | XDG_DATA_HOME="$folder" XDG_RUNTIME_DIR="$folder" \\
  gnome-keyring-daemon --unlock --components=secrets >/dev/null || echo '${NO_KEYCHAIN}' >&2
"$@"
`;

/** @type {Record<string, (args: string[]) => void | Promise<void>>} */
const tasks = {
  ready() {
    install();
  },
  build() {
    install();
    build();
  },
  async start(args) {
    install();
    buildIfChanged();
    const found = await findElectron({
      root,
      env: process.env,
      platform: process.platform,
      isRoot: process.getuid?.() === 0,
      node: node(),
      say,
    });
    if (found.ok) {
      // Somebody's editor runs on Electron, and this under it.
      delete process.env['ELECTRON_RUN_AS_NODE'];
      handOver(found.program, [...found.flags, root, ...args]);
    } else {
      say(`${found.why}; WeCom Tray opens in the browser instead.`);
      handOver(node(), [join(root, 'bin/wecom-tray.mjs'), 'gateway', '--ui']);
    }
  },
  demo(args) {
    install();
    buildIfChanged();
    handOver(node(), [join(root, 'bin/wecom-tray.mjs'), 'demo', ...args]);
  },
  test(args) {
    install();
    buildIfChanged();
    const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', root, ...args];
    if (['dbus-run-session', 'gnome-keyring-daemon'].every(works)) {
      const session = ['--', 'bash', '-c', WITH_KEYCHAIN, 'bash', node(), ...vitest];
      handOver('dbus-run-session', session);
    } else {
      if (process.platform === 'linux') say(NO_KEYCHAIN);
      handOver(node(), vitest);
    }
  },
  bench(args) {
    install();
    buildIfChanged();
    handOver(node(), [join(root, 'bench/bench.ts'), ...args]);
  },
};

const [name = '', ...args] = process.argv.slice(2);
const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
if (task) {
  await task(args);
} else {
  say(`Usage: node scripts/run.mjs ${Object.keys(tasks).join('|')} [ARGUMENT...]`);
  process.exitCode = 2;
}

/**
 * The one package that needs its install script is `node`, which fetches its program from the
 * registry. Others would be compiled, though they bring what they need.
 */
function install() {
  if (isInstalled()) return;
  say('Installing dependencies (about a minute, once)…');
  const [program, ...npmArgs] = npm();
  const calm = ['--no-audit', '--no-fund', '--loglevel=error'];
  quietly(program, [...npmArgs, 'ci', '--include=dev', '--ignore-scripts', ...calm]);
  quietly(program, [...npmArgs, 'rebuild', 'node', ...calm]);
}

/** Whether npm's own record of node_modules tells of what package-lock.json asks for. */
function isInstalled() {
  const record = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record) || !existsSync(ownNode)) return false;
  const present = packagesIn(record);
  return Object.entries(packagesIn(join(root, 'package-lock.json'))).every(
    ([path, { version, optional, devOptional }]) =>
      path === '' ||
      (path in present ? present[path]?.version === version : optional || devOptional),
  );
}

/**
 * @param {string} lockfile
 * @returns {Record<string, { version: string; optional?: true; devOptional?: true }>}
 */
function packagesIn(lockfile) {
  return JSON.parse(readFileSync(lockfile, 'utf8')).packages;
}

function buildIfChanged() {
  if (!createBuildStamp(root).isCurrent()) build();
}

function build() {
  say('Building…');
  quietly(node(), [join(root, 'scripts/build.mjs')]);
}

/** The project's own Node, else this one. */
function node() {
  return existsSync(ownNode) ? ownNode : process.execPath;
}

/**
 * How to start npm without a shell: as the npm that started this, or as it lies beside Node.
 *
 * @returns {[string, ...string[]]}
 */
function npm() {
  const { npm_execpath: started, npm_node_execpath: itsNode = process.execPath } = process.env;
  if (started?.endsWith('npm-cli.js')) return [itsNode, started];
  if (!onWindows) return ['npm'];
  return [process.execPath, join(dirname(process.execPath), 'node_modules/npm/bin/npm-cli.js')];
}

/**
 * Shows what a program prints only if it fails, and then ends with its exit code.
 *
 * @param {string} program
 * @param {string[]} args
 */
function quietly(program, args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: Infinity,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (status === 0) return;
  say(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`.trim());
  process.exit(status ?? 1);
}

/** @param {string} program */
function works(program) {
  return spawnSync(program, ['--version']).status === 0;
}

/** Standard output belongs to the task. @param {string} line */
function say(line) {
  console.error(line);
}
