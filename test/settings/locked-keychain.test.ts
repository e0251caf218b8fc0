import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from './folder.ts';

const hasGnomeKeyring = ['dbus-run-session', 'gnome-keyring-daemon'].every(
  (program) => spawnSync(program, ['--version']).status === 0,
);

const NODE = `"${process.execPath}"`;
const fixture = (name: string) => `"${join(import.meta.dirname, '../fixtures', name)}"`;
const ASK = `${NODE} ${fixture('ask-keychain.ts')}`;
const PROMPTER = `${NODE} ${fixture('silent-prompter.ts')}`;

/** Runs `script` in a desktop session of its own and returns the first line of JSON it prints. */
async function inSession(home: string, script: string): Promise<unknown> {
  const session = spawn('dbus-run-session', ['--', 'bash', '-c', script], {
    env: { PATH: process.env['PATH'], HOME: home },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  const group = session.pid;
  onTestFinished(() => void (group && session.exitCode === null && process.kill(-group)));
  let printed = '';
  for await (const chunk of session.stdout.setEncoding('utf8')) {
    printed += chunk;
    const line = /^\{.*\}$/m.exec(printed)?.[0];
    if (line) return JSON.parse(line);
  }
  await once(session, 'exit');
  throw new Error(`The session printed no answer: ${printed}`);
}

it.skipIf(!hasGnomeKeyring)(
  'a keychain that waits for its password is given up on and holds up nothing (needs GNOME Keyring)',
  { timeout: 20_000 },
  async () => {
    const home = temporaryFolder();
    const unlocked = 'echo -n pw | gnome-keyring-daemon --unlock --components=secrets';
    expect(await inSession(home, `${unlocked}; ${ASK} set here`)).toMatchObject({ ok: true });

    const locked = 'gnome-keyring-daemon --start --components=secrets';
    const script = `${locked}; ${PROMPTER} | (read ready; ${ASK} get here)`;
    expect(await inSession(home, script)).toEqual({
      ok: false,
      reason: 'The keychain did not answer within 1 s.',
      remedy: 'It may be waiting for its password: unlock it and try again.',
    });
  },
);
