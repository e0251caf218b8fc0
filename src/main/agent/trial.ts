import type { AgentChoice, TrialPart } from '../../shared/api.ts';
import type { Clock } from '../clock.ts';
import { messageOf } from '../settings/problem.ts';
import { AgentFailure, type AgentRequest } from './agent.ts';
import { type AgentSettings, createAgent } from './select.ts';

/** What {@link tryAgent} needs. */
export interface TrialOptions {
  readonly choice: AgentChoice;
  readonly question: string;
  /** The settings in force: the trial has their timeout and system prompt. */
  readonly settings: AgentSettings;
  /** Reads the key from the keychain, for a choice that brings none. */
  readonly apiKey: () => Promise<string | undefined>;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

const LONGEST_DETAIL = 2000;
/** Characters at the beginning of a long detail, which say what it is about. */
const KEPT_START = 200;

/**
 * Asks an agent once, as a message would, without making it the one that answers. Ends with
 * `done` or `failed`, without either when `signal` aborts; never throws. Leaving it ends the agent
 * with all it started.
 */
export async function* tryAgent(options: TrialOptions): AsyncGenerator<TrialPart, void, void> {
  const { choice, question, settings, clock, env, signal } = options;
  const typed = choice.kind === 'model' ? choice.api_key : undefined;
  const apiKey = typed ? async () => typed : options.apiKey;
  const agent = createAgent({ ...settings, ...settingsOf(choice) }, { clock, env, apiKey });
  const start = clock.monotonic();
  try {
    for await (const part of agent.answer(requestOf(question), signal)) {
      if (part.type !== 'file') yield part;
    }
    if (!signal.aborted) yield { type: 'done', ms: Math.round(clock.monotonic() - start) };
  } catch (error) {
    if (signal.aborted) return;
    yield error instanceof AgentFailure
      ? { type: 'failed', reason: error.reason, detail: shorten(error.detail) }
      : { type: 'failed', reason: 'broken', detail: shorten(messageOf(error)) };
  }
}

/** What a program said last tells most. No agent puts its key into a detail. */
function shorten(detail: string): string {
  if (detail.length <= LONGEST_DETAIL) return detail;
  return `${detail.slice(0, KEPT_START)} … ${detail.slice(KEPT_START + 3 - LONGEST_DETAIL)}`;
}

function settingsOf(choice: AgentChoice): Partial<AgentSettings> {
  switch (choice.kind) {
    case 'echo':
      return { kind: 'echo' };
    case 'command':
      return { kind: 'command', command: choice.command };
    case 'model':
      return { kind: 'model', base_url: choice.base_url, model: choice.model };
  }
}

/** A message that nobody sent. */
function requestOf(text: string): AgentRequest {
  return {
    text,
    chat: { id: 'trial', type: 'single' },
    sender: 'trial',
    messageId: 'trial',
    attachments: [],
    history: [],
  };
}
