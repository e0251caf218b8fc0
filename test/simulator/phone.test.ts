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

/** What a terminal shows of `printed`, by the few sequences that the phone uses. */
function screen(printed: string, columns = Infinity): string {
  const rows = [''];
  let row = 0;
  let column = 0;
  for (const [unit, count = '', command] of printed.matchAll(/\p{Cc}\[(\d*)([A-Z])|./gsu)) {
    if (command === 'A') row -= Number(count);
    else if (command === 'G') column = Number(count) - 1;
    else if (command === 'J') rows.splice(row, Infinity, (rows[row] ?? '').slice(0, column));
    else if (unit === '\r') column = 0;
    else {
      if (unit === '\n' || column === columns) {
        row += 1;
        column = 0;
      }
      const before = (rows[row] ?? '').padEnd(column);
      rows[row] =
        unit === '\n' ? before : before.slice(0, column) + unit + before.slice(column + 1);
      if (unit !== '\n') column += 1;
    }
  }
  return rows.join('\n');
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
  expect(screen(printed())).toBe('> 问\nProcessing...\n一二三四五六\n七\n> \n');
});

it('lets a line be edited before it is sent, and the last be sent again', async () => {
  const { simulator, input, exit } = await phone({ interactive: true });
  input.end('你好世界\u007f\u007fX\r\u001b[A!\r');
  expect(await exit).toBe(0);
  const said = simulator.chat('you').map((entry) => entry.who === 'me' && entry.text);
  expect(said).toEqual(['你好X', '你好X!']);
});

it('shows each of many pasted lines behind a prompt', async () => {
  const { input, exit, printed } = await phone({ interactive: true });
  input.end('one\rtwo\r\nthree\r');
  expect(await exit).toBe(0);
  expect(screen(printed())).toBe('> one\n> two\n> three\n\n');
});

it('shows what comes above the line being typed, however many rows that takes', async () => {
  const output = Object.assign(new PassThrough({ encoding: 'utf8' }), { columns: 10 });
  let printed = '';
  output.on('data', (text) => {
    printed += text;
  });
  const { client, simulator, input, exit } = await phone({ interactive: true, output });
  simulator.knowChat('you');
  for (const key of 'abcdefghijklmnopqrstuvw') input.write(key);
  for (const content of ['news', 'more']) {
    const push = { chatid: 'you', msgtype: 'markdown', markdown: { content } };
    await client.request('aibot_send_msg', push);
  }
  expect(screen(printed, 10)).toBe('news\nmore\n> abcdefgh\nijklmnopqr\nstuvw');
  input.end();
  await exit;
});

it('holds a growing answer back while a line is typed', async () => {
  const { input, exit, heard, write, printed } = await phone({ interactive: true });
  input.write('go\r');
  const reqId = await heard('go');
  await write(reqId, 's1', 'one');
  input.write('ne');
  await write(reqId, 's1', 'one two');
  expect(screen(printed())).toBe('> go\none\n> ne');
  await write(reqId, 's1', 'one two three', true);
  expect(screen(printed())).toBe('> go\none\n two three\n> ne');
  input.write('xt\r');
  await heard('next');
  input.end();
  await exit;
});

it.each(['\u0003', '\u0004'])('ends with %j, and with it what was typed after', async (key) => {
  const { simulator, input, exit } = await phone({ interactive: true });
  input.write(`${key}late\r`);
  expect(await exit).toBe(0);
  expect(simulator.chat('you')).toEqual([]);
});

it('shows what the bot says unasked, and goes on', async () => {
  const { simulator, client, input, exit, printed } = await phone({ interactive: true });
  simulator.knowChat('you');
  const push = (content: string) => ({ msgtype: 'markdown', markdown: { content } });
  await client.request('aibot_send_msg', { chatid: 'you', ...push('news') });
  await client.request('aibot_send_msg', { chatid: 'you', ...push('more news') });
  input.end();
  expect(await exit).toBe(0);
  expect(screen(printed())).toBe('news\nmore news\n> \n');
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
  expect(printed()).not.toContain('\u001b[1;31m');
  expect(screen(printed())).toBe('red\n> \n');
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
  const answers = printed().replaceAll('> \u001b[1G\u001b[0J', '');
  expect(answers).not.toMatch(/[^\P{Cc}\n\t]|[\u202a-\u202e]/u);
});
