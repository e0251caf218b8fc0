import { connect } from 'node:net';
import { createORPCClient, ORPCError } from '@orpc/client';
import { StandardRPCLink } from '@orpc/client/standard';
import { createRouterClient, type RouterClient } from '@orpc/server';
import { ClientPeer } from '@orpc/standard-server-peer';
import { WebSocket } from 'ws';
import type { Clock } from '../clock.ts';
import { startDeadline } from '../deadline.ts';
import { messageOf } from '../settings/problem.ts';
import { FRAME_LIMIT } from './peer.ts';
import {
  type Asking,
  type Call,
  type Called,
  type Input,
  type LocalApi,
  type Output,
  type Question,
  questions,
} from './questions.ts';
import type { LocalRouter } from './router.ts';

/** What {@link callInstance} needs. */
export interface CallOptions {
  /** Where the instance listens. */
  readonly socket: string;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** How long one answer may take, in milliseconds; default 10 seconds. */
  readonly timeoutMs?: number;
}

/** Asks the instance that is running on a data folder, if there is one. */
export function callInstance(options: CallOptions): Call {
  return async (question, input) => {
    const { clock, timeoutMs = 10_000, signal = new AbortController().signal } = options;
    const deadline = startDeadline(clock, timeoutMs, signal);
    try {
      const api = await connectTo(options.socket, deadline.signal);
      return await ask(api, question, input, deadline.signal);
    } catch (error) {
      if (isAbsent(error)) return { ok: false, reason: 'absent', message: ABSENT };
      if (deadline.expired)
        return broken(`It did not answer within ${timeoutMs / 1000} s; restart it.`);
      return broken(`The running instance could not be asked: ${messageOf(error)}.`);
    } finally {
      deadline.end();
    }
  };
}

/** Asks the bot of this very process. */
export function callHere(router: LocalRouter): Call {
  const api = createRouterClient(router);
  return (question, input) => ask(api, question, input, new AbortController().signal);
}

const ABSENT = 'WeCom Tray is not running. Run `wecom-tray gateway`.';
const OTHER_VERSION = 'The running instance is of another version; restart it.';

/** Puts a question. Declines are answers; what else goes wrong on the way is thrown. */
async function ask<Q extends Question>(
  api: LocalApi,
  question: Q,
  input: Input<Q>,
  signal: AbortSignal,
): Promise<Called<Q>> {
  const { ask, answer } = questions[question] as unknown as Asking<Input<Q>, Output<Q>>;
  try {
    const value = answer.safeParse(await ask(api, input, { signal }));
    return value.success ? { ok: true, value: value.data } : broken(OTHER_VERSION);
  } catch (error) {
    if (!(error instanceof ORPCError)) throw error;
    if (error.code === 'NOT_FOUND') return broken(OTHER_VERSION);
    return { ok: false, reason: 'declined', message: error.message };
  }
}

/** Opens a connection; it ends with `signal`. */
async function connectTo(path: string, signal: AbortSignal): Promise<LocalApi> {
  signal.throwIfAborted();
  const socket = new WebSocket('ws://localhost/', {
    createConnection: () => connect(path),
    maxPayload: FRAME_LIMIT,
    perMessageDeflate: false,
  });
  const peer = new ClientPeer((frame) => socket.send(frame));
  let failure: unknown = new Error('it hung up');
  const opened = Promise.withResolvers<void>();
  socket.once('open', opened.resolve);
  socket.on('error', (error) => {
    failure = error;
    socket.terminate();
  });
  socket.once('close', () => {
    opened.reject(failure);
    peer.close({ reason: failure });
  });
  socket.on('message', (data) => {
    peer.message(String(data)).catch((error: unknown) => {
      failure = error;
      socket.terminate();
    });
  });
  signal.addEventListener('abort', () => socket.terminate(), { once: true });
  await opened.promise;
  const link = new StandardRPCLink(
    {
      async call(request) {
        const { body, ...head } = await peer.request(request);
        return { ...head, body: () => Promise.resolve(body) };
      },
    },
    { url: 'http://localhost' },
  );
  return createORPCClient<RouterClient<LocalRouter>>(link);
}

function broken(message: string) {
  return { ok: false, reason: 'broken', message } as const;
}

/** A file that nobody listens on is as good as none. */
function isAbsent(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTSOCK';
}
