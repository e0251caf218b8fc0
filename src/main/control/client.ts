import { type ClientRequest, request } from 'node:http';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { startDeadline } from '../deadline.ts';
import { messageOf } from '../settings/problem.ts';
import { BODY_LIMIT, type Call, type Called, type Procedure, protocol } from './protocol.ts';

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
  return async (procedure, input) => {
    const body = JSON.stringify(input);
    if (Buffer.byteLength(body) > BODY_LIMIT) return broken('That is over 1 MB, too much at once.');
    const { clock, timeoutMs = 10_000, signal = new AbortController().signal } = options;
    const deadline = startDeadline(clock, timeoutMs, signal);
    try {
      const answer = await post(options.socket, procedure, body, deadline.signal);
      return read(procedure, answer);
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

const ABSENT = 'WeCom Tray is not running. Run `wecom-tray gateway`.';

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function post(
  socketPath: string,
  procedure: Procedure,
  body: string,
  signal: AbortSignal,
): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const path = `/${procedure}`;
  return exchange(
    request({ socketPath, path, method: 'POST', headers, signal, agent: false }),
    body,
  );
}

function exchange(asked: ClientRequest, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    asked.once('error', reject);
    asked.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
        if (text.length > BODY_LIMIT) asked.destroy(new Error('its answer is too long'));
      });
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    asked.end(body);
  });
}

const refusal = z.object({ error: z.string() });

function read<P extends Procedure>(procedure: P, { status, text }: Answer): Called<P> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return broken('The running instance answered nonsense; is it the same version?');
  }
  if (status !== 200) {
    const { data } = refusal.safeParse(content);
    return { ok: false, reason: 'declined', message: data?.error ?? `It answered ${status}.` };
  }
  const value = protocol[procedure].output.safeParse(content);
  if (!value.success) return broken('The running instance is of another version; restart it.');
  return { ok: true, value: value.data } as Called<P>;
}

function broken(message: string) {
  return { ok: false, reason: 'broken', message } as const;
}

/** A file that nobody listens on is as good as none. */
function isAbsent(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTSOCK';
}
