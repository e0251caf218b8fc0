import type { ChannelName, Chat, ChatType } from '../../shared/chat.ts';
import type { ConnectionState } from '../../shared/connection.ts';

/** What kind of content a message brought; kinds that are not handled are `other`. */
export type InboundKind = 'text' | 'voice' | 'image' | 'mixed' | 'file' | 'video' | 'other';

/** One message that passed the gate, independent of the channel it came by. */
export interface InboundMessage {
  readonly channel: ChannelName;
  /** WeCom's own id of the message; what duplicates are known by. */
  readonly messageId: string;
  /** The id that replies to this message must carry. */
  readonly requestId: string;
  readonly chat: Chat;
  /** User id of who wrote it. */
  readonly sender: string;
  readonly kind: InboundKind;
  /** What was said, without the leading mention of a group; empty where the kind has no text. */
  readonly text: string;
  /** Text of the message that was quoted. */
  readonly quote?: string;
  /** One-use HTTPS address for a reply while the socket is down, good for one hour. */
  readonly responseUrl?: string;
  /** Wall-clock milliseconds at which it arrived here. */
  readonly receivedAt: number;
}

/** What a refusal asks of us, whatever the channel calls it. */
export type Reaction =
  /** The stream or its request id is spent: send what remains by active push. */
  | 'push'
  /** WeCom forgot the subscription: reconnect, then send the same once more. */
  | 'resubscribe'
  /** Two frames of one request id met: send the same again, one at a time. */
  | 'serialise'
  /** Too much: wait a minute or more, then send again. */
  | 'wait'
  /** The credentials are wrong: stop until they change. */
  | 'stop'
  /** This chat cannot be reached by push. */
  | 'unreachable'
  /** The content check refused this text: tell the person, never send it unchanged. */
  | 'tell'
  /** Wrong for good; sending it again would not help. */
  | 'give-up';

/** WeCom has the frame. */
export interface Acked {
  readonly kind: 'acked';
  readonly body: unknown;
}

/** WeCom answered with an error code; it does not have the frame. */
export interface Refused {
  readonly kind: 'refused';
  readonly code: number;
  readonly message: string;
  readonly reaction: Reaction;
}

/**
 * What became of one outbound frame; a caller must handle each. `unsent`: it never left this
 * computer, sending it again is safe. `unknown`: it left, but no answer came, and sending it again
 * may say it twice; by `timeout` where the connection lived on, `lost` where it ended. `late`
 * settles with the answer if that still comes, with `lost` when the connection ends before, and
 * with `undefined` once nobody could tell what an answer belongs to.
 */
export type Outcome =
  | Acked
  | Refused
  | { readonly kind: 'unsent'; readonly reason: string }
  | {
      readonly kind: 'unknown';
      readonly cause: 'timeout' | 'lost';
      readonly late: Promise<Acked | Refused | 'lost' | undefined>;
    };

/** Where a push goes. Without a type WeCom guesses, a group first. */
export interface Route {
  readonly id: string;
  readonly type: ChatType | undefined;
}

/** What can be pushed into a chat. */
export type OutboundBody =
  | { readonly type: 'markdown'; readonly text: string }
  | { readonly type: 'media'; readonly path: string };

/**
 * The visible, growing answer to one message. It is opened at once and ended with `finish` in
 * every case. Texts are cumulative: each replaces the last.
 */
export interface Bubble {
  /** Names the stream in WeCom; a frame with the same id replaces what the bubble shows. */
  readonly streamId: string;
  /** What became of the opening; resolves when it is known. */
  readonly opened: Promise<Outcome>;
  /** Shows a newer text soon: at most every 500 ms, and `render` is asked only then. */
  update(render: () => string): void;
  /** The last frame, with visible text. Resolves when its outcome is known; call it once. */
  finish(text: string): Promise<Outcome>;
}

/** A way into WeCom that runs, seen from delivery and the control API. */
export interface Channel {
  readonly name: ChannelName;
  readonly state: ConnectionState;
  /** Dials and stays connected until `stop`; from `displaced` it takes the bot over. */
  start(): void;
  /** Ends the connection; resolves when the socket is closed, at most 2 seconds later. */
  stop(): Promise<void>;
  /** The computer woke up or the network changed: reconnect at once. */
  wake(): void;
  /** Opens the bubble that answers `message`. */
  openBubble(message: InboundMessage, streamId: string): Bubble;
  /** Ends a bubble of an earlier connection or process with visible text, in one frame. */
  finishBubble(requestId: string, streamId: string, text: string): Promise<Outcome>;
  /**
   * Writes a finish frame nobody waits for: the reply is given up, only its spinner must end.
   * False where it could not be written.
   */
  abandonBubble(requestId: string, streamId: string, text: string): boolean;
  /** Sends `body` to a chat without being asked. */
  push(route: Route, body: OutboundBody, signal: AbortSignal): Promise<Outcome>;
  /** Posts `text` to a message's one-use `responseUrl`. */
  respondByUrl(url: string, text: string, signal: AbortSignal): Promise<Outcome>;
}
