import type { MessageFrame } from './protocol.ts';

/** Whether a message may cost anything: no bubble, download or agent call happens before this. */
export type Verdict =
  | { readonly pass: true }
  | { readonly pass: false; readonly why: 'duplicate' | 'unlisted' | 'unmentioned' };

/** What the gate looks at besides the message itself. */
export interface GateRules {
  /** Whether this message id was taken before. */
  readonly isDuplicate: (messageId: string) => boolean;
  /** User ids who may ask; empty lets everybody. */
  readonly allowFrom: readonly string[];
}

/** Decides on one message: duplicate first, then the allowlist, then the mention in groups. */
export function gate(message: MessageFrame, rules: GateRules): Verdict {
  if (rules.isDuplicate(message.messageId)) return { pass: false, why: 'duplicate' };
  if (rules.allowFrom.length > 0 && !rules.allowFrom.includes(message.userId)) {
    return { pass: false, why: 'unlisted' };
  }
  if (message.chatType === 'group' && message.text !== '' && !MENTION.test(message.text)) {
    return { pass: false, why: 'unmentioned' };
  }
  return { pass: true };
}

// WeCom marks a mention by nothing but its text (docs/protocol.md § Frames); \s covers U+2005, its usual end.
// Chinese has no space before one, so that only the signs of an address rule it out.
const MENTION = /(?<![\w.+-])@\S/;
const LEADING_MENTION = /^\s*@\S+\s*/;

/** The text of a message without the mention at its start; only groups have one. */
export function withoutMention(message: MessageFrame): string {
  return message.chatType === 'group' ? message.text.replace(LEADING_MENTION, '') : message.text;
}
