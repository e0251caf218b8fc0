import type { AnyRouter } from '@orpc/server';
import { StandardRPCHandler } from '@orpc/server/standard';
import { createServerPeerHandleRequestFn } from '@orpc/server/standard-peer';
import { ServerPeer } from '@orpc/standard-server-peer';
import type { Logger } from 'pino';
import { messageOf } from '../settings/problem.ts';

/** Bytes of the longest frame: a text of 1 MB whose every character is escaped. */
export const FRAME_LIMIT = 8 * 1024 * 1024;

/** What {@link createPeer} needs. */
export interface PeerOptions {
  readonly router: AnyRouter;
  /** Resolves when the frame has left; rejections only end the call it belongs to. */
  readonly send: (frame: string) => Promise<void> | void;
  readonly log: Pick<Logger, 'warn'>;
}

/** One client of the API, whatever carries its frames. */
export interface Peer {
  take(frame: string): void;
  /** Ends everything that the client asked for. */
  close(): void;
}

/** Answers the frames of one client out of a router. */
export function createPeer({ router, send, log }: PeerOptions): Peer {
  const answer = createServerPeerHandleRequestFn(new StandardRPCHandler(router), { context: {} });
  const peer = new ServerPeer(async (frame) => {
    // No answer of ours holds a file, which is all that would not be text.
    if (typeof frame === 'string') await send(frame);
  });
  return {
    take(frame) {
      peer.message(frame, answer).catch((error: unknown) => {
        // Not its message: it may repeat what the frame holds.
        log.warn(
          { error: error instanceof Error ? error.name : messageOf(error) },
          'control frame',
        );
      });
    },
    close: () => peer.close(),
  };
}
