import { describe, expect, onTestFinished, test } from 'vitest';
import { type TrialOptions, tryAgent } from '../../src/main/agent/trial.ts';
import { systemClock } from '../../src/main/clock.ts';
import type { TrialPart } from '../../src/shared/api.ts';
import { isRunning, program } from '../fixtures/agents/ask.ts';
import { createTestClock } from '../fixtures/clock.ts';
import { type Exchange, startOpenAiServer } from '../fixtures/openai-server.ts';

const settings: TrialOptions['settings'] = {
  kind: 'echo',
  command: ['no-such-program'],
  timeout: 60_000,
  base_url: 'http://127.0.0.1:1/v1',
  model: 'other',
  system_prompt: 'Be brief.',
};

const start = (options: Partial<TrialOptions> & Pick<TrialOptions, 'choice'>) =>
  tryAgent({
    question: 'Who are you?',
    settings,
    apiKey: async () => undefined,
    clock: systemClock,
    env: process.env,
    signal: new AbortController().signal,
    ...options,
  });

async function all(parts: AsyncIterable<TrialPart>): Promise<TrialPart[]> {
  const said: TrialPart[] = [];
  for await (const part of parts) said.push(part);
  return said;
}

const textOf = (parts: readonly TrialPart[]) =>
  parts.map((part) => (part.type === 'text' ? part.delta : '')).join('');

/** A model server that answers as told. */
async function modelServer(answer: (exchange: Exchange) => void) {
  const server = await startOpenAiServer(answer);
  onTestFinished(() => server[Symbol.asyncDispose]());
  const choice = { kind: 'model', base_url: server.baseUrl, model: 'qwen3' } as const;
  return { server, choice };
}

const command = (name: string, ...args: string[]) => ({
  choice: { kind: 'command', command: program(name, ...args) } as const,
});

describe('a trial', () => {
  test('tells the answer, and how long it took', async () => {
    const parts = await all(start({ choice: { kind: 'echo' }, clock: createTestClock() }));
    expect(textOf(parts)).toBe('Who are you?');
    expect(parts.at(-1)).toEqual({ type: 'done', ms: 0 });
  });

  test('asks a program the question, without any history', async () => {
    const said = JSON.parse(textOf(await all(start(command('show-input.mjs')))));
    expect(said.input).toMatchObject({ text: 'Who are you?', history: [], attachments: [] });
  });

  test('asks a model with the system prompt of the settings and the key in the keychain', async () => {
    const { server, choice } = await modelServer((exchange) => {
      exchange.delta({ reasoning_content: 'hm' });
      exchange.delta({ content: 'A model.' });
      exchange.finish();
    });
    const parts = await all(start({ choice, apiKey: async () => 'kept-key' }));
    expect(parts.slice(0, 2)).toEqual([
      { type: 'reasoning', delta: 'hm' },
      { type: 'text', delta: 'A model.' },
    ]);
    expect(server.exchanges[0]?.headers.authorization).toBe('Bearer kept-key');
    expect(server.exchanges[0]?.body).toMatchObject({
      model: 'qwen3',
      messages: [{ content: 'Be brief.' }, { role: 'user' }],
    });
  });

  test('takes the key that comes with the choice, and leaves the one in the keychain alone', async () => {
    const { server, choice } = await modelServer((exchange) => {
      exchange.delta({ content: 'Yes.' });
      exchange.finish();
    });
    const apiKey = () => Promise.reject(new Error('not to be asked'));
    await all(start({ choice: { ...choice, api_key: ' typed-key ' }, apiKey }));
    expect(server.exchanges[0]?.headers.authorization).toBe('Bearer typed-key');
  });
});

describe('a trial that fails', () => {
  test('says why, without the key', async () => {
    const { choice } = await modelServer((exchange) => exchange.refuse(401, 'no: sk-typed'));
    const parts = await all(start({ choice: { ...choice, api_key: 'sk-typed' } }));
    expect(parts).toEqual([
      { type: 'failed', reason: 'unauthorized', detail: expect.stringContaining('401') },
    ]);
    expect(JSON.stringify(parts)).not.toContain('sk-typed');
  });

  test('says what the program complained about, 2000 characters at most', async () => {
    const script = 'process.stderr.write("x".repeat(3000) + "the end"); process.exitCode = 1';
    const choice = { kind: 'command', command: [process.execPath, '-e', script] } as const;
    const [failed] = await all(start({ choice }));
    expect(failed).toMatchObject({ type: 'failed', reason: 'broken' });
    const detail = failed?.type === 'failed' ? failed.detail : '';
    expect(detail).toHaveLength(2000);
    expect(detail).toMatch(/^The program ended with exit code 1\. stderr: x+ … x+the end$/);
  });

  test('is unavailable where there is no such program', async () => {
    const choice = { kind: 'command', command: ['no-such-program-anywhere'] } as const;
    expect(await all(start({ choice }))).toMatchObject([{ type: 'failed', reason: 'unavailable' }]);
    const nothing = { kind: 'command', command: [] } as const;
    expect(await all(start({ choice: nothing }))).toMatchObject([{ reason: 'unavailable' }]);
  });

  test('takes no longer than an answer may', async () => {
    const clock = createTestClock();
    const { choice } = await modelServer(() => clock.advance(60_000));
    expect(await all(start({ choice, clock }))).toMatchObject([
      { type: 'failed', reason: 'timeout' },
    ]);
  });
});

describe('a trial that is left', () => {
  test('leaves no process behind', async () => {
    let pids: number[] = [];
    let said = '';
    for await (const part of start(command('family.mjs', 'hang'))) {
      said += part.type === 'text' ? part.delta : '';
      pids = said.trim().split('\n').map(Number);
      if (pids.length === 2) break;
    }
    expect(pids).toHaveLength(2);
    expect(pids.filter(isRunning)).toEqual([]);
  });

  test('ends without another word when it is given up', async () => {
    const stop = new AbortController();
    const parts: TrialPart[] = [];
    for await (const part of start({ ...command('stubborn.mjs'), signal: stop.signal })) {
      parts.push(part);
      stop.abort();
    }
    expect(parts).toMatchObject([{ type: 'text' }]);
    expect(isRunning(Number(textOf(parts)))).toBe(false);
  });

  test('closes its request to a model', async () => {
    const { server, choice } = await modelServer((exchange) => exchange.delta({ content: 'Well' }));
    for await (const _ of start({ choice })) break;
    await server.exchanges[0]?.closed;
  });
});
