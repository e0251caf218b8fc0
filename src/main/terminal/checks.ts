import { lookup } from 'node:dns/promises';
import { accessSync, constants, statSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { homedir } from 'node:os';
import { delimiter, extname, resolve } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { z } from 'zod';
import { messageOf } from '../settings/problem.ts';
import type { Settings } from '../settings/schema.ts';

/** What one check of `doctor` found, and what to do about it. */
export interface Finding {
  readonly mark: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  readonly remedy?: string;
}

/** Nothing is wrong. */
export const ok = (detail: string): Finding => ({ mark: 'ok', detail });
/** It works, but. No remedy: the detail names it. */
export const warn = (detail: string, remedy?: string) => finding('warn', detail, remedy);
/** It cannot work like this. No remedy: the detail names it. */
export const fail = (detail: string, remedy?: string) => finding('fail', detail, remedy);

function finding(mark: 'warn' | 'fail', detail: string, remedy: string | undefined): Finding {
  return { mark, detail, ...(remedy === undefined ? {} : { remedy }) };
}

type Env = Readonly<Record<string, string | undefined>>;

/** Whether the gateway can be reached: its name, its port, and its certificate. */
export async function checkNetwork(address: string, signal: AbortSignal): Promise<Finding> {
  const { hostname, port, protocol } = new URL(address);
  const host = hostname.replace(/^\[|\]$/g, '');
  const secure = protocol === 'wss:';
  try {
    await lookup(host);
  } catch (error) {
    return fail(`${host} has no address: ${messageOf(error)}`, 'Check the network and its DNS.');
  }
  try {
    await dial(host, Number(port) || (secure ? 443 : 80), secure, signal);
  } catch (error) {
    const remedy = 'Check the network: a firewall or proxy may keep connections from leaving.';
    return fail(`${host} cannot be connected to: ${messageOf(error)}`, remedy);
  }
  return ok(secure ? `${host} answers, and its certificate is good` : `${host} answers`);
}

function dial(host: string, port: number, secure: boolean, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = secure
      ? connectTls({ host, port, servername: host })
      : connectTcp({ host, port });
    const end = () => void socket.destroy();
    signal.addEventListener('abort', end, { once: true });
    socket.once('error', reject);
    socket.once('close', () => {
      signal.removeEventListener('abort', end);
      reject(new Error('closed'));
    });
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      resolve();
      end();
    });
  });
}

/** Milliseconds that clocks may differ; codes and reply addresses live for minutes. */
const CLOCK_TOLERANCE = 120_000;

/** Whether the clock of this computer is right, as far as the server of `url` knows. */
export async function checkClock(url: string, now: () => number, signal: AbortSignal) {
  let date: string | null;
  try {
    const response = await fetch(url, { method: 'HEAD', redirect: 'manual', signal });
    date = response.headers.get('date');
  } catch {
    return warn('could not be compared: WeCom is not reached', 'Check the network and try again.');
  }
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs)) return warn('could not be compared: no time came', 'Try again later.');
  const seconds = Math.round((now() - theirs) / 1000);
  if (Math.abs(seconds) * 1000 <= CLOCK_TOLERANCE) return ok('right');
  const how = `${Math.abs(seconds)} s ${seconds > 0 ? 'fast' : 'slow'}`;
  return warn(how, 'Let the system set its clock by itself.');
}

/** Whether what is to answer can answer. */
export async function checkAgent(
  { kind, command, base_url, model }: Settings['agent'],
  apiKey: () => Promise<string | undefined>,
  env: Env,
  signal: AbortSignal,
): Promise<Finding> {
  switch (kind) {
    case 'echo':
      return ok(ECHO);
    case 'command': {
      const [name = ''] = command;
      const found = findProgram(name, env);
      if (found) return ok(`${name} is ${found}`);
      return fail(`the program ${name} is not found`, 'Install it, or correct agent.command.');
    }
    case 'model':
      return checkModel(base_url, model, await apiKey(), signal);
  }
}

const ECHO =
  'echo repeats what people write; choose another with `wecom-tray config set agent.kind …`';

const modelList = z.object({ data: z.array(z.object({ id: z.string() })) });

async function checkModel(
  baseUrl: string,
  model: string,
  apiKey: string | undefined,
  signal: AbortSignal,
): Promise<Finding> {
  const headers: Record<string, string> = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
  let response: Response;
  try {
    response = await fetch(`${baseUrl.replace(/\/$/, '')}/models`, { headers, signal });
  } catch (error) {
    const why = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return fail(
      `${baseUrl} does not answer: ${messageOf(why)}`,
      'Start it, or set agent.base_url.',
    );
  }
  if (response.status === 401 || response.status === 403) {
    return fail(`${baseUrl} refuses the key`, 'Run `wecom-tray config set agent.api_key`.');
  }
  const list = modelList.safeParse(await response.json().catch(() => undefined)).data;
  if (!list) return ok(`${baseUrl} answers`);
  if (list.data.some(({ id }) => id === model || id === `${model}:latest`)) {
    return ok(`${baseUrl} has ${model}`);
  }
  return warn(`${baseUrl} does not list ${model}`, 'Pull the model, or set agent.model.');
}

/** Where a program is, as the system would find it from the home directory, where agents run. */
function findProgram(name: string, env: Env): string | undefined {
  const isWindows = process.platform === 'win32';
  const endings =
    isWindows && extname(name) === '' ? (env['PATHEXT'] ?? '.EXE;.COM').split(';') : [''];
  const isPath = /[/\\]/.test(name);
  const dirs = isPath ? [''] : (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter(Boolean);
  return dirs
    .flatMap((dir) => endings.map((ending) => resolve(homedir(), dir, name + ending)))
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
