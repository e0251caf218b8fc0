import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { AnyRouter } from '@orpc/server';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import type { Clock } from '../clock.ts';
import { contentSecurityPolicy, type Page } from './page.ts';
import { FRAME_LIMIT } from './peer.ts';
import { serveSocket } from './socket.ts';

const CONTROL = '/control';
const OPEN = '/open/';
/** The subprotocol that is agreed on; the one with the token is never repeated. */
const PROTOCOL = 'wecom-tray';
const TOKEN_PREFIX = 'token.';
/** WebSocket close codes: the program ends; the token is wrong. */
const GOING_AWAY = 1001;
const WRONG_TOKEN = 4401;
/** Milliseconds for which an address to be opened once is good. */
const OPEN_WITHIN = 60_000;
/** Milliseconds for the last frames to leave. */
const CLOSE_MS = 300;

/** What {@link serveBrowser} needs. */
export interface BrowserOptions {
  readonly router: AnyRouter;
  readonly page: Page;
  /** Port on 127.0.0.1; 0 for any that is free. */
  readonly port: number;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
}

/** A window that a browser on this computer can open. */
export interface BrowserServer {
  /** The page's address with its token, for the person alone: whoever has it steers the bot. */
  readonly url: string;
  readonly port: number;
  /**
   * An address that leads to `url` once, within a minute. For command lines, which everybody on
   * this computer can read.
   */
  urlOnce(): string;
  /** Closes every connection, within half a second. */
  close(): Promise<void>;
}

/** Serves the window on loopback. Rejects with what to do where the port cannot be used. */
export async function serveBrowser(options: BrowserOptions): Promise<BrowserServer> {
  const { router, page, clock, log } = options;
  const token = randomBytes(32).toString('base64url');
  const once = new Map<string, () => void>();
  const server = createServer((request, response) => answer(request, response));
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_LIMIT,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });
  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  const port = await listen(server, options.port);
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const url = `http://127.0.0.1:${port}/#token=${token}`;

  /** A name of another site that leads here is refused: its scripts would count as ours. */
  const hostOf = ({ headers }: IncomingMessage) => hosts.find((host) => host === headers.host);

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const host = hostOf(request);
    if (!host) return refuse(response, 403);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405);
    const path = request.url?.split('?', 1)[0] ?? '/';
    const forget = path.startsWith(OPEN) ? once.get(path.slice(OPEN.length)) : undefined;
    if (forget && request.method === 'GET') {
      forget();
      response.writeHead(302, { location: `/#token=${token}`, 'cache-control': 'no-store' });
      return void response.end();
    }
    const { status, headers, body } = page.answer(path, contentSecurityPolicy(`ws://${host}`));
    response.writeHead(status, { ...headers, 'content-length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
  };

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const host = hostOf(request);
    const isOurs = host !== undefined && request.headers.origin === `http://${host}`;
    if (request.url !== CONTROL || !isOurs) {
      stream.on('error', () => {});
      stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      // A browser cannot see why a handshake failed, but it sees why a socket closed.
      if (isToken(request, token)) return serveSocket({ socket, router, log });
      log.warn('a browser came without the right token');
      socket.on('error', () => {});
      socket.close(WRONG_TOKEN);
    });
  });

  return {
    url,
    port,
    urlOnce() {
      const code = randomBytes(32).toString('base64url');
      const cancel = clock.after(OPEN_WITHIN, () => void once.delete(code));
      once.set(code, () => {
        cancel();
        once.delete(code);
      });
      return `http://127.0.0.1:${port}${OPEN}${code}`;
    },
    async close() {
      for (const forget of once.values()) forget();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets.clients) socket.close(GOING_AWAY);
      // Once the close frames have left; nobody waits for an answer to them.
      for (const socket of connections) socket.destroySoon();
      const cancel = clock.after(CLOSE_MS, () => {
        for (const socket of connections) socket.destroy();
      });
      await closed;
      cancel();
    },
  };
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end('This address is not served.\n');
}

/** Whether the token is among the subprotocols. The time it takes tells nothing about it. */
function isToken({ headers }: IncomingMessage, token: string): boolean {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const given = offered.find((name) => name.startsWith(TOKEN_PREFIX)) ?? '';
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return offered.includes(PROTOCOL) && timingSafeEqual(digest(given), digest(TOKEN_PREFIX + token));
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portError(error, port)));
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

function portError(error: NodeJS.ErrnoException, port: number): Error {
  const why = error.code === 'EADDRINUSE' ? 'another program uses it' : error.message;
  return new Error(`Port ${port} cannot be used: ${why}. Choose another with --port.`);
}
