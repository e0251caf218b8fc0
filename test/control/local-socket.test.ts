import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { os } from '@orpc/server';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { WebSocket } from 'ws';
import { systemClock } from '../../src/main/clock.ts';
import { callHere, callInstance } from '../../src/main/control/client.ts';
import { declined } from '../../src/main/control/declined.ts';
import { FRAME_LIMIT } from '../../src/main/control/peer.ts';
import { createLocalRouter, type LocalRouter } from '../../src/main/control/router.ts';
import { listen } from '../../src/main/control/server.ts';
import { temporaryFolder } from '../fixtures/bot.ts';
import { never, openRaw, serveAnswer, status } from './sockets.ts';
import { createWarnings, openDesk } from './windows.ts';

const closeOf = (socket: WebSocket) =>
  new Promise<number>((resolve) => {
    socket.on('error', () => {});
    socket.once('close', resolve);
  });

describe('an instance', () => {
  it('answers what terminals ask over its local socket', async () => {
    const { host, simulator } = await openDesk();
    const call = callInstance({ socket: host.real.home.socket, clock: systemClock });
    simulator.knowChat('zhangsan');
    expect(await call('status', {})).toMatchObject({
      ok: true,
      value: { pid: process.pid, state: { name: 'online' } },
    });
    const sent = await call('send', { chat: 'zhangsan', text: '你好' });
    const seq = sent.ok ? sent.value.seq : 0;
    await simulator.waitFor(() => simulator.chat('zhangsan').length === 1);
    expect(await call('delivery', { seq })).toMatchObject({ ok: true });
    expect(await call('disconnect', {})).toMatchObject({ value: { state: { name: 'stopped' } } });
    expect(await call('connect', {})).toMatchObject({ ok: true });
  });

  it('says why it declines', async () => {
    const { call } = await serveAnswer(() => {
      throw declined('not-bound', 'No bot is bound.');
    });
    const answer = { ok: false, reason: 'declined', message: 'No bot is bound.' };
    expect(await call('status', {})).toEqual(answer);
  });

  it('keeps its own mistakes for its log', async () => {
    const { host } = await openDesk({ bound: false });
    const broken = new Proxy(host.real, {
      get: (target, key) => {
        if (key === 'bot') throw new Error('internal detail');
        return Reflect.get(target, key);
      },
    });
    const router = createLocalRouter(
      { current: () => broken, onSwap: () => () => {} },
      systemClock,
    );
    const called = await callHere(router)('status', {});
    expect(called).toEqual({
      ok: false,
      reason: 'declined',
      message: 'Something went wrong; the log says what.',
    });
    expect(host.real.lines.recent(10)).toContainEqual(
      expect.objectContaining({
        level: 'error',
        message: 'a procedure failed',
        details: expect.stringContaining('internal detail'),
      }),
    );
  });

  it('has no settings, no binding and nothing else but its bot and its chats there', async () => {
    const { host } = await openDesk({ bound: false });
    expect(Object.keys(host.real.router)).toEqual(['bot', 'chats']);
  });

  it.each([
    ['no JSON', 'hello'],
    ['no call', '{}'],
    ['a call without a place', '{"i":"1","p":{}}'],
    ['half a call', '[1'],
  ])('survives %s', async (_what, frame) => {
    const { socket, call, log } = await serveAnswer();
    (await openRaw(socket)).send(frame);
    await log.warned();
    expect(JSON.stringify(log.warnings)).not.toContain(frame);
    expect(await call('status', {})).toMatchObject({ ok: true });
  });

  it('hangs up on bytes, and on frames that are too long, and lives on', async () => {
    const { socket, call } = await serveAnswer();
    const bytes = await openRaw(socket);
    bytes.send(Buffer.from([1, 2, 3]));
    expect(await closeOf(bytes)).toBe(1003);
    const long = await openRaw(socket);
    long.send('x'.repeat(FRAME_LIMIT + 1));
    expect(await closeOf(long)).toBe(1009);
    expect(await call('status', {})).toMatchObject({ ok: true });
  });

  it('does not answer plain HTTP', async () => {
    const { socket } = await serveAnswer();
    const code = await new Promise((resolve, reject) => {
      const asked = request({ socketPath: socket, path: '/bot/status', method: 'POST' });
      asked
        .once('response', ({ statusCode }) => resolve(statusCode))
        .once('error', reject)
        .end();
    });
    expect(code).toBe(426);
  });

  it('lets whoever asks too early wait until it is ready', async () => {
    const { host } = await openDesk({ bound: false });
    const socket = join(temporaryFolder(), 'control.sock');
    const ready = Promise.withResolvers<LocalRouter>();
    const server = await listen({ path: socket, router: ready.promise, log: createWarnings() });
    onTestFinished(() => server.close());
    const asked = callInstance({ socket, clock: systemClock })('status', {});
    ready.resolve(host.real.router);
    expect(await asked).toMatchObject({ ok: true });
  });

  it('hangs up on everybody at once when it ends, and leaves no socket', async () => {
    const begun = Promise.withResolvers<void>();
    const { call, server, socket } = await serveAnswer(() => {
      begun.resolve();
      return never;
    });
    const asked = call('status', {});
    await begun.promise;
    await server.close();
    expect(await asked).toMatchObject({ ok: false, reason: 'broken' });
    expect(statSync(socket, { throwIfNoEntry: false })).toBeUndefined();
  });
});

describe('the local socket', () => {
  const router = Promise.resolve({ bot: { status: os.handler(() => status) } });
  const log = createWarnings();

  it('is for its owner alone, and leaves the umask as it was', async () => {
    const before = process.umask();
    const { socket } = await serveAnswer();
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    expect(process.umask()).toBe(before);
  });

  it('replaces one that a crash left', async () => {
    const socket = join(temporaryFolder(), 'control.sock');
    const program = `
      const die = () => process.kill(process.pid, 'SIGKILL');
      require('net').createServer().listen(${JSON.stringify(socket)}, die);`;
    spawnSync(process.execPath, ['-e', program]);
    expect(statSync(socket).isSocket()).toBe(true);
    const server = await listen({ path: socket, router, log });
    onTestFinished(() => server.close());
    expect(await callInstance({ socket, clock: systemClock })('status', {})).toMatchObject({
      ok: true,
    });
  });

  it.each([
    ['a folder', (path: string) => mkdirSync(path)],
    ['a file', (path: string) => writeFileSync(path, 'mine')],
  ])('does not replace %s that has its name', async (_what, put) => {
    const path = join(temporaryFolder(), 'control.sock');
    put(path);
    await expect(listen({ path, router, log })).rejects.toThrow(
      `The local socket ${path} cannot be used: something that is no socket is there. ` +
        'Move what is there away.',
    );
    expect(statSync(path).isDirectory() || readFileSync(path, 'utf8') === 'mine').toBe(true);
  });

  it('that cannot be made is one clear error', async () => {
    const path = join(temporaryFolder(), 'missing', 'control.sock');
    await expect(listen({ path, router, log })).rejects.toThrow(
      /^The local socket .* cannot be used: .*EACCES|ENOENT/,
    );
  });
});
