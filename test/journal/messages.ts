import type { InboundMessage } from '../../src/main/channel/channel.ts';
import type { NewDelivery } from '../../src/main/journal/journal.ts';
import type { Chat } from '../../src/shared/chat.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const ZHANGSAN: Chat = { id: 'ZhangSan', type: 'single' };
export const GROUP: Chat = { id: 'wrGroup-Aa', type: 'group' };

/** The `number`th message that came in. */
export function inbound(number: number, fields: Partial<InboundMessage> = {}): InboundMessage {
  return {
    channel: 'wecom',
    messageId: `m${number}`,
    requestId: `r${number}`,
    chat: ZHANGSAN,
    sender: 'ZhangSan',
    kind: 'text',
    text: `message ${number}`,
    receivedAt: 0,
    ...fields,
  };
}

/** A part for the outbox. */
export function push(text: string, chat: Chat = ZHANGSAN): NewDelivery {
  return { route: chat, body: { type: 'markdown', text }, state: 'queued' };
}

/** A part that is sent at once and ends the bubble `streamId`. */
export function finish(text: string, streamId = 's1', chat: Chat = ZHANGSAN): NewDelivery {
  const bubble = { requestId: 'r1', streamId, openedAt: 0 };
  return { ...push(text, chat), state: 'sending', bubble };
}
