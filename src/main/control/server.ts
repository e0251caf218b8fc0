import { lstatSync, unlinkSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { messageOf } from '../settings/problem.ts';
import { BODY_LIMIT, ControlError, type Procedure, type Procedures, protocol } from './protocol.ts';

/** Milliseconds that a request may take to arrive. */
const REQUEST_MS = 10_000;

/** What {@link listen} needs. */
export interface ListenOptions {
  /** Where: the path of a Unix socket, or the name of a pipe on Windows. */
  readonly path: string;
  /** Whoever asks before they are there waits for them. */
  readonly procedures: Promise<Procedures>;
  readonly log: Pick<Logger, 'error'>;
}

/** A local socket that is listened on. */
export interface ControlServer {
  /** Ends all requests and frees the path, at once. */
  close(): Promise<void>;
}

/**
 * Answers `POST /<procedure>` on a local socket that only its owner can open. A socket left by a
 * crash is replaced, so hold the lock of the data folder. Rejects where the path is taken.
 */
export async function listen({ path, procedures, log }: ListenOptions): Promise<ControlServer> {
  removeStale(path);
  const server = createServer((request, response) => {
    void answer(request, procedures)
      .catch((error: unknown): Answer => {
        log.error({ error: messageOf(error) }, 'a request on the local socket failed');
        return { status: 500, body: { error: 'Something went wrong; the log says what.' } };
      })
      .then(({ status, body }) => send(response, status, body));
  });
  server.requestTimeout = REQUEST_MS;
  await listenPrivately(server, path);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function answer(request: IncomingMessage, procedures: Promise<Procedures>): Promise<Answer> {
  const name = request.url?.slice(1) ?? '';
  if (request.method !== 'POST' || !isProcedure(name)) {
    return refusal(404, 'There is no such procedure; is this the same version?');
  }
  const text = await readBody(request);
  if (text === undefined) return refusal(413, `The request is over ${BODY_LIMIT} bytes.`);
  const input = protocol[name].input.safeParse(parseJson(text));
  if (!input.success) return refusal(400, `The input of ${name} is wrong.`);
  const procedure = (await procedures)[name] as (input: unknown) => unknown;
  try {
    return { status: 200, body: await procedure(input.data) };
  } catch (error) {
    if (error instanceof ControlError) return refusal(409, error.message);
    throw error;
  }
}

function refusal(status: number, error: string): Answer {
  return { status, body: { error } };
}

function isProcedure(name: string): name is Procedure {
  return Object.hasOwn(protocol, name);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The whole body; undefined where it is too long. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    // What is too long is read to its end: the sender listens only then.
    if (size <= BODY_LIMIT) pieces.push(piece);
  }
  return size <= BODY_LIMIT ? Buffer.concat(pieces).toString() : undefined;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify(body));
}

/** Only what is surely a socket is removed: anything else may be somebody's. */
function removeStale(path: string): void {
  if (process.platform === 'win32') return;
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isSocket()) throw taken(path, 'something that is no socket is there');
  try {
    unlinkSync(path);
  } catch (error) {
    throw taken(path, messageOf(error));
  }
}

/** The umask decides who may connect from the first moment on; `chmod` would come too late. */
async function listenPrivately(server: Server, path: string): Promise<void> {
  const listening = new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(taken(path, error.message)));
    server.once('listening', resolve);
  });
  const umask = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(umask);
  }
  await listening;
}

function taken(path: string, why: string): Error {
  return new Error(`The local socket ${path} cannot be used: ${why}. Move what is there away.`);
}
