import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, extractReasoningMiddleware, streamText, wrapLanguageModel } from 'ai';
import type { AgentPart, AgentRequest } from './agent.ts';
import { AgentFailure } from './agent.ts';
import type { ModelAgentOptions } from './model.ts';
import { failureOf } from './model-failure.ts';
import { hasImages, messagesOf } from './model-messages.ts';

/** Refusals that images have no part in. To a model that takes none, endpoints say 400 to 500. */
const NOT_FOR_IMAGES: ReadonlySet<number> = new Set([401, 403, 429]);

/**
 * Streams a model's answer to `request`. Imports the AI SDK, so import this only when needed.
 * Throws {@link AgentFailure}, or anything once `signal` aborted, which closes the request.
 */
export async function* streamAnswer(
  options: ModelAgentOptions,
  key: string | undefined,
  request: AgentRequest,
  signal: AbortSignal,
): AsyncGenerator<AgentPart> {
  try {
    if (hasImages(request)) {
      try {
        yield* stream(options, key, request, true, signal);
        return;
      } catch (error) {
        if (!mayBeForImages(error)) throw error;
      }
    }
    yield* stream(options, key, request, false, signal);
  } catch (error) {
    throw error instanceof AgentFailure ? error : failureOf(error, key);
  }
}

/** Whether the endpoint refused, before it answered anything, what it may take without images. */
function mayBeForImages(error: unknown): boolean {
  if (!APICallError.isInstance(error) || error.statusCode === undefined) return false;
  return !NOT_FOR_IMAGES.has(error.statusCode);
}

async function* stream(
  options: ModelAgentOptions,
  key: string | undefined,
  request: AgentRequest,
  images: boolean,
  signal: AbortSignal,
): AsyncGenerator<AgentPart> {
  const provider = createOpenAICompatible({
    name: 'model',
    baseURL: options.baseUrl,
    ...(key && { apiKey: key }),
    ...(options.fetch && { fetch: options.fetch }),
  });
  const { stream: parts } = streamText({
    model: wrapLanguageModel({
      model: provider(options.model),
      middleware: extractReasoningMiddleware({ tagName: 'think' }),
    }),
    ...(options.systemPrompt.trim() && { instructions: options.systemPrompt }),
    messages: await messagesOf(request, images),
    maxRetries: 0,
    abortSignal: signal,
    // Errors come with the parts; the default would also print them.
    onError: () => {},
  });
  let answered = false;
  for await (const part of parts) {
    signal.throwIfAborted();
    if (part.type === 'error') throw part.error;
    if (part.type === 'reasoning-delta') yield { type: 'reasoning', delta: part.text };
    if (part.type !== 'text-delta') continue;
    // Models leave blank lines between their reasoning and the answer.
    const delta: string = answered ? part.text : part.text.trimStart();
    answered ||= delta !== '';
    if (delta !== '') yield { type: 'text', delta };
  }
  signal.throwIfAborted();
  if (!answered) throw new AgentFailure('empty', 'The model ended its answer without any text.');
}
