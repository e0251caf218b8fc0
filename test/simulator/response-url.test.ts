import { expect, it } from 'vitest';
import type { SimulatorOptions } from '../../src/simulator/simulator.ts';
import { startSimulator, subscribedRaw } from './clients.ts';

/** A message's response URL, as a function that posts to it. */
async function responder(options?: SimulatorOptions) {
  const simulator = await startSimulator(options);
  const client = await subscribedRaw(simulator);
  const said = simulator.say({ text: 'question' });
  const frame = await simulator.waitFor(() => client.received[1]);
  const post = async (body: unknown) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(String(frame.body?.response_url), { method: 'POST', body: text });
    return response.json();
  };
  return { simulator, client, said, post };
}

const markdown = { msgtype: 'markdown', markdown: { content: 'answer' } };

it('shows what is posted while no socket is open, once', async () => {
  const { simulator, client, said, post } = await responder();
  client.socket.terminate();
  await simulator.waitFor(() => simulator.connections === 0);
  expect(await post(markdown)).toEqual({ errcode: 0, errmsg: 'ok' });
  expect(await post(markdown)).toMatchObject({ errcode: 40058 });
  const shown = { who: 'bot', kind: 'url-reply', reqId: said.reqId };
  expect(simulator.chat('alice').slice(1)).toEqual([
    { ...shown, msgtype: 'markdown', content: 'answer' },
  ]);
});

it('refuses a post after an hour', async () => {
  let now = 1_000_000;
  const { post } = await responder({ now: () => now });
  now += 60 * 60_000 + 1;
  expect(await post(markdown)).toMatchObject({ errcode: 40058 });
});

it('takes Markdown and cards only, and stays usable after a refusal', async () => {
  const { post } = await responder();
  expect(await post({ msgtype: 'text', text: { content: 'hi' } })).toMatchObject({
    errcode: 40008,
  });
  expect(await post('{"msgtype":')).toMatchObject({ errcode: 40058 });
  expect(await post({ msgtype: 'markdown' })).toMatchObject({ errcode: 40058 });
  const card = { card_type: 'text_notice', card_action: { type: 0 } };
  expect(await post({ msgtype: 'template_card', template_card: card })).toMatchObject({
    errcode: 0,
  });
});

it('refuses a made-up code', async () => {
  const { httpUrl } = await startSimulator();
  const url = `${httpUrl}/cgi-bin/aibot/response?response_code=made-up`;
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(markdown) });
  expect(await response.json()).toMatchObject({ errcode: 40058 });
});
