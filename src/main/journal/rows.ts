import type { ChannelName, ChatType } from '../../shared/chat.ts';
import type { DeliveryState, InboundState, Message } from '../../shared/message.ts';

/** By which rung of the ladder a part left. */
export type DeliveryRung = 'finish' | 'push' | 'url';

/** What an outbound message is: an agent's answer, our own notice, a proactive message, reasoning. */
export type OutboundKind = 'answer' | 'notice' | 'send' | 'reasoning';

/** An entry of the address book. */
export interface ChatRow {
  readonly channel: ChannelName;
  readonly id: string;
  readonly type: ChatType;
  /** Wall-clock milliseconds of its last message to the bot. */
  readonly last_seen: number;
  /** WeCom's code for why a push cannot reach it, or null. */
  readonly unreachable: number | null;
}

/** One message as its table has it. */
export type MessageRow = Omit<Message, 'cut'>;

/** An inbound message that still wants an answer, with all that an answer needs. */
export interface UnansweredRow extends MessageRow {
  readonly state: InboundState;
  readonly sender: string;
  readonly message_id: string;
  readonly request_id: string;
  readonly stream_id: string;
  readonly opened_at: number | null;
  readonly bubble: 'open' | 'ended' | null;
  readonly response_url: string | null;
  readonly chat_type: ChatType;
}

/** Milliseconds after which an undelivered part has failed. */
export const DELIVERY_LIFETIME = 86_400_000;

/** One part of an outbound message until it is acknowledged. */
export interface DeliveryRow {
  readonly id: number;
  readonly message: number;
  readonly part: number;
  readonly channel: ChannelName;
  readonly chat_id: string;
  readonly chat_type: ChatType | null;
  /** JSON of an OutboundBody. */
  readonly body: string;
  readonly request_id: string | null;
  readonly stream_id: string | null;
  readonly opened_at: number | null;
  readonly response_url: string | null;
  /** Wall-clock milliseconds at which the one-use address ends. */
  readonly response_until: number | null;
  /** 1 where an earlier try left this computer and was never answered. */
  readonly doubt: 0 | 1;
  readonly state: DeliveryState;
  readonly via: DeliveryRung | null;
  readonly attempts: number;
  readonly not_before: number;
  readonly expires_at: number;
  readonly code: number | null;
  readonly error: string | null;
  /** The message it answers, and what that one said, for the language of our own words. */
  readonly reply_to: number | null;
  readonly question: string | null;
}

/** A bubble that WeCom still shows as growing. */
export interface OpenBubbleRow {
  readonly seq: number;
  readonly channel: ChannelName;
  readonly request_id: string;
  readonly stream_id: string;
  /** What was asked, for the language of the words that end it. */
  readonly text: string;
  readonly state: InboundState;
}
