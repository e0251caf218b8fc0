import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type PhoneOptions, runPhone } from '../../src/simulator/phone.ts';
import { startSimulator, stream, subscribedRaw } from './clients.ts';

/** A simulator, a bot that answers with `script`, and a phone whose output is collected. */
async function phone(options: Partial<PhoneOptions> = {}) {
  const simulator = await startSimulator();
  const client = await subscribedRaw(simulator);
  const input = new PassThrough();
  const output = new PassThrough({ encoding: 'utf8' });
  let printed = '';
  output.on('data', (text) => {
    printed += text;
  });
  const abort = new AbortController();
  const exit = runPhone({
    simulator,
    input,
    output,
    interactive: false,
    signal: abort.signal,
    ...options,
  });
  const heard = (text: string) =>
    simulator.waitFor(
      () =>
        client.received.find((frame) => frame.body?.text && textIn(frame.body.text) === text)
          ?.headers.req_id,
    );
  const write = (reqId: string, id: string, content: string, finish = false) =>
    client.request('aibot_respond_msg', stream(id, content, finish), reqId);
  return { simulator, client, input, exit, abort, heard, write, printed: () => printed };
}

function textIn(text: unknown): unknown {
  return typeof text === 'object' && text !== null && 'content' in text ? text.content : undefined;
}

it('sends each piped line after the last was answered and prints the plain answers', async () => {
  const { simulator, input, exit, heard, write, printed } = await phone();
  input.end('first\n\n/help me\n');
  const first = await heard('first');
  await write(first, 's1', 'thinking');
  expect(simulator.chat('you').filter(({ who }) => who === 'me')).toHaveLength(1);
  await write(first, 's1', 'answer one', true);
  const second = await heard('/help me');
  await write(second, 's2', 'answer two', true);
  expect(await exit).toBe(0);
  expect(printed()).toBe('answer one\nanswer two\n');
});

it('prints every part of an answer, bubbles and pushes, once all of them are complete', async () => {
  const { client, input, exit, heard, write, printed } = await phone();
  input.end('tell me all\n');
  const reqId = await heard('tell me all');
  await write(reqId, 's1', 'part');
  await write(reqId, 's2', 'part');
  const push = { chatid: 'you', msgtype: 'markdown', markdown: { content: 'part three' } };
  await client.request('aibot_send_msg', push);
  await write(reqId, 's1', 'part one', true);
  await new Promise((resolve) => setTimeout(resolve, 400));
  await write(reqId, 's2', 'part two', true);
  expect(await exit).toBe(0);
  expect(printed()).toBe('part one\npart two\npart three\n');
});

it('says so and exits with 1 when answers do not come', async () => {
  const { input, exit, printed } = await phone({ answerWithinMs: 100 });
  input.end('one\ntwo\n');
  expect(await exit).toBe(1);
  expect(printed()).toBe(
    'No answer to "one" came within 0.1 s.\nNo answer to "two" came within 0.1 s.\n',
  );
});

it('waits a little for parts that follow a complete one', async () => {
  const { client, input, exit, heard, printed } = await phone();
  input.end('tell me all\n');
  const reqId = await heard('tell me all');
  const body = stream('s1', 'part one', true);
  client.send({ cmd: 'aibot_respond_msg', headers: { req_id: reqId }, body });
  const push = { chatid: 'you', msgtype: 'markdown', markdown: { content: 'part two' } };
  await client.request('aibot_send_msg', push);
  expect(await exit).toBe(0);
  expect(printed()).toBe('part one\npart two\n');
});

it('does not take a bubble that was finished without visible text for an answer', async () => {
  const { input, exit, heard, write, printed } = await phone({ answerWithinMs: 500 });
  input.end('question\n');
  await write(await heard('question'), 's1', ' ', true);
  expect(await exit).toBe(1);
  expect(printed()).toContain('No answer to "question" came');
});

it('says when the bot does not connect', async () => {
  const { simulator, client, input, exit, printed } = await phone({ answerWithinMs: 50 });
  client.socket.terminate();
  await simulator.waitFor(() => simulator.connections === 0);
  input.end('hello?\n');
  expect(await exit).toBe(1);
  expect(printed()).toContain('The bot did not connect');
});

it('waits until the bot is connected', async () => {
  const { simulator, client, input, exit, printed } = await phone();
  client.socket.terminate();
  await simulator.waitFor(() => simulator.connections === 0);
  input.end('are you there?\n');
  const later = await subscribedRaw(simulator);
  const reqId = await simulator.waitFor(() => {
    return later.received.find((frame) => frame.body?.msgtype === 'text')?.headers.req_id;
  });
  await later.request('aibot_respond_msg', stream('s1', 'yes', true), reqId);
  expect(await exit).toBe(0);
  expect(printed()).toBe('yes\n');
});

it('is put away by its signal while it waits', async () => {
  const { input, exit, abort, heard, printed } = await phone();
  input.write('never answered\nnever sent\n');
  await heard('never answered');
  abort.abort();
  expect(await exit).toBe(0);
  expect(printed()).toBe('');
});

it('shows a growing answer by appending to it, and what replaces it on a new line', async () => {
  const { input, exit, heard, write, printed } = await phone({ interactive: true });
  input.write('问\n');
  const reqId = await heard('问');
  for (const content of ['Processing...', '一二三', '一二三四五', '一二三四五六\n七']) {
    await write(reqId, 's1', content);
  }
  await write(reqId, 's1', '一二三四五六\n七', true);
  input.end();
  expect(await exit).toBe(0);
  expect(printed()).toBe('> Processing...\n一二三四五六\n七\n> \n');
});

it('shows what the bot says unasked, and goes on', async () => {
  const { simulator, client, input, exit, printed } = await phone({ interactive: true });
  simulator.knowChat('you');
  const push = (content: string) => ({ msgtype: 'markdown', markdown: { content } });
  await client.request('aibot_send_msg', { chatid: 'you', ...push('news') });
  await client.request('aibot_send_msg', { chatid: 'you', ...push('more news') });
  input.end();
  expect(await exit).toBe(0);
  expect(printed()).toBe('> \nnews\n> \nmore news\n> \n');
});

it('says when the bot is not connected', async () => {
  const { simulator, input, exit, printed } = await phone({ interactive: true });
  simulator.closeConnections();
  await simulator.waitFor(() => simulator.connections === 0);
  input.end('hello?\n');
  expect(await exit).toBe(0);
  expect(printed()).toContain('(The bot is not connected');
});

it('shows coloured text without its escape sequences', async () => {
  const { client, simulator, input, exit, printed } = await phone({ interactive: true });
  simulator.knowChat('you');
  const markdown = { content: '\u001b[1;31mred\u001b[0m' };
  await client.request('aibot_send_msg', { chatid: 'you', msgtype: 'markdown', markdown });
  input.end();
  await exit;
  expect(printed()).toBe('> \nred\n> \n');
});

it('lets no control character of an answer reach the terminal', async () => {
  const { client, simulator, exit, input, printed } = await phone({ interactive: true });
  simulator.knowChat('you');
  const unit = fc.oneof(
    fc.constantFrom('\u001b[31m', '\u001b]0;title\u0007', '\u009b2J', '\r', '\u202e', '\b', 'a'),
    fc.string({ unit: 'binary', minLength: 1 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(unit, { minLength: 1 }), async (units) => {
      const markdown = { content: `x${units.join('')}` };
      const push = { chatid: 'you', msgtype: 'markdown', markdown };
      expect(await client.request('aibot_send_msg', push)).toMatchObject({ errcode: 0 });
    }),
  );
  input.end();
  await exit;
  expect(printed()).not.toMatch(/[^\P{Cc}\n\t]|[\u202a-\u202e]/u);
});
