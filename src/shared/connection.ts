/**
 * The one state of a channel's connection. The tray, every window and the terminal show this and
 * nothing else. Times are wall-clock milliseconds since the epoch.
 */
export type ConnectionState =
  /** Off, because nobody asked for it or somebody switched it off. */
  | { readonly name: 'stopped' }
  /** The socket is being dialled; `attempt` counts from 1 since the last time online. */
  | { readonly name: 'connecting'; readonly attempt: number }
  /** The socket is open, `aibot_subscribe` is not yet acknowledged. */
  | { readonly name: 'subscribing'; readonly attempt: number }
  /** Subscribed: messages arrive and answers leave. */
  | { readonly name: 'online'; readonly since: number }
  /** Not connected; the next dial happens at `until`. */
  | {
      readonly name: 'waiting';
      readonly reason: WaitReason;
      readonly detail: string;
      readonly attempt: number;
      readonly until: number;
    }
  /** Another client subscribed with this bot. Stays off until a person takes over. */
  | { readonly name: 'displaced'; readonly since: number }
  /** WeCom refused the bot id or secret (853000). Stays off until they change. */
  | { readonly name: 'refused'; readonly code: number; readonly message: string };

/**
 * Why the connection waits: `unreachable` could not dial, `closed` the other side ended it,
 * `silent` an acknowledgement stayed out, `throttled` WeCom asked for patience (45009),
 * `unsubscribed` WeCom forgot the subscription (846609), `rejected` another refused subscribe.
 */
export type WaitReason =
  | 'unreachable'
  | 'closed'
  | 'silent'
  | 'throttled'
  | 'unsubscribed'
  | 'rejected';
