import type { InboundMessage } from '../channel/channel.ts';
import type { UnansweredRow } from '../journal/rows.ts';
import type { Turn } from './turn.ts';

/** The turn of a message that was left unanswered; what was its bubble is not to be used. */
export function turnOf(row: UnansweredRow): Turn {
  const message = messageOf(row);
  return { seq: row.seq, message, streamId: row.stream_id, openedAt: undefined, bubble: undefined };
}

function messageOf(row: UnansweredRow): InboundMessage {
  return {
    channel: row.channel,
    messageId: row.message_id,
    requestId: row.request_id,
    chat: { id: row.chat_id, type: row.chat_type },
    sender: row.sender,
    kind: inboundKind(row.kind),
    text: row.text,
    ...(row.quote === null ? {} : { quote: row.quote }),
    ...(row.response_url === null ? {} : { responseUrl: row.response_url }),
    receivedAt: row.at,
  };
}

function inboundKind(kind: string): InboundMessage['kind'] {
  return kind === 'text' || kind === 'voice' ? kind : 'other';
}
