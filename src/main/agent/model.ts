import type { Clock } from '../clock.ts';
import { startDeadline } from '../deadline.ts';
import type { Agent, AgentPart, AgentRequest } from './agent.ts';
import { AgentFailure } from './agent.ts';

/** What the model agent asks. */
export interface ModelAgentOptions {
  /** Base of an OpenAI-compatible API, such as `http://127.0.0.1:11434/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  /** Read anew for every answer; `undefined` or empty where the endpoint needs no key. */
  readonly apiKey: () => Promise<string | undefined>;
  /** Put before every conversation; may be empty. */
  readonly systemPrompt: string;
  /** How long one answer may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Makes the HTTP request; the platform's own where it is left out. */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * Asks a language model over HTTP, streaming. Images go along; where the endpoint refuses them it
 * is asked once more without. Nothing else is ever repeated. Other attachments are named. Reasoning
 * comes apart from the text, also where the model writes it inline between `<think>` tags.
 *
 * Failures: `unavailable` the endpoint cannot be reached or does not know the model (404),
 * `unauthorized` (401, 403, or the key cannot be read), `busy` (429), `timeout`, `broken` any other
 * refusal or an answer that broke off, `empty` no visible text. No detail contains the key.
 */
export function createModelAgent(options: ModelAgentOptions): Agent {
  return { answer: (request, signal) => ask(options, request, signal) };
}

async function* ask(
  options: ModelAgentOptions,
  request: AgentRequest,
  cancelled: AbortSignal,
): AsyncGenerator<AgentPart> {
  if (cancelled.aborted) return;
  const deadline = startDeadline(options.clock, options.timeoutMs, cancelled);
  try {
    const key = await readKey(options.apiKey);
    // The AI SDK takes a while to load; nobody but this agent needs it.
    const { streamAnswer } = await import('./model-stream.ts');
    yield* streamAnswer(options, key, request, deadline.signal);
    return;
  } catch (error) {
    if (!deadline.signal.aborted) throw error;
  } finally {
    deadline.end();
  }
  if (deadline.expired) {
    throw new AgentFailure('timeout', `The model took longer than ${options.timeoutMs} ms.`);
  }
}

async function readKey(apiKey: ModelAgentOptions['apiKey']): Promise<string | undefined> {
  try {
    return (await apiKey())?.trim() || undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AgentFailure('unauthorized', `The model's key could not be read: ${reason}`);
  }
}
