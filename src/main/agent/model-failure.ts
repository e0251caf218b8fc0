import { APICallError, StreamProviderError } from 'ai';
import type { FailureReason } from './agent.ts';
import { AgentFailure } from './agent.ts';

const DETAIL_LENGTH = 1000;

/** What the HTTP client gives up waiting with. */
const WAITED_TOO_LONG: ReadonlySet<unknown> = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

/** Says in our words what a request to a model failed of. The detail never contains `key`. */
export function failureOf(error: unknown, key: string | undefined): AgentFailure {
  const detail = chain(error).map(describe).join(': ');
  const clean = key === undefined ? detail : detail.replaceAll(key, '[key]');
  return new AgentFailure(reasonOf(error), clean.slice(0, DETAIL_LENGTH));
}

function reasonOf(error: unknown): FailureReason {
  if (chain(error).some((link) => 'code' in link && WAITED_TOO_LONG.has(link.code))) {
    return 'timeout';
  }
  const known = APICallError.isInstance(error) || StreamProviderError.isInstance(error);
  switch (known ? error.statusCode : undefined) {
    case 401:
    case 403:
      return 'unauthorized';
    case 404:
      return 'unavailable';
    case 429:
      return 'busy';
    case undefined:
      // Without a status, no answer ever began.
      return APICallError.isInstance(error) ? 'unavailable' : 'broken';
    default:
      return 'broken';
  }
}

/** An error and its causes. */
function chain(error: unknown): Error[] {
  if (!(error instanceof Error)) return [new Error(String(error))];
  return error.cause === undefined ? [error] : [error, ...chain(error.cause)];
}

function describe(error: Error): string {
  if (!APICallError.isInstance(error)) return error.message;
  const status = error.statusCode === undefined ? '' : `HTTP ${error.statusCode} `;
  return `${status}from ${error.url}: ${error.responseBody || error.message}`;
}
