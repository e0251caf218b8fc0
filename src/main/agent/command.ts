import { homedir } from 'node:os';
import type { Clock } from '../clock.ts';
import { startDeadline } from '../deadline.ts';
import type { Agent, AgentPart, AgentRequest } from './agent.ts';
import { AgentFailure } from './agent.ts';
import type { OutputReader } from './output.ts';
import { createOutputReader } from './output.ts';
import type { Program } from './program.ts';
import { startProgram } from './program.ts';

/** More stdout than this is a program that ran away, not an answer. */
const OUTPUT_LIMIT_BYTES = 4 * 1024 * 1024;

/** Variables that hold this application's own secrets. */
const SECRET_VARIABLE = /^(PICOCLAW_.*(SECRET|TOKEN|AES_KEY).*|WECOM_TRAY_AGENT_API_KEY)$/i;

/** What the command agent runs. */
export interface CommandAgentOptions {
  /**
   * Program and arguments. The program is looked up in PATH; no shell reads any of it. On Windows
   * a script that npm installed is started as `["cmd", "/c", "name", …]`.
   */
  readonly command: readonly string[];
  /** How long one answer may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Handed to the program, without this application's own secrets. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Asks a program: one process a turn, started in the home directory. Its stdin is the request as
 * one JSON object, its stdout the answer as {@link createOutputReader} reads it. When the turn is
 * over, for whatever reason, neither the program nor anything it started is left running, save
 * what moved itself to another process group.
 *
 * Failures: `unavailable` it could not be started, `broken` it ended with a code other than 0 or
 * wrote more than 4 MiB, `timeout`, `empty` it wrote neither visible text nor a file.
 */
export function createCommandAgent(options: CommandAgentOptions): Agent {
  return { answer: (request, signal) => ask(options, request, signal) };
}

async function* ask(
  { command, timeoutMs, clock, env }: CommandAgentOptions,
  request: AgentRequest,
  cancelled: AbortSignal,
): AsyncGenerator<AgentPart> {
  if (cancelled.aborted) return;
  const cwd = homedir();
  const deadline = startDeadline(clock, timeoutMs, cancelled);
  const program = startProgram({
    command,
    cwd,
    env: withoutSecrets(env),
    input: JSON.stringify(inputOf(request)),
    bufferBytes: OUTPUT_LIMIT_BYTES,
    clock,
  });
  deadline.signal.addEventListener('abort', () => void program.end(), { once: true });
  try {
    yield* readAnswer(program, cwd, deadline.signal);
    return;
  } catch (error) {
    // Stopped from here: however the program took it is no news.
    if (!deadline.signal.aborted) throw error;
  } finally {
    deadline.end();
    await program.end();
  }
  if (deadline.expired) {
    throw new AgentFailure('timeout', withStderr(`It ran longer than ${timeoutMs} ms.`, program));
  }
}

async function* readAnswer(
  program: Program,
  cwd: string,
  stopped: AbortSignal,
): AsyncGenerator<AgentPart> {
  const reader = createOutputReader(cwd);
  let answered = false;
  for await (const part of readParts(program, reader)) {
    stopped.throwIfAborted();
    answered ||= part.type === 'file' || (part.type === 'text' && part.delta.trim() !== '');
    yield part;
  }
  if (!reader.done) await expectSuccess(program, reader.remarks);
  // A program that was asked to end may well do so with code 0.
  stopped.throwIfAborted();
  if (!answered) throw new AgentFailure('empty', withRemarks('It said nothing.', reader.remarks));
}

async function* readParts(program: Program, reader: OutputReader): AsyncGenerator<AgentPart> {
  let bytesRead = 0;
  for await (const bytes of program.stdout) {
    bytesRead += bytes.byteLength;
    if (bytesRead > OUTPUT_LIMIT_BYTES) {
      throw new AgentFailure('broken', `It wrote more than ${OUTPUT_LIMIT_BYTES} bytes.`);
    }
    yield* reader.push(bytes);
    if (reader.done) return;
  }
  yield* reader.finish();
}

/** Waits for the program to end; throws unless it ended well. */
async function expectSuccess(program: Program, remarks: readonly string[]): Promise<void> {
  const exit = await program.exited;
  await program.end();
  if (exit.kind === 'exited' && exit.code === 0) return;
  if (exit.kind === 'unstarted') {
    const remedy = 'Check agent.command: is the program installed, and is its full path needed?';
    throw new AgentFailure('unavailable', `${exit.reason}. ${remedy}`);
  }
  const how = exit.kind === 'exited' ? `exit code ${exit.code}` : exit.signal;
  const what = withRemarks(`The program ended with ${how}.`, remarks);
  throw new AgentFailure('broken', withStderr(what, program));
}

function withRemarks(what: string, remarks: readonly string[]): string {
  return remarks.length === 0 ? what : `${what} Lines passed over: ${remarks.join('; ')}`;
}

function withStderr(what: string, program: Program): string {
  const tail = program.stderrTail();
  return tail === '' ? what : `${what} stderr: ${tail}`;
}

/** The request as the program reads it. */
function inputOf(request: AgentRequest) {
  return {
    text: request.text,
    chat: { id: request.chat.id, type: request.chat.type },
    sender: request.sender,
    message_id: request.messageId,
    quote: request.quote,
    attachments: request.attachments.map(({ path, name, type, size }) => ({
      path,
      name,
      type,
      size,
    })),
    history: request.history.map(({ role, text }) => ({ role, text })),
  };
}

function withoutSecrets(env: CommandAgentOptions['env']): CommandAgentOptions['env'] {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !SECRET_VARIABLE.test(name)));
}
