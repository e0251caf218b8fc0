import type { AgentFailureReason } from '../../shared/api.ts';
import type { Chat } from '../../shared/chat.ts';

/** One piece of an answer as it grows. */
export type AgentPart =
  | { readonly type: 'text'; readonly delta: string }
  | { readonly type: 'reasoning'; readonly delta: string }
  /** A file to send after the text; `path` is absolute. */
  | { readonly type: 'file'; readonly path: string; readonly caption?: string };

/** A turn of the conversation before this one. */
export interface HistoryEntry {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

/** A file that came with the message, already in the local media store. */
export interface Attachment {
  readonly path: string;
  readonly name: string;
  /** MIME type. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
}

/** One message for the agent, with all it needs to answer. */
export interface AgentRequest {
  readonly text: string;
  readonly chat: Chat;
  /** User id of who asks. */
  readonly sender: string;
  readonly messageId: string;
  readonly quote?: string;
  readonly attachments: readonly Attachment[];
  /** Oldest first; empty after `/new`. */
  readonly history: readonly HistoryEntry[];
}

/** What answers messages. */
export interface Agent {
  /**
   * Answers `request` piece by piece. Ends when the answer is complete; throws {@link AgentFailure}
   * where it could not be completed. When `signal` aborts it says no more, and ends or throws once
   * all it held (processes, sockets) is released: at once, or within two seconds where a program
   * has to be killed. Breaking off the iteration releases the same.
   */
  answer(request: AgentRequest, signal: AbortSignal): AsyncIterable<AgentPart>;
}

/** Why a turn failed, in words fit for a person who cannot see this computer. */
export type FailureReason = AgentFailureReason;

/** An answer that could not be completed. */
export class AgentFailure extends Error {
  readonly reason: FailureReason;
  /** For the journal and the log only: stderr's tail, a status line. Never shown in WeCom. */
  readonly detail: string;

  constructor(reason: FailureReason, detail: string) {
    super(`The agent failed (${reason}): ${detail}`);
    this.name = 'AgentFailure';
    this.reason = reason;
    this.detail = detail;
  }
}
