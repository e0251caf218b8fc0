import type { Reaction } from '../channel/channel.ts';

// One table, so that every path reacts alike (docs/protocol.md § Error codes).
const REACTIONS: Readonly<Record<number, Reaction>> = {
  6000: 'serialise',
  40201: 'tell',
  45009: 'wait',
  846601: 'resubscribe',
  846602: 'resubscribe',
  846605: 'push',
  846608: 'push',
  846609: 'resubscribe',
  853000: 'stop',
  93001: 'unreachable',
  93006: 'unreachable',
  93008: 'unreachable',
};

/** How to react to a refusal with `code` and WeCom's own `message`. */
export function reactionTo(code: number, message: string): Reaction {
  // 600041 is documented for something else; on subscribe it may mean a wrong secret.
  if (code === 600041 && /secret/i.test(message)) return 'stop';
  return REACTIONS[code] ?? 'give-up';
}
