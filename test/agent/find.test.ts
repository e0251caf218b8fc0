import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { delimiter, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type FindOptions, findAgents } from '../../src/main/agent/find.ts';
import { systemClock } from '../../src/main/clock.ts';
import { createTestClock } from '../fixtures/clock.ts';
import { temporaryFolder } from '../settings/folder.ts';

/** A model server on loopback; host and port. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

const models =
  (...ids: string[]): RequestListener =>
  ({ url }, response) => {
    response.statusCode = url === '/v1/models' ? 200 : 404;
    response.end(
      JSON.stringify({ object: 'list', data: ids.map((id) => ({ id, object: 'model' })) }),
    );
  };

const NOBODY = '127.0.0.1:1';
/** The port of LM Studio is fixed: its requests go to `lmstudio` instead. */
const redirected = (lmstudio: string) => (input: string | URL | Request, init?: RequestInit) =>
  fetch(String(input).replace('127.0.0.1:1234', lmstudio), init);

/** Finds in what a test sets up and nowhere else. */
const find = (options: Partial<FindOptions> = {}, lmstudio = NOBODY) =>
  findAgents({
    clock: systemClock,
    signal: new AbortController().signal,
    fetch: redirected(lmstudio),
    places: [],
    ...options,
    env: { PATH: '', OLLAMA_HOST: NOBODY, ...options.env },
  });

describe('model servers', () => {
  test('are found with their models, without those that only embed', async () => {
    const ollama = await serve(
      models('qwen3:8b', 'nomic-embed-text:latest', 'bge-m3', 'llama3.2', 'all-minilm:l6'),
    );
    const lmstudio = await serve(models('text-embedding-nomic-embed-text-v1.5', 'gemma-3-4b'));
    expect(await find({ env: { OLLAMA_HOST: ollama } }, lmstudio)).toEqual([
      { name: 'ollama', base_url: `http://${ollama}/v1`, models: ['qwen3:8b', 'llama3.2'] },
      { name: 'lmstudio', base_url: 'http://127.0.0.1:1234/v1', models: ['gemma-3-4b'] },
    ]);
  });

  test('tell fifty models at most', async () => {
    const many = [...Array(80).keys()].map((n) => `model-${n}`);
    const [found] = await find({}, await serve(models(...many)));
    expect(found).toMatchObject({ models: many.slice(0, 50) });
  });

  test.each<[string, RequestListener]>([
    ['something else', (_request, response) => void response.end('<h1>It works</h1>')],
    ['an error', (_request, response) => void response.writeHead(500).end('{"data":[]}')],
    ['a broken line', (request) => void request.socket.destroy()],
  ])('are not found where what answers is %s', async (_what, answer) => {
    expect(await find({}, await serve(answer))).toEqual([]);
  });

  test('are not found where what answers sends us elsewhere', async () => {
    const elsewhere = await serve(models('qwen3'));
    const moved: RequestListener = (_request, response) =>
      void response.writeHead(302, { location: `http://${elsewhere}/v1/models` }).end();
    expect(await find({}, await serve(moved))).toEqual([]);
  });

  test('are given up after a second and a half', async () => {
    const clock = createTestClock();
    const silent = await serve(() => clock.advance(1_500));
    expect(await find({ clock }, silent)).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test('are given up when nobody waits any more', async () => {
    const stop = new AbortController();
    const silent = await serve(() => stop.abort());
    expect(await find({ signal: stop.signal }, silent)).toEqual([]);
  });
});

describe('the address of Ollama', () => {
  /** Where Ollama is looked for. */
  async function asked(host: string | undefined): Promise<string | undefined> {
    const addresses: string[] = [];
    await find({
      env: { OLLAMA_HOST: host },
      async fetch(input) {
        addresses.push(String(input));
        throw new Error('nobody there');
      },
    });
    return addresses.find((address) => !address.includes(':1234/'));
  }

  test.each([
    [undefined, '127.0.0.1:11434'],
    ['', '127.0.0.1:11434'],
    ['localhost', 'localhost:11434'],
    [':8080', '127.0.0.1:8080'],
    ['127.0.0.1:8080', '127.0.0.1:8080'],
    ['http://127.0.0.1:8080/', '127.0.0.1:8080'],
    ['http://localhost', 'localhost:80'],
    ['0.0.0.0', '127.0.0.1:11434'],
    ['0.0.0.0:8080', '127.0.0.1:8080'],
    ['[::]:8080', '127.0.0.1:8080'],
    ['[::1]:8080', '[::1]:8080'],
  ])('%j is %s', async (host, address) => {
    expect(await asked(host)).toBe(`http://${address}/v1/models`);
  });

  test.each([
    '192.168.1.5',
    'http://ollama.example:80',
    'localhost.evil.example',
    '127.0.0.1@evil',
  ])('is not %s, which is not this computer', async (host) => {
    expect(await asked(host)).toBe('http://127.0.0.1:11434/v1/models');
  });
});

describe.skipIf(process.platform === 'win32')('programs (not on Windows)', () => {
  function folderWith(...names: string[]): string {
    const folder = temporaryFolder();
    for (const name of names) writeFileSync(join(folder, name), '#!/bin/sh\n', { mode: 0o755 });
    return folder;
  }

  test('in PATH are found by name, with what makes them answer', async () => {
    const folder = folderWith('claude', 'codex', 'gemini', 'picoclaw');
    const found = await find({ env: { PATH: ['/nowhere', folder].join(delimiter) } });
    const task = expect.stringContaining('Answer text.');
    expect(found).toEqual([
      { name: 'claude', path: join(folder, 'claude'), command: ['claude', '-p', task] },
      {
        name: 'codex',
        path: join(folder, 'codex'),
        command: ['codex', 'exec', '--skip-git-repo-check', task],
      },
      { name: 'gemini', path: join(folder, 'gemini'), command: ['gemini', '-p', task] },
      { name: 'picoclaw', path: join(folder, 'picoclaw'), command: ['picoclaw', 'agent'] },
    ]);
  });

  test('outside of PATH are found where they usually are, and named by their path', async () => {
    const folder = folderWith('claude');
    const [found] = await find({ places: ['/nowhere', folder] });
    const path = join(folder, 'claude');
    expect(found).toMatchObject({ path, command: [path, '-p', expect.anything()] });
  });

  test('in PATH come before those elsewhere', async () => {
    const [first, second] = [folderWith('claude'), folderWith('claude')];
    const [found] = await find({ env: { PATH: first }, places: [second] });
    expect(found).toMatchObject({ path: join(first, 'claude') });
  });

  test('that cannot be run, or are folders, are none', async () => {
    const folder = folderWith('claude');
    chmodSync(join(folder, 'claude'), 0o644);
    mkdirSync(join(folder, 'codex'));
    expect(await find({ env: { PATH: folder } })).toEqual([]);
  });
});
