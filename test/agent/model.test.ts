import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { FailureReason } from '../../src/main/agent/agent.ts';
import { createModelAgent } from '../../src/main/agent/model.ts';
import { systemClock } from '../../src/main/clock.ts';
import { ask, requestOf } from '../fixtures/agents/ask.ts';
import { createTestClock } from '../fixtures/clock.ts';
import type { Exchange } from '../fixtures/openai-server.ts';
import { startOpenAiServer } from '../fixtures/openai-server.ts';

const key = 'sk-very-secret';

const optionsFor = (baseUrl: string) => ({
  baseUrl,
  model: 'qwen3',
  apiKey: async (): Promise<string | undefined> => key,
  systemPrompt: '',
  timeoutMs: 60_000,
  clock: systemClock,
});

type Changes = Partial<ReturnType<typeof optionsFor>>;

/** A model agent and the endpoint it asks, for the length of one test. */
async function start(answer: (exchange: Exchange) => void, changes: Changes = {}) {
  const server = await startOpenAiServer(answer);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { server, agent: createModelAgent({ ...optionsFor(server.baseUrl), ...changes }) };
}

const sayYes = (exchange: Exchange) => {
  exchange.delta({ content: 'yes' });
  exchange.finish();
};

describe('what the model says', () => {
  test('comes in the pieces it is streamed in', async () => {
    const { agent } = await start((exchange) => {
      for (const content of ['你好', ', ', 'there']) exchange.delta({ content });
      exchange.finish();
    });
    const { parts } = await ask(agent);
    expect(parts).toEqual([
      { type: 'text', delta: '你好' },
      { type: 'text', delta: ', ' },
      { type: 'text', delta: 'there' },
    ]);
  });

  test('its reasoning comes apart from the text', async () => {
    const { agent } = await start((exchange) => {
      exchange.delta({ reasoning_content: 'Let me ' });
      exchange.delta({ reasoning_content: 'think.' });
      sayYes(exchange);
    });
    expect(await ask(agent)).toMatchObject({ reasoning: 'Let me think.', text: 'yes' });
  });

  test('so does reasoning that is written inline, in whatever pieces', async () => {
    const { agent } = await start((exchange) => {
      for (const content of '<think>Let me think.</think>\n\nyes') exchange.delta({ content });
      exchange.finish();
    });
    expect(await ask(agent)).toMatchObject({ reasoning: 'Let me think.', text: 'yes' });
  });
});

/** What the endpoint is asked with. */
async function told(request = requestOf(), changes: Changes = {}) {
  const { agent, server } = await start(sayYes, changes);
  expect((await ask(agent, request)).failure).toBeUndefined();
  const [exchange] = server.exchanges;
  if (exchange === undefined) throw new Error('Nothing was asked.');
  return exchange;
}

/** An image in the media store. */
async function imageFile() {
  const folder = await mkdtemp(join(tmpdir(), 'model-agent-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'a.png');
  await writeFile(path, 'PNG!');
  return { path, name: 'a.png', type: 'image/png', size: 4 };
}

describe('what the model is told', () => {
  const shownImage = { type: 'image_url', image_url: { url: 'data:image/png;base64,UE5HIQ==' } };

  test('the model, the key and the message', async () => {
    const { path, headers, body } = await told();
    expect(path).toBe('/v1/chat/completions');
    expect(headers.authorization).toBe(`Bearer ${key}`);
    expect(body).toEqual({
      model: 'qwen3',
      stream: true,
      messages: [{ role: 'user', content: 'hello' }],
    });
  });

  test.each([undefined, '', ' \n'])('no authorization where the key is %j', async (none) => {
    const { headers } = await told(requestOf(), { apiKey: async () => none });
    expect(headers.authorization).toBeUndefined();
  });

  test('the system prompt first, then the history', async () => {
    const { body } = await told(
      requestOf({
        text: 'and now?',
        history: [
          { role: 'user', text: 'one' },
          { role: 'assistant', text: 'two' },
        ],
      }),
      { systemPrompt: 'Be brief.' },
    );
    expect(body.messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'one' },
      { role: 'assistant', content: 'two' },
      { role: 'user', content: 'and now?' },
    ]);
  });

  test('a conversation that begins with the user and takes turns, whatever the chat was', async () => {
    const { body } = await told(
      requestOf({
        text: 'hello?',
        history: [
          { role: 'assistant', text: 'unasked' },
          { role: 'user', text: 'a' },
          { role: 'user', text: 'b' },
          { role: 'assistant', text: ' ' },
          { role: 'assistant', text: 'c' },
          { role: 'assistant', text: 'd' },
          { role: 'user', text: 'unanswered' },
        ],
      }),
    );
    expect(body.messages).toEqual([
      { role: 'user', content: 'a\n\nb' },
      { role: 'assistant', content: 'c\n\nd' },
      { role: 'user', content: 'unanswered\n\nhello?' },
    ]);
  });

  test('what is quoted, before the text', async () => {
    const { body } = await told(requestOf({ text: 'why?', quote: 'It rains.\nA lot.' }));
    expect(body.messages).toEqual([{ role: 'user', content: '> It rains.\n> A lot.\n\nwhy?' }]);
  });

  test('images as images, other files by name', async () => {
    const report = { path: '/media/2', name: '报告.pdf', type: 'application/pdf', size: 99 };
    const attachments = [await imageFile(), report];
    const { body } = await told(requestOf({ text: 'see', attachments }));
    const note = '[Attached, but not shown to you: 报告.pdf (application/pdf, 99 bytes)]';
    expect(body.messages).toEqual([
      { role: 'user', content: [{ type: 'text', text: `see\n\n${note}` }, shownImage] },
    ]);
  });

  test('an image without a word, as just the image', async () => {
    const { body } = await told(requestOf({ text: '', attachments: [await imageFile()] }));
    expect(body.messages).toEqual([{ role: 'user', content: [shownImage] }]);
  });

  test('an image that is gone from the disk, by name', async () => {
    const gone = { path: '/nowhere/a.png', name: 'a.png', type: 'image/png', size: 4 };
    const { body } = await told(requestOf({ text: 'see', attachments: [gone] }));
    expect(body.messages[0]?.content).toContain('a.png');
  });

  test('images by name, where the model does not take them', async () => {
    const { agent, server } = await start((exchange) => {
      const blind = !JSON.stringify(exchange.body).includes('image_url');
      if (blind) sayYes(exchange);
      else exchange.refuse(400, 'this model does not support images');
    });
    const { text } = await ask(agent, requestOf({ attachments: [await imageFile()] }));
    expect(text).toBe('yes');
    expect(server.exchanges[1]?.body.messages[0]?.content).toContain('a.png');
  });
});

describe('what goes wrong', () => {
  test.each<[number, FailureReason]>([
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'unavailable'],
    [429, 'busy'],
    [400, 'broken'],
    [500, 'broken'],
    [503, 'broken'],
  ])('HTTP %i is %s, asked only once', async (status, reason) => {
    const { agent, server } = await start((exchange) => exchange.refuse(status, 'because'));
    const { failure } = await ask(agent);
    expect(failure).toMatchObject({ reason, detail: expect.stringContaining(`HTTP ${status}`) });
    expect(failure?.detail).toContain('because');
    expect(server.exchanges.length).toBe(1);
  });

  test('an endpoint that is not running is unavailable', async () => {
    const { agent, server } = await start(sayYes);
    await server[Symbol.asyncDispose]();
    const { failure } = await ask(agent);
    expect(failure?.reason).toBe('unavailable');
    expect(failure?.detail).toContain('ECONNREFUSED');
  });

  test('an answer that is cut off midway is broken, after what came of it', async () => {
    const { agent } = await start((exchange) => {
      exchange.delta({ content: 'half an ' });
      setImmediate(() => exchange.cut());
    });
    const { text, failure } = await ask(agent);
    expect(text).toBe('half an ');
    expect(failure?.reason).toBe('broken');
  });

  test.each<[number, FailureReason]>([
    [500, 'broken'],
    [429, 'busy'],
  ])('error %i in place of the rest is %s', async (code, reason) => {
    const { agent } = await start((exchange) => {
      exchange.delta({ content: 'half an ' });
      exchange.failMidway(code, 'upstream failed');
    });
    const { text, failure } = await ask(agent);
    expect(text).toBe('half an ');
    expect(failure).toMatchObject({ reason, detail: expect.stringContaining('upstream failed') });
  });

  test('an answer without visible text is empty, also where there was reasoning', async () => {
    const { agent } = await start((exchange) => {
      exchange.delta({ content: '<think>Well.</think>\n' });
      exchange.finish();
    });
    expect((await ask(agent)).failure?.reason).toBe('empty');
  });

  test('a key that cannot be read is unauthorized, with the reason', async () => {
    const { agent } = await start(sayYes, {
      apiKey: () => Promise.reject(new Error('The keychain is locked.')),
    });
    const { failure } = await ask(agent);
    expect(failure?.reason).toBe('unauthorized');
    expect(failure?.detail).toContain('The keychain is locked.');
  });

  test('a key that an endpoint repeats shows in no detail, and nothing is printed', async () => {
    const printed = vi.spyOn(console, 'error');
    onTestFinished(() => printed.mockRestore());
    const { agent } = await start((exchange) => exchange.refuse(401, `Bad key: ${key}`));
    const { failure } = await ask(agent);
    expect(failure?.detail).toContain('Bad key: [key]');
    expect(`${failure?.stack}`).not.toContain(key);
    expect(printed).not.toHaveBeenCalled();
  });

  test('a key that is no HTTP header shows in no detail', async () => {
    const bad = `${key}\nX: y`;
    const { agent } = await start(sayYes, { apiKey: async () => bad });
    const { failure } = await ask(agent);
    expect(failure?.detail).toBeTruthy();
    expect(failure?.message).not.toContain(key);
  });
});

describe('how a turn ends', () => {
  test('a model that takes too long fails by timeout, and its request is closed', async () => {
    const clock = createTestClock();
    const { agent, server } = await start((exchange) => exchange.delta({ content: 'half' }), {
      clock,
    });
    const { text, failure } = await ask(agent, requestOf(), undefined, () => clock.advance(60_000));
    expect(text).toBe('half');
    expect(failure?.reason).toBe('timeout');
    await server.exchanges[0]?.closed;
  });

  test('a model that never answers fails by timeout too', async () => {
    const clock = createTestClock();
    const { agent, server } = await start(() => clock.advance(60_000), { clock });
    expect((await ask(agent)).failure?.reason).toBe('timeout');
    await server.exchanges[0]?.closed;
  });

  test('a cancelled turn says no more, has not failed, and its request is closed', async () => {
    const cancel = new AbortController();
    const { agent, server } = await start((exchange) => {
      exchange.delta({ content: 'half' });
      exchange.delta({ content: ' and more' });
    });
    const { text, failure } = await ask(agent, requestOf(), cancel.signal, () => cancel.abort());
    expect({ text, failure }).toEqual({ text: 'half', failure: undefined });
    await server.exchanges[0]?.closed;
  });

  test('a turn that nobody listens to any more closes its request', async () => {
    const { agent, server } = await start((exchange) => exchange.delta({ content: 'half' }));
    for await (const _part of agent.answer(requestOf(), new AbortController().signal)) break;
    await server.exchanges[0]?.closed;
  });

  test('a finished turn leaves no timer running', async () => {
    const clock = createTestClock();
    const { agent } = await start(sayYes, { clock });
    await ask(agent);
    expect(clock.pending).toBe(0);
  });
});
