import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

const MAX_BODY_BYTES = 1024 * 1024;

/** One request to the HTTP side. */
export interface HttpRecord {
  /** Milliseconds, by the simulator's clock. */
  readonly at: number;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
}

/** A request that was read whole. */
export interface Asked {
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Answers requests of one method, to one path, or to all below a path that ends in a slash. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  answer(request: Asked, response: ServerResponse): void;
}

/** The loopback server of everything. */
export interface Http {
  readonly server: Server;
  readonly port: number;
  readonly requests: readonly HttpRecord[];
  close(): Promise<void>;
}

/** Starts to listen; rejects when the port is taken. */
export async function createHttp(
  port: number,
  routes: readonly Route[],
  now: () => number,
  changed: () => void,
): Promise<Http> {
  const requests: HttpRecord[] = [];
  const server = createServer((request, response) => {
    const url = URL.parse(request.url ?? '/', 'http://127.0.0.1');
    if (!url) return void response.writeHead(400).end();
    requests.push({ at: now(), method: request.method ?? '', path: url.pathname + url.search });
    const route = routes.find(
      ({ method, path }) =>
        method === request.method &&
        (path.endsWith('/') ? url.pathname.startsWith(path) : url.pathname === path),
    );
    if (!route) return void response.writeHead(404).end();
    readBody(request)
      .then((body) => {
        route.answer({ url, headers: request.headers, body }, response);
        changed();
      })
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    server,
    port: (server.address() as AddressInfo).port,
    requests,
    close() {
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > MAX_BODY_BYTES) throw new Error('The request is too large.');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}

/** Ends `response` with JSON, always status 200: WeCom tells failures by `errcode`. */
export function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(value));
}

/** Ends `response` with a small page; `content` is HTML. */
export function sendPage(response: ServerResponse, title: string, content: string): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><meta charset="utf-8"><title>${title}</title>${content}`);
}
