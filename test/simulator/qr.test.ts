import { expect, it } from 'vitest';
import { z } from 'zod';
import type { SimulatorOptions } from '../../src/simulator/simulator.ts';
import { startSimulator } from './clients.ts';

const answerSchema = z.looseObject({
  data: z.looseObject({ scode: z.string(), auth_url: z.url() }),
});
const pollSchema = z.looseObject({ data: z.unknown() });

/** A QR code that was just made, and a poll for its status. */
async function code(options?: SimulatorOptions) {
  const simulator = await startSimulator(options);
  const get = (path: string) => fetch(`${simulator.httpUrl}/ai/qc/${path}`);
  const answer = answerSchema.parse(
    await (await get('generate?source=test&sourceID=test&plat=3')).json(),
  );
  const { scode } = answer.data;
  const poll = async () =>
    pollSchema.parse(await (await get(`query_result?scode=${scode}`)).json()).data;
  return { simulator, qr: simulator.qr, get, answer, scode, poll };
}

it('makes an alphanumeric code with a URL to encode', async () => {
  const { simulator, qr, answer, scode } = await code();
  expect(scode).toMatch(/^[0-9a-zA-Z]+$/);
  expect(answer).toEqual({
    errcode: 0,
    data: { scode, auth_url: `${simulator.httpUrl}/ai/qc/c?s=${scode}` },
  });
  expect(qr.latest()).toBe(scode);
});

it('goes from wait over scaned to success, with the bot that then subscribes', async () => {
  const { simulator, qr, scode, poll } = await code();
  expect(await poll()).toEqual({ status: 'wait' });
  qr.scan(scode);
  expect(await poll()).toEqual({ status: 'scaned' });
  qr.confirm(scode);
  const [bot] = simulator.bots;
  expect(await poll()).toEqual({
    status: 'success',
    bot_info: { botid: bot?.id, secret: bot?.secret },
  });
});

it('leaves the secret out of a success on demand', async () => {
  const { qr, scode, poll } = await code();
  qr.confirmWithoutSecret(scode);
  expect(await poll()).toEqual({ status: 'success', bot_info: { botid: 'aibSIMULATOR' } });
});

it('lets a code expire on demand, or when its time is up', async () => {
  let now = 1_000_000;
  const { qr, scode, poll } = await code({ now: () => now });
  qr.expiresAfterMs = 60_000;
  qr.scan(scode);
  now += 60_000;
  expect(await poll()).toEqual({ status: 'scaned' });
  now += 1;
  expect(await poll()).toEqual({ status: 'expired' });
  now -= 1;
  qr.expire(scode);
  expect(await poll()).toEqual({ status: 'expired' });
});

it('does not let a confirmed code expire', async () => {
  let now = 1_000_000;
  const { qr, scode, poll } = await code({ now: () => now });
  qr.confirm(scode);
  now += 60 * 60_000;
  expect(await poll()).toMatchObject({ status: 'success' });
});

it('reports a cancelled scan, or any other status', async () => {
  const { qr, scode, poll } = await code();
  qr.report(scode, 'cancel');
  expect(await poll()).toEqual({ status: 'cancel' });
});

it('fails polls and codes as often as told', async () => {
  const { qr, scode, get, poll } = await code();
  qr.failNextPolls(1);
  expect((await get(`query_result?scode=${scode}`)).status).toBe(502);
  expect(await poll()).toEqual({ status: 'wait' });
  qr.failNextCodes(1);
  expect(await (await get('generate')).json()).toEqual({ errcode: -1, errmsg: 'system error' });
  expect(await (await get('generate')).json()).toMatchObject({ errcode: 0 });
});

it('answers a poll for an unknown code with an errcode, and knows no other paths', async () => {
  const { qr, get } = await code();
  expect(await (await get('query_result?scode=made-up')).json()).toMatchObject({ errcode: 40058 });
  expect((await get('provision')).status).toBe(404);
  expect(() => qr.scan('made-up')).toThrow('No QR code made-up');
});

it('lets a browser open the code, scan it and confirm', async () => {
  const { get, scode, poll, answer } = await code();
  const page = await (await get(`gen?source=test&sourceID=test&scode=${scode}`)).text();
  expect(page).toContain(`href="${answer.data.auth_url}"`);
  const scanned = await (await fetch(answer.data.auth_url)).text();
  expect(scanned).toContain('<button>Confirm</button>');
  expect(await poll()).toEqual({ status: 'scaned' });
  await fetch(answer.data.auth_url, { method: 'POST' });
  expect(await poll()).toMatchObject({ status: 'success' });
});
