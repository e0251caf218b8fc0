import { expect, onTestFinished, test } from 'vitest';
import type { AgentSettings } from '../../src/main/agent/select.ts';
import { createAgent } from '../../src/main/agent/select.ts';
import { systemClock } from '../../src/main/clock.ts';
import { ask, program, requestOf } from '../fixtures/agents/ask.ts';
import { startOpenAiServer } from '../fixtures/openai-server.ts';

const settings: AgentSettings = {
  kind: 'echo',
  command: program('say.mjs', 'from the program'),
  timeout: 60_000,
  base_url: 'http://127.0.0.1:9/v1',
  model: 'qwen3',
  system_prompt: 'Be brief.',
};

const surroundings = { clock: systemClock, env: process.env, apiKey: async () => 'sk-1' };

test('"echo" repeats the message', async () => {
  const { text } = await ask(createAgent(settings, surroundings), requestOf({ text: 'hi' }));
  expect(text).toBe('hi');
});

test('"command" runs the program of the settings', async () => {
  const { text } = await ask(createAgent({ ...settings, kind: 'command' }, surroundings));
  expect(text).toBe('from the program');
});

test('"model" asks the endpoint of the settings, with their prompt and the key', async () => {
  const server = await startOpenAiServer((exchange) => {
    exchange.delta({ content: 'from the model' });
    exchange.finish();
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const agent = createAgent({ ...settings, kind: 'model', base_url: server.baseUrl }, surroundings);
  expect((await ask(agent)).text).toBe('from the model');
  expect(server.exchanges[0]).toMatchObject({
    headers: { authorization: 'Bearer sk-1' },
    body: { model: 'qwen3', messages: [{ role: 'system', content: 'Be brief.' }, {}] },
  });
});
