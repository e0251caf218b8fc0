import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answers, simulate, startOnline } from '../fixtures/bot.ts';

/** Sends hostile data, then a good message; resolves once that one is answered on the same link. */
async function survives(send: (simulator: Awaited<ReturnType<typeof simulate>>) => void) {
  const simulator = await simulate();
  const running = await startOnline({ simulator });
  send(simulator);
  simulator.say({ from: 'lisi', text: 'still there?' });
  await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
  expect(simulator.subscribes).toBe(1);
  return running;
}

const message = (body: Record<string, unknown>) =>
  JSON.stringify({
    cmd: 'aibot_msg_callback',
    headers: { req_id: `r${Math.random()}` },
    body: {
      msgid: `m${Math.random()}`,
      chattype: 'single',
      from: { userid: 'mallory' },
      msgtype: 'text',
      text: { content: 'x' },
      ...body,
    },
  });

describe('a connection goes on after', () => {
  const cases: Record<string, string | Buffer> = {
    'text that is not JSON': '{"cmd": "aibot_msg_callback", ',
    'an empty frame': '',
    'a JSON value that is no object': '[null]',
    'a frame without headers': '{"cmd":"aibot_msg_callback","body":{}}',
    'an acknowledgement nobody waits for': '{"headers":{"req_id":"nobody"},"errcode":0}',
    'an acknowledgement with a wrong type': '{"headers":{"req_id":"nobody"},"errcode":"0"}',
    'an unknown command': '{"cmd":"aibot_surprise","headers":{"req_id":"x"},"body":{}}',
    'a binary frame': Buffer.from([0, 1, 2, 255]),
    'a frame of 8 megabytes': JSON.stringify({ cmd: 'x'.repeat(8_000_000) }),
    'a message without its text': message({ text: undefined }),
    'a message whose text is a number': message({ text: { content: 5 } }),
    'an image without its object': message({ msgtype: 'image', image: undefined }),
    'a message without a sender': message({ from: {} }),
    'a group message without a chat id': message({ chattype: 'group' }),
    'a message with an id of a megabyte': message({ msgid: 'x'.repeat(1_000_000) }),
    'a name from the prototype as kind': message({ msgtype: 'constructor' }),
    'an event without its kind': JSON.stringify({
      cmd: 'aibot_event_callback',
      headers: { req_id: 'e' },
      body: { event: {} },
    }),
  };
  for (const [name, data] of Object.entries(cases)) {
    it(name, async () => {
      await survives((simulator) => simulator.sendRaw(data));
    });
  }

  it('whatever JSON there is in the place of a body', async () => {
    const { bot } = await survives((simulator) => {
      for (const body of fc.sample(fc.jsonValue({ maxDepth: 3 }), 300)) {
        for (const cmd of ['aibot_msg_callback', 'aibot_event_callback', undefined]) {
          simulator.sendRaw(JSON.stringify({ cmd, headers: { req_id: 'x' }, body }));
        }
      }
    });
    expect(bot.status().state.name).toBe('online');
  });
});

describe('a message', () => {
  it('of an unknown kind gets a polite answer', async () => {
    const simulator = await simulate();
    await startOnline({ simulator });
    simulator.say({ from: 'lisi', raw: { msgtype: 'hologram', text: undefined } });
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
    expect(answers(simulator, 'lisi')[0]).toMatch(/only read text and voice/);
  });

  it('with control characters reaches the agent without them', async () => {
    const simulator = await simulate();
    const { asked } = await startOnline({ simulator });
    simulator.sendRaw(message({ text: { content: 'a\u0000b\u001b[31mc\r\nd\te\ud800' } }));
    await simulator.waitFor(() => asked.length === 1);
    expect(asked[0]?.text).toBe('ab[31mc\nd\te\ufffd');
  });

  it('of a megabyte is answered', async () => {
    const simulator = await simulate();
    const { asked } = await startOnline({ simulator, answer: () => 'long, was it not' });
    simulator.say({ from: 'lisi', text: '长'.repeat(350_000) });
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
    expect(asked[0]?.text).toHaveLength(350_000);
  });
});
