import { z } from 'zod';
import type { ConnectionState } from '../../shared/connection.ts';

/** Bytes of the longest request and answer. */
export const BODY_LIMIT = 1024 * 1024;

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

const nothing = z.strictObject({});

const status = z.object({
  pid: z.int(),
  state: connectionState,
  bot_id: z.string(),
  agent: z.string(),
  turns: z.int(),
  today: z.object({ received: z.int(), failed: z.int() }),
  waiting: z.int(),
});

/** What a running instance can be asked, and how: whatever carries it checks both sides. */
export const protocol = {
  /** How the bot is. */
  status: { input: nothing, output: status },
  /** Connects, or takes the bot over from another device; answers without waiting for it. */
  connect: { input: nothing, output: status },
  /** Ends the connection. */
  disconnect: { input: nothing, output: status },
  /** Sends a text, then files; `type` is needed only for a chat that never spoke to the bot. */
  send: {
    input: z.strictObject({
      chat: z.string().min(1),
      type: z.enum(['single', 'group']).optional(),
      text: z.string().optional(),
      /** Absolute paths. */
      files: z.array(z.string().min(1)).max(20).optional(),
    }),
    output: z.object({ seq: z.int() }),
  },
  /** What became of a message that was sent; `note` says why it did not arrive. */
  delivery: {
    input: z.strictObject({ seq: z.int() }),
    output: z.object({
      state: z.enum(['queued', 'sending', 'delivered', 'unconfirmed', 'failed']),
      note: z.string().nullable(),
    }),
  },
} as const;

/** Something a running instance can be asked. */
export type Procedure = keyof typeof protocol;
/** What a procedure is asked with. */
export type Input<P extends Procedure> = z.input<(typeof protocol)[P]['input']>;
/** What a procedure answers. */
export type Output<P extends Procedure> = z.output<(typeof protocol)[P]['output']>;

/** The running side. What a person can put right is thrown as {@link ControlError}. */
export type Procedures = {
  readonly [P in Procedure]: (input: Input<P>) => Output<P> | Promise<Output<P>>;
};

/** Why something asked for is not done, in words for the person who asked. */
export class ControlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ControlError';
  }
}

/** An answer; `absent`: nobody listens, `declined`: the instance says why, `broken`: no answer. */
export type Called<P extends Procedure> =
  | { readonly ok: true; readonly value: Output<P> }
  | {
      readonly ok: false;
      readonly reason: 'absent' | 'declined' | 'broken';
      readonly message: string;
    };

/** Asks an instance something, wherever it runs. Never throws. */
export type Call = <P extends Procedure>(procedure: P, input: Input<P>) => Promise<Called<P>>;
