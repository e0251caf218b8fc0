import { z } from 'zod';
import type { AgentChoice, FoundAgent, TrialPart } from '../../../shared/api.ts';
import { findAgents } from '../../agent/find.ts';
import { tryAgent } from '../../agent/trial.ts';
import type { Clock } from '../../clock.ts';
import { parseAddress } from '../../settings/address.ts';
import type { Settings } from '../../settings/schema.ts';
import type { Source } from '../host.ts';
import type { Base } from './base.ts';
import { checkSecret, checkSettings, kept, made } from './settings.ts';

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
        const left = new AbortController();
        const stopWatching = source.onSwap(() => left.abort());
        try {
          yield* tryAgent({
            choice: choiceOf(input.agent),
            question: input.question,
            settings: settings.current().agent,
            apiKey: async () =>
              goesElsewhere(input.agent, settings.current()) ? undefined : settings.secret(KEY),
            clock,
            env,
            signal: signal ? AbortSignal.any([signal, left.signal]) : left.signal,
          });
        } finally {
          stopWatching();
        }
      }),

    take: base
      .input(z.strictObject({ agent }))
      .handler(async ({ input }): Promise<{ hidden: boolean }> => {
        const { settings } = source.current();
        const values = valuesOf(input.agent);
        const key = input.agent.kind === 'model' ? input.agent.api_key : undefined;
        checkSettings(values);
        if (key !== undefined) checkSecret(KEY, key);
        const isForeign = key === undefined && goesElsewhere(input.agent, settings.current());
        // Where the keychain does not answer there is no key that could be used, or cleared.
        if (isForeign && (await settings.secret(KEY)) !== undefined) {
          kept(await settings.clearSecret(KEY));
        }
        const hidesKey = key !== undefined && kept(await settings.setSecret(KEY, key)).hidden;
        const { hidden } = made(await settings.update(values));
        return { hidden: hidden || hidesKey };
      }),
  };
}

/** A kept key was given for the endpoint in the settings: no other one gets it. */
function goesElsewhere(choice: z.output<typeof agent>, { agent: inForce }: Settings): boolean {
  if (choice.kind !== 'model') return false;
  const originOf = (address: string) => parseAddress(address, ['https:', 'http:'])?.origin;
  return originOf(choice.base_url) !== originOf(inForce.base_url);
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
