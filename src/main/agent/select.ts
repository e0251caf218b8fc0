import type { Clock } from '../clock.ts';
import type { Agent } from './agent.ts';
import { createCommandAgent } from './command.ts';
import { createEchoAgent } from './echo.ts';
import { createModelAgent } from './model.ts';

/** The part of the `agent` settings that decides what answers. */
export interface AgentSettings {
  readonly kind: 'echo' | 'command' | 'model';
  readonly command: readonly string[];
  /** Milliseconds. */
  readonly timeout: number;
  readonly base_url: string;
  readonly model: string;
  readonly system_prompt: string;
}

/** What an agent needs beside its settings. */
export interface AgentSurroundings {
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads the model's key from the keychain. */
  readonly apiKey: () => Promise<string | undefined>;
}

/** Makes the agent that the settings ask for. */
export function createAgent(settings: AgentSettings, surroundings: AgentSurroundings): Agent {
  const { clock, env, apiKey } = surroundings;
  switch (settings.kind) {
    case 'echo':
      return createEchoAgent();
    case 'command':
      return createCommandAgent({
        command: settings.command,
        timeoutMs: settings.timeout,
        clock,
        env,
      });
    case 'model':
      return createModelAgent({
        baseUrl: settings.base_url,
        model: settings.model,
        systemPrompt: settings.system_prompt,
        timeoutMs: settings.timeout,
        apiKey,
        clock,
      });
  }
}
