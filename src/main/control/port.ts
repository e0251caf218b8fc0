import type { AnyRouter } from '@orpc/server';
import type { Logger } from 'pino';
import { createPeer, FRAME_LIMIT } from './peer.ts';

/** This side of a message port: Electron's `MessagePortMain` as it is. */
export interface Port {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  postMessage(message: unknown): void;
  close(): void;
}

/** What {@link servePort} needs. */
export interface PortOptions {
  readonly port: Port;
  readonly router: AnyRouter;
  readonly log: Pick<Logger, 'warn'>;
}

/**
 * Answers a window over its message port, until either side closes it. Whoever hands the port over
 * has made sure whose it is.
 */
export function servePort({ port, router, log }: PortOptions): { close(): void } {
  const peer = createPeer({ router, log, send: (frame) => port.postMessage(frame) });
  port.on('message', ({ data }) => {
    if (typeof data === 'string' && data.length <= FRAME_LIMIT) peer.take(data);
    else log.warn('control frame refused');
  });
  port.on('close', () => peer.close());
  port.start();
  return {
    close() {
      peer.close();
      port.close();
    },
  };
}
