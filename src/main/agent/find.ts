import { homedir } from 'node:os';
import { extname, join } from 'node:path';
import { z } from 'zod';
import type { FoundAgent } from '../../shared/api.ts';
import type { Clock } from '../clock.ts';
import { startDeadline } from '../deadline.ts';
import { findProgram, foldersOf } from './find-program.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What {@link findAgents} needs. */
export interface FindOptions {
  readonly env: Env;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Makes the HTTP requests; the platform's own where it is left out. */
  readonly fetch?: typeof globalThis.fetch;
  /** Folders that are looked through beside PATH; by default where such programs usually are. */
  readonly places?: readonly string[];
}

/** Milliseconds in which a model server on this computer has to answer. */
const SERVER_MS = 1_500;
const MOST_MODELS = 50;

/**
 * Looks for what can answer on this computer: model servers first, then programs. Takes 1.5
 * seconds at most; never rejects.
 */
export async function findAgents(options: FindOptions): Promise<FoundAgent[]> {
  const servers = await Promise.all(serversOf(options.env).map((it) => askServer(it, options)));
  const { env, places = usualPlaces() } = options;
  return [...servers, ...PROGRAMS.map((program) => locate(program, env, places))].filter(
    (found) => found !== undefined,
  );
}

interface Server {
  readonly name: 'ollama' | 'lmstudio';
  readonly base_url: string;
}

function serversOf(env: Env): readonly Server[] {
  return [
    { name: 'ollama', base_url: `${ollamaAddress(env['OLLAMA_HOST'] ?? '')}/v1` },
    { name: 'lmstudio', base_url: 'http://127.0.0.1:1234/v1' },
  ];
}

const OLLAMA_HOST =
  /^(http:\/\/)?(localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\])?(?::(\d{1,5}))?\/?$/i;

/** Where Ollama listens, read as Ollama reads it. An address of another computer is none of ours. */
function ollamaAddress(text: string): string {
  const [, scheme, host = '127.0.0.1', port] = OLLAMA_HOST.exec(text.trim()) ?? [];
  // What listens everywhere listens here too.
  const near = host === '0.0.0.0' || host === '[::]' ? '127.0.0.1' : host;
  return `http://${near}:${port ?? (scheme ? '80' : '11434')}`;
}

const modelList = z.object({ data: z.array(z.object({ id: z.string().min(1).max(200) })) });

/** Models that turn text into numbers; they cannot answer. */
const EMBEDDING = /embed|(^|[-/_])(bge|gte|e5|all-minilm|reranker)([-_:./]|$)/i;

async function askServer(
  { name, base_url }: Server,
  { clock, signal, fetch = globalThis.fetch }: FindOptions,
): Promise<FoundAgent | undefined> {
  const deadline = startDeadline(clock, SERVER_MS, signal);
  try {
    const response = await fetch(`${base_url}/models`, {
      signal: deadline.signal,
      redirect: 'error',
    });
    const list = modelList.safeParse(await response.json()).data;
    if (!response.ok || !list) return undefined;
    const ids = list.data.map(({ id }) => id).filter((id) => !EMBEDDING.test(id));
    return { name, base_url, models: ids.slice(0, MOST_MODELS) };
  } catch {
    // Nobody there, or somebody else.
    return undefined;
  } finally {
    deadline.end();
  }
}

/**
 * What a program is told besides the JSON on its stdin, which all of these put behind it. On
 * Windows `cmd` may read it: no quotes, and nothing that means something there.
 */
const TASK =
  'Standard input is one message of a chat, as JSON: text is what somebody wrote to you, quote ' +
  'what they refer to, attachments are files on this computer, history is what was said before, ' +
  'oldest first. Answer text. Write only the answer, as Markdown, in the language of text.';

interface ProgramKind {
  readonly name: 'claude' | 'codex' | 'gemini' | 'picoclaw';
  readonly args: readonly string[];
}

const PROGRAMS: readonly ProgramKind[] = [
  { name: 'claude', args: ['-p', TASK] },
  // Agents run in the home directory, which is no repository.
  { name: 'codex', args: ['exec', '--skip-git-repo-check', TASK] },
  { name: 'gemini', args: ['-p', TASK] },
  // Its -m takes the message itself and nothing else does: what it gets is the bare JSON.
  { name: 'picoclaw', args: ['agent'] },
];

/** A program started by the desktop gets a short PATH, without where people install things. */
function usualPlaces(): readonly string[] {
  const home = homedir();
  return [
    join(home, '.local', 'bin'),
    '/opt/homebrew/bin',
    '/usr/local/bin',
    join(home, '.npm-global', 'bin'),
    join(home, '.bun', 'bin'),
    join(home, '.volta', 'bin'),
  ];
}

function locate(
  { name, args }: ProgramKind,
  env: Env,
  places: readonly string[],
): FoundAgent | undefined {
  const inPath = findProgram(name, env, foldersOf(env));
  const path = inPath ?? findProgram(name, env, places);
  if (path === undefined) return undefined;
  const named = inPath ? name : path;
  return { name, path, command: [...(isScript(path) ? ['cmd', '/c'] : []), named, ...args] };
}

/** Windows starts scripts, as npm installs them, only through its shell. */
function isScript(path: string): boolean {
  return process.platform === 'win32' && /^\.(cmd|bat)$/i.test(extname(path));
}
