import { lstatSync, unlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { AnyRouter } from '@orpc/server';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import { messageOf } from '../settings/problem.ts';
import { FRAME_LIMIT } from './peer.ts';
import { serveSocket } from './socket.ts';

/** What {@link listen} needs. */
export interface ListenOptions {
  /** Where: the path of a Unix socket, or the name of a pipe on Windows. */
  readonly path: string;
  /** Whoever asks before it is there waits for it. */
  readonly router: Promise<AnyRouter>;
  readonly log: Pick<Logger, 'warn'>;
}

/** A local socket that is listened on. */
export interface ControlServer {
  /** Ends all connections and frees the path, at once. */
  close(): Promise<void>;
}

/**
 * Answers WebSocket clients on a local socket that only its owner can open. A socket left by a
 * crash is replaced, so hold the lock of the data folder. Rejects where the path is taken.
 */
export async function listen({ path, router, log }: ListenOptions): Promise<ControlServer> {
  removeStale(path);
  const server = createServer((_request, response) => {
    response.writeHead(426, { connection: 'close' }).end();
  });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_LIMIT,
    perMessageDeflate: false,
  });
  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
    socket.on('error', () => {});
  });
  server.on('upgrade', (request, stream, head) => {
    void router.then((ready) =>
      sockets.handleUpgrade(request, stream, head, (socket) =>
        serveSocket({ socket, router: ready, log }),
      ),
    );
  });
  await listenPrivately(server, path);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of connections) socket.destroy();
      }),
  };
}

/** Only what is surely a socket is removed: anything else may be somebody's. */
function removeStale(path: string): void {
  if (process.platform === 'win32') return;
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isSocket()) throw taken(path, 'something that is no socket is there');
  try {
    unlinkSync(path);
  } catch (error) {
    throw taken(path, messageOf(error));
  }
}

/** The umask decides who may connect from the first moment on; `chmod` would come too late. */
async function listenPrivately(server: Server, path: string): Promise<void> {
  const listening = new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(taken(path, error.message)));
    server.once('listening', resolve);
  });
  const umask = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(umask);
  }
  await listening;
}

function taken(path: string, why: string): Error {
  return new Error(`The local socket ${path} cannot be used: ${why}. Move what is there away.`);
}
