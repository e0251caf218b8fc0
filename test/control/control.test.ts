import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener, request } from 'node:http';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/main/clock.ts';
import { callInstance } from '../../src/main/control/client.ts';
import { callHere } from '../../src/main/control/procedures.ts';
import { BODY_LIMIT, ControlError, type Procedures } from '../../src/main/control/protocol.ts';
import { listen } from '../../src/main/control/server.ts';
import { temporaryFolder } from '../fixtures/bot.ts';
import { createTestClock } from '../fixtures/clock.ts';

const status = {
  pid: 1,
  state: { name: 'displaced', since: 5 },
  bot_id: 'aib1',
  agent: 'echo',
  turns: 0,
  today: { received: 0, failed: 0 },
  waiting: 0,
} as const;

const answers: Procedures = {
  status: () => status,
  connect: () => status,
  disconnect: () => status,
  send: ({ text = '' }) => ({ seq: text.length }),
  delivery: () => ({ state: 'delivered', note: null }),
};

const never = new Promise<never>(() => {});

/** A server with some of its answers changed, what it logged, and a client of it. */
async function serve(changes: Partial<Procedures> = {}) {
  const socket = join(temporaryFolder(), 'control.sock');
  const logged: unknown[] = [];
  const procedures = Promise.resolve({ ...answers, ...changes });
  const log = { error: (entry: unknown) => void logged.push(entry) };
  const server = await listen({ path: socket, procedures, log });
  onTestFinished(() => server.close());
  return { socket, logged, server, call: callInstance({ socket, clock: systemClock }) };
}

/** Something else that listens where an instance should. */
async function pretend(server: Server): Promise<string> {
  const socket = join(temporaryFolder(), 'control.sock');
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  onTestFinished(() => void server.close());
  return socket;
}

function stranger(answer: RequestListener): Promise<string> {
  return pretend(createHttpServer(answer));
}

/** A request that no client of ours would make. */
function raw(socketPath: string, method: string, path: string, body: string) {
  return new Promise<{ status: number | undefined; body: unknown }>((resolve, reject) => {
    const asked = request({ socketPath, method, path }, (response) => {
      const answer = json(response).then((body) => ({ status: response.statusCode, body }));
      answer.then(resolve, reject);
    });
    asked.once('error', reject).end(body);
  });
}

describe('an instance', () => {
  it('answers what it is asked over its local socket', async () => {
    const { call } = await serve();
    expect(await call('status', {})).toEqual({ ok: true, value: status });
    expect(await call('send', { chat: 'zhangsan', text: '你好' })).toEqual({
      ok: true,
      value: { seq: 2 },
    });
  });

  it('says why it declines', async () => {
    const { call, logged } = await serve({
      connect: () => {
        throw new ControlError('No bot is bound.');
      },
    });
    const declined = { ok: false, reason: 'declined', message: 'No bot is bound.' };
    expect(await call('connect', {})).toEqual(declined);
    expect(logged).toEqual([]);
  });

  it('keeps its own mistakes for its log', async () => {
    const { call, logged } = await serve({
      connect: () => {
        throw new Error('internal detail');
      },
    });
    const called = await call('connect', {});
    expect(called).toMatchObject({ ok: false, reason: 'declined' });
    expect(JSON.stringify(called)).not.toContain('internal detail');
    expect(logged).toEqual([{ error: 'internal detail' }]);
  });

  it.each([
    ['GET', '/status', '', 404],
    ['POST', '/', '{}', 404],
    ['POST', '/nothing', '{}', 404],
    ['POST', '/toString', '{}', 404],
    ['POST', '/__proto__', '{}', 404],
    ['POST', '/status', 'no json', 400],
    ['POST', '/send', '{}', 400],
    ['POST', '/send', '{"chat":"a","text":5}', 400],
    ['POST', '/delivery', '{"seq":1.5}', 400],
    ['POST', '/status', '{"unknown":1}', 400],
  ])('refuses %s %s %j with %i', async (method, path, body, code) => {
    const { socket } = await serve();
    expect(await raw(socket, method, path, body)).toMatchObject({
      status: code,
      body: { error: expect.any(String) },
    });
  });

  it('refuses a request over 1 MB, and lives on', async () => {
    const { socket, call } = await serve();
    expect(await raw(socket, 'POST', '/send', 'x'.repeat(BODY_LIMIT + 1))).toMatchObject({
      status: 413,
    });
    expect(await call('status', {})).toMatchObject({ ok: true });
  });

  it('lets whoever asks too early wait until it is ready', async () => {
    const socket = join(temporaryFolder(), 'control.sock');
    const ready = Promise.withResolvers<Procedures>();
    const server = await listen({ path: socket, procedures: ready.promise, log: console });
    onTestFinished(() => server.close());
    const asked = callInstance({ socket, clock: systemClock })('status', {});
    ready.resolve(answers);
    expect(await asked).toMatchObject({ ok: true });
  });

  it('hangs up on everybody at once when it ends, and leaves no socket', async () => {
    const begun = Promise.withResolvers<void>();
    const { call, server, socket } = await serve({
      connect: () => {
        begun.resolve();
        return never;
      },
    });
    const asked = call('connect', {});
    await begun.promise;
    await server.close();
    expect(await asked).toMatchObject({ ok: false, reason: 'broken' });
    expect(statSync(socket, { throwIfNoEntry: false })).toBeUndefined();
  });
});

describe('the local socket', () => {
  it('is for its owner alone, and leaves the umask as it was', async () => {
    const before = process.umask();
    const { socket } = await serve();
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
    const procedures = Promise.resolve(answers);
    const server = await listen({ path: socket, procedures, log: console });
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
    const listening = listen({ path, procedures: Promise.resolve(answers), log: console });
    await expect(listening).rejects.toThrow(
      `The local socket ${path} cannot be used: something that is no socket is there. ` +
        'Move what is there away.',
    );
    expect(statSync(path).isDirectory() || readFileSync(path, 'utf8') === 'mine').toBe(true);
  });

  it('that cannot be made is one clear error', async () => {
    const path = join(temporaryFolder(), 'missing', 'control.sock');
    const listening = listen({ path, procedures: Promise.resolve(answers), log: console });
    await expect(listening).rejects.toThrow(/^The local socket .* cannot be used: .*EACCES|ENOENT/);
  });
});

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
    const { socket } = await serve({
      status: () => {
        begun.resolve();
        return never;
      },
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
    const { socket } = await serve({
      status: () => {
        begun.resolve();
        return never;
      },
    });
    const asked = callInstance({ socket, clock: systemClock, signal: stop.signal })('status', {});
    await begun.promise;
    stop.abort();
    expect(await asked).toMatchObject({ ok: false, reason: 'broken' });
  });

  it('does not send what would be refused for its length', async () => {
    const { call } = await serve();
    const called = await call('send', { chat: 'zhangsan', text: 'x'.repeat(BODY_LIMIT) });
    expect(called).toMatchObject({ ok: false, message: expect.stringContaining('1 MB') });
  });

  it.each([
    ['nonsense', 'hello'],
    ['what another version would say', '{"state":"fine"}'],
    ['more than an answer can be', `"${'x'.repeat(BODY_LIMIT)}"`],
  ])('believes no %s', async (_what, body) => {
    const socket = await stranger((_request, response) => response.end(body));
    expect(await ask(socket)).toMatchObject({ ok: false, reason: 'broken' });
  });

  it('survives a server that hangs up', async () => {
    const socket = await pretend(createServer((connection) => connection.destroy()));
    expect(await ask(socket)).toMatchObject({ ok: false, reason: 'broken' });
  });
});

it('the bot of the same process is asked in the same way', async () => {
  const call = callHere({
    ...answers,
    connect: () => {
      throw new ControlError('No bot is bound.');
    },
  });
  expect(await call('status', {})).toEqual({ ok: true, value: status });
  expect(await call('connect', {})).toEqual({
    ok: false,
    reason: 'declined',
    message: 'No bot is bound.',
  });
});
