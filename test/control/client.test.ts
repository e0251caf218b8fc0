import { writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { systemClock } from '../../src/main/clock.ts';
import { callHere, callInstance } from '../../src/main/control/client.ts';
import { FRAME_LIMIT } from '../../src/main/control/peer.ts';
import { temporaryFolder } from '../fixtures/bot.ts';
import { createTestClock } from '../fixtures/clock.ts';
import { never, pretend, serveAnswer } from './sockets.ts';
import { openDesk } from './windows.ts';

describe('whoever asks', () => {
  const ask = (socket: string) => callInstance({ socket, clock: systemClock })('status', {});

  it('learns that no instance runs', async () => {
    const absent = { ok: false, reason: 'absent', message: expect.stringContaining('not running') };
    expect(await ask(join(temporaryFolder(), 'control.sock'))).toEqual(absent);
    const file = join(temporaryFolder(), 'control.sock');
    writeFileSync(file, '');
    expect(await ask(file)).toEqual(absent);
  });

  it('is not kept waiting by an instance that is stuck', async () => {
    const clock = createTestClock();
    const begun = Promise.withResolvers<void>();
    const { socket } = await serveAnswer(() => {
      begun.resolve();
      return never;
    });
    const asked = callInstance({ socket, clock })('status', {});
    await begun.promise;
    clock.advance(10_000);
    expect(await asked).toEqual({
      ok: false,
      reason: 'broken',
      message: 'It did not answer within 10 s; restart it.',
    });
  });

  it('is not kept waiting after it was told to stop', async () => {
    const begun = Promise.withResolvers<void>();
    const stop = new AbortController();
    const { socket } = await serveAnswer(() => {
      begun.resolve();
      return never;
    });
    const asked = callInstance({ socket, clock: systemClock, signal: stop.signal })('status', {});
    await begun.promise;
    stop.abort();
    expect(await asked).toMatchObject({ ok: false, reason: 'broken' });
  });

  it.each([
    ['nonsense', 'hello'],
    ['half a frame', '{"i":'],
    ['more than an answer can be', 'x'.repeat(FRAME_LIMIT + 1)],
  ])('believes no %s', async (_what, frame) => {
    const http = createHttpServer();
    const sockets = new WebSocketServer({ server: http });
    sockets.on('connection', (socket) => {
      socket.on('error', () => {});
      socket.on('message', () => socket.send(frame));
    });
    const socket = await pretend(http);
    expect(await ask(socket)).toMatchObject({ ok: false, reason: 'broken' });
  });

  it('believes nothing that another version would say', async () => {
    const { call } = await serveAnswer(() => ({ state: 'fine' }));
    const message = 'The running instance is of another version; restart it.';
    expect(await call('status', {})).toEqual({ ok: false, reason: 'broken', message });
    expect(await call('connect', {})).toEqual({ ok: false, reason: 'broken', message });
  });

  it('survives a server that hangs up, and one that knows no WebSocket', async () => {
    const rude = await pretend(createServer((connection) => connection.destroy()));
    expect(await ask(rude)).toMatchObject({ ok: false, reason: 'broken' });
    const old = await pretend(createHttpServer((_request, response) => response.end('{}')));
    expect(await ask(old)).toMatchObject({ ok: false, reason: 'broken' });
  });
});

it('the bot of the same process is asked in the same way', async () => {
  const { host } = await openDesk({ bound: false });
  const call = callHere(host.real.router);
  expect(await call('status', {})).toMatchObject({ ok: true, value: { pid: process.pid } });
  expect(await call('connect', {})).toMatchObject({
    ok: false,
    reason: 'declined',
    message: expect.stringContaining('No bot is bound yet.'),
  });
});
