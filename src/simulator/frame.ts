import { z } from 'zod';

/** One WebSocket frame. A frame without `cmd` answers the one whose `req_id` it repeats. */
export interface Frame {
  cmd?: string;
  headers: { req_id: string; [name: string]: unknown };
  body?: Record<string, unknown>;
  errcode?: number;
  errmsg?: string;
}

/** A frame as it went over the wire: `in` came from the client, `out` went to it. */
export interface FrameRecord {
  /** Milliseconds, by the simulator's clock. */
  readonly at: number;
  readonly dir: 'in' | 'out';
  readonly frame: Frame;
}

const frameSchema = z.looseObject({
  cmd: z.string(),
  headers: z.looseObject({ req_id: z.string().min(1) }),
  body: z.record(z.string(), z.unknown()).optional(),
});

/** Reads what a client sent; `undefined` when it is not a command frame. */
export function parseFrame(text: string): Frame | undefined {
  try {
    const parsed = frameSchema.safeParse(JSON.parse(text));
    return parsed.success ? (parsed.data as Frame) : undefined;
  } catch {
    return undefined;
  }
}

/** What WeCom says with each error code (docs/protocol.md, Error codes). */
const messages: Record<number, string> = {
  6000: 'more than one callers at the same time, data version conflict',
  40005: 'invalid file type',
  40006: 'invalid file size',
  40007: 'invalid media_id',
  40008: 'invalid message type',
  40058: 'invalid request parameter',
  45009: 'api freq out of limit',
  93001: 'the bot is not in the group',
  93006: 'invalid chatid',
  846605: 'invalid req_id',
  846608: 'stream message update expired',
  846609: 'aibot websocket not subscribed',
  853000: 'invalid bot_id or secret',
};

/** WeCom's verdict on a command: `errcode` 0 is success. */
export interface Answer {
  readonly errcode: number;
  readonly errmsg: string;
  readonly body?: Record<string, unknown>;
}

/** The answer that refuses with `code`, in WeCom's words and, where given, with the `detail`. */
export function refusal(code: number, detail?: string): Answer {
  const message = messages[code] ?? 'system error';
  return { errcode: code, errmsg: detail ? `${message}: ${detail}` : message };
}

/** Thrown by a command that cannot go on; {@link answerOf} turns it into the answer. */
class Refusal extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super(answer.errmsg);
    this.answer = answer;
  }
}

/** Ends a command: the client is answered with `code`. */
export function refuse(code: number, detail?: string): never {
  throw new Refusal(refusal(code, detail));
}

/** Runs a command and returns its answer; a body that does not fit its schema is a 40058. */
export function answerOf(command: () => Record<string, unknown> | undefined): Answer {
  try {
    const body = command();
    return { errcode: 0, errmsg: 'ok', ...(body && { body }) };
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    if (error instanceof z.ZodError) {
      const issue = error.issues[0];
      return refusal(40058, `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
    }
    throw error;
  }
}
