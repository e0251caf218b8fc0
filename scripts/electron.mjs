import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Milliseconds until a network counts as closed, a download as hopeless, a start as failed. */
const REACH_MS = 8_000;
const FETCH_MS = 600_000;
const START_MS = 20_000;

/**
 * An Electron that runs here and how to start it, or why there is none: the beginning of a
 * sentence.
 *
 * @typedef {{ ok: true; program: string; flags: string[] } | { ok: false; why: string }} Found
 */

/**
 * @typedef {object} Place
 * @property {string} root The project's folder.
 * @property {Readonly<Record<string, string | undefined>>} env
 * @property {NodeJS.Platform} platform
 * @property {boolean} isRoot
 * @property {string} node A Node that Electron's installer runs on.
 * @property {(line: string) => void} say Told how it goes.
 */

/**
 * Finds an Electron that opens windows here; fetches it where it is missing and can be had.
 *
 * @param {Place} place
 * @returns {Promise<Found>}
 */
export async function findElectron(place) {
  const { env, platform, isRoot } = place;
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) {
    return { ok: false, why: 'There is no display here' };
  }
  if (platform === 'linux' && isRoot && env['WECOM_TRAY_NO_SANDBOX'] !== '1') {
    const why = 'Windows are not opened as root: they would run without their sandbox';
    return { ok: false, why };
  }
  const program = locate(place) ?? (await fetchElectron(place));
  if (typeof program !== 'string') return program;
  const flags = isRoot && platform === 'linux' ? ['--no-sandbox'] : [];
  const trouble = troubleOf(program, flags, env);
  return trouble === undefined ? { ok: true, program, flags } : { ok: false, why: trouble };
}

/**
 * Where the program is, if it is there.
 *
 * @param {Place} place
 */
function locate({ root, env, platform }) {
  const name = platform === 'win32' ? 'electron.exe' : platform === 'darwin' ? MAC : 'electron';
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  const folder = join(root, 'node_modules/electron');
  const program = join(override || join(folder, 'dist'), name);
  // What an interrupted download left lacks its last file.
  const isWhole = Boolean(override) || existsSync(join(folder, 'path.txt'));
  return isWhole && existsSync(program) ? program : undefined;
}

const MAC = 'Electron.app/Contents/MacOS/Electron';

/**
 * @param {Place} place
 * @returns {Promise<string | { ok: false; why: string }>}
 */
async function fetchElectron(place) {
  const { root, env, platform, node, say } = place;
  if (env['ELECTRON_OVERRIDE_DIST_PATH']) {
    return { ok: false, why: 'There is no Electron in ELECTRON_OVERRIDE_DIST_PATH' };
  }
  const folder = join(root, 'node_modules/electron');
  if (!existsSync(folder)) return { ok: false, why: 'Electron is not installed' };
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const mirror = env['ELECTRON_MIRROR'] || env['npm_config_electron_mirror'] || GITHUB;
  const file = `electron-v${version}-${platform}-${process.arch}.zip`;
  if (!env['ELECTRON_GET_USE_PROXY'] && !(await isReachable(`${mirror}v${version}/${file}`))) {
    return { ok: false, why: `${hostOf(mirror)} cannot be reached, which Electron comes from` };
  }
  say(`Fetching Electron ${version} (about 120 MB, once)…`);
  const failure = await install(node, folder, say);
  const program = locate(place);
  return program ?? { ok: false, why: `Electron could not be fetched (${failure})` };
}

const GITHUB = 'https://github.com/electron/electron/releases/download/';

/**
 * Asks for the file itself: what holds it may be another host than the one in its address.
 *
 * @param {string} url
 */
async function isReachable(url) {
  try {
    const signal = AbortSignal.timeout(REACH_MS);
    const { status } = await fetch(url, { method: 'HEAD', signal });
    return status < 500;
  } catch {
    return false;
  }
}

/** @param {string} url */
function hostOf(url) {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

/**
 * Runs the package's own installer; answers the last thing it said.
 *
 * @param {string} node
 * @param {string} folder
 * @param {(line: string) => void} say
 */
async function install(node, folder, say) {
  const child = spawn(node, [join(folder, 'install.js')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: FETCH_MS,
    killSignal: 'SIGKILL',
  });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  const begun = Date.now();
  const patience = setInterval(() => {
    say(`Still fetching Electron (${Math.round((Date.now() - begun) / 1000)} s)…`);
  }, 20_000);
  const [code] = await once(child, 'close');
  clearInterval(patience);
  return code === null ? 'it took too long' : lastLine(said);
}

/**
 * Lets Electron get as far as opening windows, which needs a display, its libraries and its
 * sandbox. Answers what is missing.
 *
 * @param {string} program
 * @param {string[]} flags
 * @param {Place['env']} env
 */
function troubleOf(program, flags, env) {
  const profile = mkdtempSync(join(tmpdir(), 'wecom-tray-probe-'));
  const { ELECTRON_RUN_AS_NODE: _, ...rest } = env;
  const probe = join(import.meta.dirname, 'electron-probe.cjs');
  try {
    const { status, signal, stderr, error } = spawnSync(program, [...flags, probe, profile], {
      env: rest,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: START_MS,
      killSignal: 'SIGKILL',
    });
    if (status === 0) return undefined;
    if (error && 'code' in error && error.code === 'ETIMEDOUT')
      return 'Electron does not get started here';
    return describe(stderr || error?.message || `it ended with ${status ?? signal}`);
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** @param {string} said */
function describe(said) {
  const [, library] = /error while loading shared libraries: ([^:\s]+)/.exec(said) ?? [];
  if (library) return `Electron lacks the system library ${library}`;
  if (/missing x server|cannot open display|platform failed to initialize/i.test(said)) {
    return 'The display cannot be opened';
  }
  if (/sandbox/i.test(said)) return "Electron's sandbox does not work here";
  return `Electron does not start here (${lastLine(said)})`;
}

/**
 * The last line that says something, without Chromium's place and time.
 *
 * @param {string} text
 */
function lastLine(text) {
  const lines = text.split('\n').map((line) => line.replace(/^\[[^\]]*\] ?/, '').trim());
  return (lines.filter((line) => line !== '').at(-1) ?? 'nothing was said').slice(0, 160);
}
