import type { AnyRouter } from '@orpc/server';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import { createPeer } from './peer.ts';

/** WebSocket close code for what is no text. */
const NOT_TEXT = 1003;

/** What {@link serveSocket} needs. */
export interface SocketOptions {
  readonly socket: WebSocket;
  readonly router: AnyRouter;
  readonly log: Pick<Logger, 'warn'>;
}

/** Answers a client over an open WebSocket, until it closes. */
export function serveSocket({ socket, router, log }: SocketOptions): void {
  const peer = createPeer({
    router,
    log,
    // Slow readers slow their streams down. What a closed socket does not take is lost with it.
    send: (frame) => new Promise((resolve) => socket.send(frame, () => resolve())),
  });
  socket.on('message', (data, isBinary) => {
    if (isBinary) socket.close(NOT_TEXT);
    else peer.take(String(data));
  });
  socket.on('close', () => peer.close());
  // An oversized or broken frame: `ws` closes the connection by itself.
  socket.on('error', () => {});
}
