/**
 * Runs a task in a fresh clone as well as in a used one: installs and builds what is missing, says
 * so on stderr, then hands over. Plain Node 20 and nothing else, since nothing is installed yet.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { handOver } from '../bin/hand-over.mjs';
import { built, installed } from './stamp.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const onWindows = process.platform === 'win32';

/** Unlocks a keychain of its own for what follows: nobody's real keychain is touched. */
const WITH_KEYCHAIN = `
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
echo | XDG_DATA_HOME="$folder" XDG_RUNTIME_DIR="$folder" \\
  gnome-keyring-daemon --unlock --components=secrets >/dev/null
"$@"
`;

/** @type {Record<string, (args: string[]) => void>} */
const tasks = {
  ready() {
    install();
  },
  demo(args) {
    install();
    build();
    handOver(node(), [join(root, 'bin/wecom-tray.mjs'), 'demo', ...args]);
  },
  test(args) {
    install();
    build();
    const vitest = [node(), join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...args];
    if (['dbus-run-session', 'gnome-keyring-daemon'].every(works)) {
      handOver('dbus-run-session', ['--', 'bash', '-c', WITH_KEYCHAIN, 'bash', ...vitest]);
    } else {
      if (process.platform === 'linux') say('No keychain here: keychain tests are skipped.');
      const [program = '', ...rest] = vitest;
      handOver(program, rest);
    }
  },
  bench(args) {
    install();
    build();
    handOver(node(), [join(root, 'bench/bench.ts'), ...args]);
  },
};

const [name = '', ...args] = process.argv.slice(2);
const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
if (task) {
  task(args);
} else {
  say(`Usage: node scripts/run.mjs ${Object.keys(tasks).join('|')} [ARGUMENT...]`);
  process.exitCode = 2;
}

function install() {
  const stamp = installed(root);
  if (stamp.isCurrent()) return;
  say('Installing dependencies (about a minute, once)…');
  quietly(...npm(), 'ci', '--include=dev', '--no-audit', '--no-fund');
  stamp.write();
}

function build() {
  if (built(root).isCurrent()) return;
  say('Building…');
  quietly(node(), join(root, 'scripts/build.mjs'));
}
