import { z } from 'zod';
import type { AgentChoice, FoundAgent, TrialPart } from '../../../shared/api.ts';
import { findAgents } from '../../agent/find.ts';
import { tryAgent } from '../../agent/trial.ts';
import type { Clock } from '../../clock.ts';
import { forgetForeignKey, isElsewhere, isPinned } from '../agent-key.ts';
import { kept, made } from '../declined.ts';
import type { Source } from '../host.ts';
import { type Base, keepInput } from './base.ts';
import { checkSecret, checkSettings } from './settings.ts';

const KEY = 'agent.api_key';
const QUESTION_LENGTH = 10_000;
const WORD_LENGTH = 4096;
const word = z.string().max(WORD_LENGTH);

const agent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('echo') }),
  z.strictObject({ kind: z.literal('command'), command: z.array(word).min(1).max(100).readonly() }),
  z.strictObject({
    kind: z.literal('model'),
    base_url: word,
    model: word,
    api_key: z.string().min(1).max(1000).optional(),
  }),
]);

/** Who answers. */
export function createAgentProcedures(base: Base, source: Source, clock: Clock) {
  return {
    find: base.handler(
      ({ signal = new AbortController().signal }): Promise<FoundAgent[]> =>
        findAgents({ env: source.current().env, clock, signal }),
    ),

    test: base
      .input(z.strictObject({ agent, question: z.string().min(1).max(QUESTION_LENGTH) }))
      .handler(async function* ({ input, signal }): AsyncGenerator<TrialPart, void, void> {
        const { settings, env } = source.current();
        const isForeign =
          input.agent.kind === 'model' && isElsewhere(input.agent.base_url, settings);
        const left = new AbortController();
        const stopWatching = source.onSwap(() => left.abort());
        try {
          yield* tryAgent({
            choice: choiceOf(input.agent),
            question: input.question,
            settings: settings.current().agent,
            apiKey: async () => (isForeign ? undefined : settings.secret(KEY)),
            clock,
            env,
            signal: signal ? AbortSignal.any([signal, left.signal]) : left.signal,
          });
        } finally {
          stopWatching();
        }
      }),

    take: base
      .input(z.strictObject({ agent, keep: keepInput.optional() }))
      .handler(async ({ input }): Promise<{ hidden: boolean }> => {
        const { settings } = source.current();
        const values = valuesOf(input.agent);
        const key = input.agent.kind === 'model' ? input.agent.api_key : undefined;
        checkSettings(values);
        if (key !== undefined) checkSecret(KEY, key);
        // In this order, so that no endpoint is ever asked with the key of another.
        await forgetForeignKey(settings, values['agent.base_url']);
        const { hidden } = made(await settings.update(values));
        if (key === undefined || (await isPinned(settings))) return { hidden };
        const hidesKey = kept(await settings.setSecret(KEY, key, input.keep)).hidden;
        return { hidden: hidden || hidesKey };
      }),
  };
}

function valuesOf(choice: z.output<typeof agent>): Record<string, unknown> {
  switch (choice.kind) {
    case 'echo':
      return { 'agent.kind': 'echo' };
    case 'command':
      return { 'agent.kind': 'command', 'agent.command': choice.command };
    case 'model':
      return {
        'agent.kind': 'model',
        'agent.base_url': choice.base_url,
        'agent.model': choice.model,
      };
  }
}

function choiceOf(given: z.output<typeof agent>): AgentChoice {
  if (given.kind !== 'model') return given;
  const { api_key, ...model } = given;
  return api_key === undefined ? model : { ...model, api_key };
}
