import { z } from 'zod';
import type { BotView } from '../../shared/api.ts';
import type { FindingOf } from '../../shared/diagnostics.ts';
import { findProgram } from '../agent/find-program.ts';
import { messageOf } from '../settings/problem.ts';
import type { Settings } from '../settings/schema.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Whether what is to answer can answer. */
export async function checkAgent(
  { kind, command, base_url, model }: Settings['agent'],
  apiKey: () => Promise<string | undefined>,
  env: Env,
  signal: AbortSignal,
): Promise<FindingOf<'agent'>> {
  switch (kind) {
    case 'echo':
      return { mark: 'ok', finding: 'echo', values: {} };
    case 'command': {
      const [name = ''] = command;
      const path = findProgram(name, env);
      return path === undefined
        ? { mark: 'fail', finding: 'no-program', values: { name } }
        : { mark: 'ok', finding: 'program', values: { name, path } };
    }
    case 'model':
      return checkModel(base_url, model, await apiKey(), signal);
  }
}

const modelList = z.object({ data: z.array(z.object({ id: z.string() })) });

async function checkModel(
  url: string,
  model: string,
  apiKey: string | undefined,
  signal: AbortSignal,
): Promise<FindingOf<'agent'>> {
  const headers: Record<string, string> = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
  let response: Response;
  try {
    response = await fetch(`${url.replace(/\/$/, '')}/models`, { headers, signal });
  } catch (error) {
    const why = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { mark: 'fail', finding: 'no-endpoint', values: { url, why: messageOf(why) } };
  }
  if (response.status === 401 || response.status === 403) {
    return { mark: 'fail', finding: 'unauthorized', values: { url } };
  }
  if (!response.ok) {
    const why = `HTTP ${response.status}`;
    return { mark: 'fail', finding: 'no-endpoint', values: { url, why } };
  }
  const list = modelList.safeParse(await response.json().catch(() => undefined)).data;
  if (!list) return { mark: 'ok', finding: 'endpoint', values: { url } };
  return list.data.some(({ id }) => id === model || id === `${model}:latest`)
    ? { mark: 'ok', finding: 'model', values: { url, model } }
    : { mark: 'warn', finding: 'no-model', values: { url, model } };
}

/** How the running bot is; `silent`: one runs, and does not say. */
export type BotAnswer =
  | { readonly found: 'running'; readonly status: Pick<BotView, 'pid' | 'state' | 'bot_id'> }
  | { readonly found: 'absent' }
  | { readonly found: 'silent'; readonly why: string };

/** How the connection of the running bot is at `now`, in wall-clock milliseconds. */
export function judgeConnection(answer: BotAnswer, now: number): FindingOf<'connection'> {
  switch (answer.found) {
    case 'absent':
      return { mark: 'warn', finding: 'absent', values: {} };
    case 'silent':
      return { mark: 'fail', finding: 'silent', values: { why: answer.why } };
    case 'running':
      return judgeState(answer.status, now);
  }
}

function judgeState(
  { pid, state, bot_id: bot }: Pick<BotView, 'pid' | 'state' | 'bot_id'>,
  now: number,
): FindingOf<'connection'> {
  switch (state.name) {
    case 'online':
      return { mark: 'ok', finding: 'online', values: { pid, bot } };
    case 'connecting':
    case 'subscribing':
      return { mark: 'warn', finding: 'connecting', values: { pid } };
    case 'waiting': {
      const seconds = Math.max(0, Math.ceil((state.until - now) / 1000));
      return { mark: 'warn', finding: 'waiting', values: { pid, why: state.detail, seconds } };
    }
    case 'displaced':
      return { mark: 'warn', finding: 'displaced', values: { pid } };
    case 'refused': {
      const { code, message } = state;
      return { mark: 'fail', finding: 'refused', values: { pid, why: message, code } };
    }
    case 'stopped':
      return { mark: 'warn', finding: 'stopped', values: { pid } };
  }
}
