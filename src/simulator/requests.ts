import { randomBytes } from 'node:crypto';
import { refuse } from './frame.ts';
import type { Chat } from './screen.ts';

/** How long a message can be answered by its request id: 24 hours. */
const REPLY_WINDOW_MS = 24 * 60 * 60 * 1000;

/** A callback whose request id answers may carry. It outlives the connection it went over. */
export interface IssuedRequest {
  readonly id: string;
  readonly bot: string;
  readonly chat: Chat;
  /** When it was sent, by the simulator's clock. */
  readonly at: number;
  /** The event's type; absent for a message. */
  readonly event?: string;
  /** The task id of the card that was pressed. */
  readonly taskId?: string;
  /** A welcome or a card update, of which there is one, was accepted. */
  spent?: boolean;
  /** A card was sent beside a stream; there is one a message. */
  cardSent?: boolean;
}

/** The request ids that were handed out. */
export interface Requests {
  newId(): string;
  add(request: IssuedRequest): void;
  /** The callback never reached anybody. */
  forget(request: IssuedRequest): void;
  /** The request that `bot` answers by `id`; refuses what it was never given or is too old. */
  find(bot: string, id: string): IssuedRequest;
}

export function createRequests(now: () => number): Requests {
  const issued = new Map<string, IssuedRequest>();
  return {
    newId: () => randomBytes(16).toString('base64url'),
    add: (request) => void issued.set(request.id, request),
    forget: (request) => void issued.delete(request.id),
    find(bot, id) {
      const request = issued.get(id);
      if (!request || request.bot !== bot) return refuse(846605, 'unknown');
      if (now() - request.at > REPLY_WINDOW_MS) return refuse(846605, 'older than 24 hours');
      return request;
    },
  };
}
