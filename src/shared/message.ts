import type { ChannelName } from './chat.ts';

/** How far an inbound message is: one that is only `received` is answered after a crash. */
export type InboundState = 'received' | 'answered' | 'failed' | 'cancelled';

/** How far an outbound message or one of its parts is. */
export type DeliveryState = 'queued' | 'sending' | 'delivered' | 'unconfirmed' | 'failed';

/** How far a message is, whichever way it goes. */
export type MessageState = InboundState | DeliveryState;

/** One message of the journal, in or out, as people read it. */
export interface Message {
  readonly seq: number;
  readonly channel: ChannelName;
  readonly chat_id: string;
  readonly direction: 'in' | 'out';
  /** In: `text`, `voice` or what else came. Out: `answer`, `notice`, `send` or `reasoning`. */
  readonly kind: string;
  readonly text: string;
  /** What is left out at the end of `text`, in characters; 0 where it is whole. */
  readonly cut: number;
  readonly reasoning: string | null;
  /** Milliseconds from the first reasoning to the first text, or null. */
  readonly thought_ms: number | null;
  readonly quote: string | null;
  readonly sender: string | null;
  /** The message it answers. */
  readonly reply_to: number | null;
  readonly state: MessageState;
  /** Why it failed, for the owner of this computer. */
  readonly note: string | null;
  readonly at: number;
}
