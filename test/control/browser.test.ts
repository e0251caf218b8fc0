import { request } from 'node:http';
import { createServer } from 'node:net';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { RouterClient } from '@orpc/server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { systemClock } from '../../src/main/clock.ts';
import { type BrowserOptions, serveBrowser } from '../../src/main/control/browser.ts';
import { contentSecurityPolicy, readPage } from '../../src/main/control/page.ts';
import { FRAME_LIMIT } from '../../src/main/control/peer.ts';
import type { Router } from '../../src/main/control/router.ts';
import type { Api } from '../../src/shared/api.ts';
import { createTestClock } from '../fixtures/clock.ts';
import {
  countListeners,
  createWarnings,
  eventually,
  openDesk,
  pageFolder,
  rest,
  until,
} from './windows.ts';

/** A server with a small page. */
async function serve(options: Partial<BrowserOptions> = {}) {
  const page = readPage(pageFolder({ 'index.html': '<!doctype html>', 'assets/app.js': 'let a;' }));
  const log = createWarnings();
  const server = await serveBrowser({
    router: {},
    page,
    port: 0,
    clock: systemClock,
    log,
    ...options,
  });
  onTestFinished(() => server.close());
  const token = new URL(server.url).hash.replace('#token=', '');
  return { ...server, log, token, origin: `http://127.0.0.1:${server.port}` };
}

type Server = Awaited<ReturnType<typeof serve>>;

/** What a browser would send, and whatever else. */
function ask({ port }: Server, path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => {
          body += text;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      });
      asked.once('error', reject).end();
    },
  );
}

interface Dial {
  readonly path?: string;
  readonly protocols?: readonly string[];
  readonly headers?: Record<string, string>;
}

/** Opens a WebSocket as the page does, but for what a test changes. */
function dial(server: Server, { path = '/control', protocols, headers = {} }: Dial = {}) {
  const offered = protocols ?? ['wecom-tray', `token.${server.token}`];
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, [...offered], {
    headers: { origin: server.origin, ...headers },
  });
  onTestFinished(() => socket.terminate());
  const opened = new Promise<void>((resolve, reject) => {
    socket.once('open', resolve).once('error', reject);
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  opened.catch(() => {});
  socket.on('error', () => {});
  return { socket, opened, closed };
}

async function connect(server: Server): Promise<{ api: Api; socket: WebSocket }> {
  const { socket, opened } = dial(server);
  await opened;
  const websocket = socket as unknown as globalThis.WebSocket;
  const api: Api = createORPCClient<RouterClient<Router>>(new RPCLink({ websocket }));
  return { api, socket };
}

describe('the window in a browser', () => {
  it('asks and follows everything over one WebSocket', async () => {
    const { router, simulator } = await openDesk();
    const { api, socket } = await connect(await serve({ router }));
    expect(socket.protocol).toBe('wecom-tray');
    expect(await api.app.info()).toMatchObject({ place: 'browser' });
    const news = await api.chats.follow();
    simulator.say({ from: 'zhangsan', text: '你好' });
    await until(news, (one) => one.type === 'message' && one.message.direction === 'out');
    expect((await api.chats.list()).map(({ id }) => id)).toEqual(['zhangsan']);
  });

  it('is told with a close code of its own that its token is wrong', async () => {
    const server = await serve();
    const { token, log } = server;
    for (const protocols of [
      ['wecom-tray', 'token.wrong'],
      ['wecom-tray', `token.${token}x`],
      ['wecom-tray', `token.${token.slice(1)}`],
      ['wecom-tray', 'token.'],
      ['wecom-tray', token],
      ['wecom-tray'],
    ]) {
      expect(await dial(server, { protocols }).closed).toBe(4401);
    }
    expect(JSON.stringify(log.warnings)).not.toContain(token.slice(1));
  });

  it('that has a wrong token is not answered', async () => {
    const { router, host } = await openDesk({ bound: false });
    const server = await serve({ router });
    const { socket, opened, closed } = dial(server, { protocols: ['wecom-tray', 'token.wrong'] });
    const answers: unknown[] = [];
    socket.on('message', (data) => answers.push(data));
    await opened;
    socket.send(
      '{"i":"1","p":{"u":"/settings/set","b":{"json":{"path":"agent.history","value":3}}}}',
    );
    expect(await closed).toBe(4401);
    expect(answers).toEqual([]);
    expect(host.real.settings.current().agent.history).toBe(20);
  });

  it.each([
    ['another site', { headers: { origin: 'http://evil.example' } }],
    ['another port', { headers: { origin: 'http://127.0.0.1:1' } }],
    ['a file', { headers: { origin: 'null' } }],
    ['a name that leads here', { headers: { host: 'evil.example' } }],
    ['another path', { path: '/other' }],
    ['a token in the address', { path: '/control?token=abc' }],
  ])('opens no WebSocket for %s, even with the token', async (_what, changes) => {
    const server = await serve();
    await expect(dial(server, changes).opened).rejects.toThrow('403');
  });

  it('opens none for what is no browser', async () => {
    const server = await serve();
    const protocols = ['wecom-tray', `token.${server.token}`];
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/control`, protocols);
    const refused = new Promise((_resolve, reject) => socket.once('error', reject));
    await expect(refused).rejects.toThrow('403');
  });

  it('may call this computer localhost', async () => {
    const server = await serve();
    const host = `localhost:${server.port}`;
    await dial(server, { headers: { host, origin: `http://${host}` } }).opened;
    const { headers } = await ask(server, '/', { host });
    expect(headers['content-security-policy']).toBe(contentSecurityPolicy(`ws://${host}`));
  });

  it('is hung up on for a frame that is too long, and for bytes', async () => {
    const server = await serve();
    const long = dial(server);
    await long.opened;
    long.socket.send('x'.repeat(FRAME_LIMIT + 1));
    expect(await long.closed).toBe(1009);
    const bytes = dial(server);
    await bytes.opened;
    bytes.socket.send(Buffer.from([1]));
    expect(await bytes.closed).toBe(1003);
  });

  it('leaves no listener behind when it is closed', async () => {
    const desk = await openDesk({ bound: false });
    const listeners = countListeners(desk);
    const { api, socket } = await connect(await serve({ router: desk.router }));
    const seen = await api.chats.follow();
    seen.next().catch(() => {});
    await eventually(() => listeners() > 0);
    socket.close();
    await eventually(() => listeners() === 0);
  });

  it('is told when the program ends, and its streams end', async () => {
    const { router } = await openDesk({ bound: false });
    const server = await serve({ router });
    const { api, socket } = await connect(server);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const seen = await api.bot.follow();
    await seen.next();
    const ended = rest(seen).catch(() => 'broken');
    await server.close();
    expect(await closed).toBe(1001);
    await ended;
    await expect(ask(server, '/')).rejects.toThrow('ECONNREFUSED');
  });
});

describe('the page in a browser', () => {
  it('is served with headers that keep it to itself', async () => {
    const server = await serve();
    const { status, headers, body } = await ask(server, '/');
    expect([status, body]).toEqual([200, '<!doctype html>']);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy(`ws://127.0.0.1:${server.port}`),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect((await ask(server, '/assets/app.js?v=1')).body).toBe('let a;');
  });

  it('tells its size without itself where only that is asked for', async () => {
    const { status, headers, body } = await ask(await serve(), '/', {}, 'HEAD');
    expect([status, headers['content-length'], body]).toEqual([200, '15', '']);
  });

  it.each([
    ['GET', '/nothing', 404],
    ['GET', '/../package.json', 404],
    ['GET', '/%2e%2e/package.json', 404],
    ['GET', '/control', 404],
    ['POST', '/', 405],
    ['OPTIONS', '/', 405],
  ])('%s %s is %i', async (method, path, status) => {
    expect((await ask(await serve(), path, {}, method)).status).toBe(status);
  });

  it.each(['evil.example', 'evil.example:1234', '127.0.0.1', 'localhost', '[::1]:1234'])(
    'is not served to the Host %j',
    async (host) => {
      const server = await serve();
      const { status, body } = await ask(server, '/', { host });
      expect(status).toBe(403);
      expect(body).not.toContain('doctype');
    },
  );

  it('listens on this computer alone', async () => {
    const { url } = await serve();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/);
  });

  it('whose port is taken says what to do', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await expect(serve({ port })).rejects.toThrow(
      `Port ${port} cannot be used: another program uses it. Choose another with --port.`,
    );
  });
});

describe('an address for a command line', () => {
  it('leads to the window once', async () => {
    const server = await serve();
    const { pathname } = new URL(server.urlOnce());
    expect(pathname).not.toContain(server.token);
    const { status, headers } = await ask(server, pathname);
    expect(status).toBe(302);
    expect(headers).toMatchObject({
      location: `/#token=${server.token}`,
      'cache-control': 'no-store',
    });
    expect((await ask(server, pathname)).status).toBe(404);
  });

  it('leads nowhere after a minute', async () => {
    const clock = createTestClock();
    const server = await serve({ clock });
    const { pathname } = new URL(server.urlOnce());
    clock.advance(60_000);
    expect((await ask(server, pathname)).status).toBe(404);
  });

  it('is not used up by a glance', async () => {
    const server = await serve();
    const { pathname } = new URL(server.urlOnce());
    expect((await ask(server, pathname, {}, 'HEAD')).status).toBe(404);
    expect((await ask(server, pathname, { host: 'evil.example' })).status).toBe(403);
    expect((await ask(server, pathname)).status).toBe(302);
  });
});
