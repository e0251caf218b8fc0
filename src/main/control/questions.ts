import { z } from 'zod';
import type { Api, BotView } from '../../shared/api.ts';
import type { ConnectionState } from '../../shared/connection.ts';
import type { DeliveryState } from '../../shared/message.ts';

/** What a terminal can reach of the API. */
export type LocalApi = Pick<Api, 'bot' | 'chats'>;

const attempt = z.int();
const moment = z.number();

const connectionState = z.discriminatedUnion('name', [
  z.object({ name: z.literal('stopped') }),
  z.object({ name: z.literal('connecting'), attempt }),
  z.object({ name: z.literal('subscribing'), attempt }),
  z.object({ name: z.literal('online'), since: moment }),
  z.object({
    name: z.literal('waiting'),
    reason: z.enum(['unreachable', 'closed', 'silent', 'throttled', 'unsubscribed', 'rejected']),
    detail: z.string(),
    attempt,
    until: moment,
  }),
  z.object({ name: z.literal('displaced'), since: moment }),
  z.object({ name: z.literal('refused'), code: z.int(), message: z.string() }),
]) satisfies z.ZodType<ConnectionState>;

const view = z.object({
  pid: z.int(),
  state: connectionState,
  bot_id: z.string(),
  agent: z.string(),
  turns: z.int(),
  today: z.object({ received: z.int(), failed: z.int(), median_ms: z.number().nullable() }),
  waiting: z.int(),
  paused: z.boolean(),
  obstacle: z.enum(['not-bound', 'switched-off', 'no-secret', 'no-keychain']).nullable(),
  offline: z.boolean(),
}) satisfies z.ZodType<BotView>;

const sent = z.object({ seq: z.int() });

const delivery = z.object({
  state: z.enum([
    'queued',
    'sending',
    'delivered',
    'unconfirmed',
    'failed',
  ]) satisfies z.ZodType<DeliveryState>,
  note: z.string().nullable(),
});

type Options = { readonly signal: AbortSignal };
type None = Readonly<Record<string, never>>;
type SendInput = Parameters<LocalApi['chats']['send']>[0];

/** How a question is put, and what an answer must look like to be believed. */
export interface Asking<I, O> {
  ask(api: LocalApi, input: I, options: Options): Promise<O>;
  readonly answer: z.ZodType<O>;
}

/** What commands ask a running instance. */
export const questions = {
  status: {
    ask: (api: LocalApi, _input: None, options: Options) => api.bot.status(undefined, options),
    answer: view,
  },
  connect: {
    ask: (api: LocalApi, _input: None, options: Options) => api.bot.connect(undefined, options),
    answer: view,
  },
  disconnect: {
    ask: (api: LocalApi, _input: None, options: Options) => api.bot.disconnect(undefined, options),
    answer: view,
  },
  send: {
    ask: (api: LocalApi, input: SendInput, options: Options) => api.chats.send(input, options),
    answer: sent,
  },
  delivery: {
    ask: (api: LocalApi, input: { seq: number }, options: Options) =>
      api.chats.delivery(input, options),
    answer: delivery,
  },
} as const;

/** Something a command can ask. */
export type Question = keyof typeof questions;
/** What a question is asked with. */
export type Input<Q extends Question> = Parameters<(typeof questions)[Q]['ask']>[1];
/** What a question is answered with. */
export type Output<Q extends Question> = z.output<(typeof questions)[Q]['answer']>;

/** An answer; `absent`: nobody listens, `declined`: the instance says why, `broken`: no answer. */
export type Called<Q extends Question> =
  | { readonly ok: true; readonly value: Output<Q> }
  | {
      readonly ok: false;
      readonly reason: 'absent' | 'declined' | 'broken';
      readonly message: string;
    };

/** Asks an instance something, wherever it runs. Never throws. */
export type Call = <Q extends Question>(question: Q, input: Input<Q>) => Promise<Called<Q>>;
