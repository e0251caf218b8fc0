import { request } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import type { PhoneNews } from '../../src/simulator/phone-page/view.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { startSimulator, stream, subscribedRaw } from './clients.ts';

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** One request to the page's server, with headers that `fetch` would not let through. */
function ask(
  simulator: Simulator,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = options;
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, simulator.phoneUrl), { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece) => (text += piece));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }),
      );
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** What the page carries. */
function key(simulator: Simulator): Record<string, string> {
  const token = new URLSearchParams(new URL(simulator.phoneUrl).hash.slice(1)).get('token');
  return { authorization: `Bearer ${token}` };
}

/** Does something as the page does it. */
async function act(simulator: Simulator, action: string, body: unknown = {}): Promise<unknown> {
  const answer = await ask(simulator, `api/${action}`, {
    method: 'POST',
    headers: key(simulator),
    body: JSON.stringify(body),
  });
  return answer.status === 200 ? JSON.parse(answer.body) : answer.status;
}

/** Makes a code, as a computer does that wants to bind a bot. */
async function makeCode(simulator: Simulator): Promise<string> {
  await fetch(`${simulator.httpUrl}/ai/qc/generate?source=test&sourceID=test&plat=3`);
  return simulator.qr.latest() ?? '';
}

/** All the news that a page which is open gets. */
async function follow(simulator: Simulator): Promise<readonly PhoneNews[]> {
  const aborted = new AbortController();
  onTestFinished(() => aborted.abort());
  const response = await fetch(new URL('api/events', simulator.phoneUrl), {
    headers: key(simulator),
    signal: aborted.signal,
  });
  const news: PhoneNews[] = [];
  const read = async () => {
    let rest = '';
    for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) news.push(JSON.parse(line));
    }
  };
  // It ends with the test, or with the simulator.
  read().catch(() => {});
  return news;
}

const entriesOf = (news: readonly PhoneNews[]) =>
  news.flatMap((one) => (one.type === 'entries' ? one.entries : []));
const statesOf = (news: readonly PhoneNews[]) =>
  news.flatMap((one) => (one.type === 'state' ? [one] : []));

it('is a page that may load and ask nothing but its own server', async () => {
  const simulator = await startSimulator();
  const page = await ask(simulator, './');
  expect(page).toMatchObject({
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
  });
  const policy = String(page.headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(page.body).not.toMatch(/https?:|<style|style=|<script(?! type="module" src="main.js")/);
  for (const [, file = ''] of page.body.matchAll(/(?:href|src)="([^":]+)"/g)) {
    expect(await ask(simulator, file)).toMatchObject({ status: 200 });
  }
});

it.each(['tsconfig.json', 'missing.js', '..%2f..%2fsimulator.ts', 'a/../main.js%00', 'Main.js'])(
  'does not serve %s',
  async (path) => {
    const simulator = await startSimulator();
    expect(await ask(simulator, path)).toMatchObject({ status: 404, body: '' });
  },
);

it('keeps its token out of every request', async () => {
  const simulator = await startSimulator();
  expect(new URL(simulator.phoneUrl)).toMatchObject({ pathname: '/phone/', search: '' });
  expect(simulator.phoneUrl).toMatch(/#token=[\w-]{32}$/);
  expect((await startSimulator()).phoneUrl.split('#')[1]).not.toBe(
    simulator.phoneUrl.split('#')[1],
  );
});

it.each([
  ['without a token', { authorization: '' }],
  ['with a wrong token', { authorization: `Bearer ${'A'.repeat(32)}` }],
  ['from a page of another origin', { origin: 'https://example.com' }],
  ['from a page without an origin', { origin: 'null' }],
  ['by a name that was rebound', { host: 'example.com' }],
])('refuses a request %s', async (_name, headers: Record<string, string>) => {
  const simulator = await startSimulator();
  const said = JSON.stringify({ from: 'zhangsan', text: 'hi' });
  const all = { ...key(simulator), ...headers };
  const post = { method: 'POST', headers: all, body: said };
  expect(await ask(simulator, 'api/say', post)).toMatchObject({ status: 403 });
  expect(await ask(simulator, 'api/events', { headers: all })).toMatchObject({ status: 403 });
  expect(await ask(simulator, 'api/media/1', { headers: all })).toMatchObject({ status: 403 });
  expect(simulator.chat('zhangsan')).toEqual([]);
});

it('serves not even the page to a rebound name', async () => {
  const simulator = await startSimulator();
  expect(await ask(simulator, './', { headers: { host: 'example.com' } })).toMatchObject({
    status: 403,
  });
});

it.each([
  ['say', { text: 'nobody' }, 400],
  ['say', { from: '', text: 'x' }, 400],
  ['say', { from: 'zhangsan', kind: 'video' }, 400],
  ['say', { from: 'zhangsan', group: 'project', kind: 'image' }, 400],
  ['say', { from: 'zhangsan', text: 'x'.repeat(70_000) }, 413],
  ['trouble', { what: 'everything' }, 400],
  ['confirm', { scode: 7 }, 400],
  ['toString', {}, 404],
])('answers %s with %j by status %i', async (action, body, status) => {
  const simulator = await startSimulator();
  expect(await act(simulator, action, body)).toBe(status);
});

it('scans the newest code and confirms it', async () => {
  const simulator = await startSimulator();
  expect(await act(simulator, 'scan')).toEqual({ result: 'none' });
  await makeCode(simulator);
  const scode = await makeCode(simulator);
  expect(await act(simulator, 'scan')).toEqual({ result: 'scanned', scode });
  expect(simulator.qr.status(scode)).toBe('scaned');
  expect(await act(simulator, 'confirm', { scode })).toEqual({ result: 'confirmed' });
  expect(simulator.qr.status(scode)).toBe('success');
  expect(await act(simulator, 'scan')).toEqual({ result: 'used' });
});

it('says that a code expired, before it was scanned or between scan and confirm', async () => {
  const simulator = await startSimulator();
  const scode = await makeCode(simulator);
  await act(simulator, 'scan');
  simulator.qr.expire(scode);
  expect(await act(simulator, 'confirm', { scode })).toEqual({ result: 'expired' });
  expect(await act(simulator, 'scan')).toEqual({ result: 'expired' });
});

it('tells a page that is opened everything so far, and then what changes', async () => {
  const simulator = await startSimulator();
  const client = await subscribedRaw(simulator);
  const { reqId } = simulator.say({ from: 'zhangsan', text: 'early' });
  const news = await follow(simulator);
  await expect.poll(() => entriesOf(news)).toMatchObject([{ text: 'early', from: 'zhangsan' }]);
  await client.request('aibot_respond_msg', stream('s', '<think>hm</think>', false), reqId);
  await client.request('aibot_respond_msg', stream('s', 'answer', true), reqId);
  await expect
    .poll(() => entriesOf(news))
    .toMatchObject([
      { id: 1 },
      { id: 2, kind: 'bubble', state: 'thinking', thinking: 'hm', content: '' },
      { id: 2, kind: 'bubble', state: 'finished', content: 'answer' },
    ]);
});

it('tells whether a bot is bound and hears', async () => {
  const simulator = await startSimulator();
  const news = await follow(simulator);
  const last = () => statesOf(news).at(-1);
  await expect.poll(last).toMatchObject({ bound: false, online: false, code: 'none' });
  await makeCode(simulator);
  await expect.poll(last).toMatchObject({ bound: false, code: 'waiting' });
  const client = await subscribedRaw(simulator);
  await expect.poll(last).toMatchObject({ bound: true, online: true });
  client.socket.terminate();
  await expect.poll(last).toMatchObject({ bound: true, online: false });
});

it('says what a person typed, in a group with a mention', async () => {
  const simulator = await startSimulator();
  const { received } = await subscribedRaw(simulator);
  expect(await act(simulator, 'say', { from: 'lisi', text: 'hi' })).toEqual({ delivered: true });
  await act(simulator, 'say', { from: 'lisi', group: 'project', text: 'all' });
  await act(simulator, 'say', { from: 'lisi', group: 'project', text: 'aside', mention: false });
  await act(simulator, 'say', { from: 'lisi', kind: 'voice', text: 'spoken' });
  await expect
    .poll(() => received.filter(({ cmd }) => cmd === 'aibot_msg_callback'))
    .toMatchObject([
      { body: { chattype: 'single', from: { userid: 'lisi' }, text: { content: 'hi' } } },
      { body: { chatid: 'project', text: { content: '@Bot all' } } },
      { body: { chatid: 'project', text: { content: 'aside' } } },
      { body: { msgtype: 'voice', voice: { content: 'spoken' } } },
    ]);
});

it('marks what nobody heard', async () => {
  const simulator = await startSimulator();
  const news = await follow(simulator);
  expect(await act(simulator, 'say', { from: 'lisi', text: 'hi' })).toEqual({ delivered: false });
  expect(simulator.chat('lisi')).toMatchObject([{ text: 'hi', undelivered: true }]);
  await expect.poll(() => entriesOf(news).at(-1)).toMatchObject({ text: 'hi', undelivered: true });
});

it('sends a real picture and a real file, and quotes them', async () => {
  const simulator = await startSimulator();
  const { received } = await subscribedRaw(simulator);
  await act(simulator, 'say', { from: 'lisi', kind: 'image' });
  await act(simulator, 'say', { from: 'lisi', kind: 'file' });
  await act(simulator, 'say', { from: 'lisi', group: 'project', text: 'see', quote: 1 });
  await expect
    .poll(() => received.filter(({ cmd }) => cmd === 'aibot_msg_callback'))
    .toMatchObject([
      { body: { msgtype: 'image', image: { aeskey: expect.any(String) } } },
      { body: { msgtype: 'file', file: { aeskey: expect.any(String) } } },
      {
        body: {
          text: { content: '@Bot see' },
          quote: { msgtype: 'image', image: { url: expect.any(String) } },
        },
      },
    ]);
  const picture = await fetch(new URL('api/media/1', simulator.phoneUrl), {
    headers: key(simulator),
  });
  const bytes = Buffer.from(await picture.arrayBuffer());
  expect(bytes.toString('latin1', 0, 8)).toBe('\x89PNG\r\n\x1a\n');
  expect(await ask(simulator, 'api/media/3', { headers: key(simulator) })).toMatchObject({
    status: 404,
  });
});

it('tells the bot once a day that a person opened the chat', async () => {
  let now = new Date(2030, 0, 1, 9).getTime();
  const simulator = await startSimulator({ now: () => now });
  expect(await act(simulator, 'enter', { from: 'lisi' })).toEqual({ delivered: false });
  await subscribedRaw(simulator);
  expect(await act(simulator, 'enter', { from: 'lisi' })).toEqual({ delivered: true });
  expect(await act(simulator, 'enter', { from: 'lisi' })).toEqual({ delivered: false });
  expect(await act(simulator, 'enter', { from: 'zhangsan' })).toEqual({ delivered: true });
  now = new Date(2030, 0, 2, 0, 1).getTime();
  expect(await act(simulator, 'enter', { from: 'lisi' })).toEqual({ delivered: true });
});

it('shows of a card what fits, and presses its buttons', async () => {
  const simulator = await startSimulator();
  const news = await follow(simulator);
  const client = await subscribedRaw(simulator);
  const { reqId } = simulator.say({ from: 'lisi', text: 'card' });
  const card = {
    card_type: 'button_interaction',
    task_id: 'task-1',
    main_title: { title: 'Deploy?', desc: 7 },
    horizontal_content_list: [{ keyname: 'Branch', value: 'main' }, 'nonsense'],
    button_selection: { question_key: 'q', option_list: [{ id: 'a', text: 'A' }] },
    button_list: [{ text: 'Go', key: 'go' }, { text: 'no key' }],
  };
  const body = { msgtype: 'template_card', template_card: card };
  await client.request('aibot_respond_msg', body, reqId);
  await expect.poll(() => entriesOf(news).at(-1)).toMatchObject({ id: 2, card: {} });
  expect(entriesOf(news).at(-1)).toMatchObject({
    card: {
      title: 'Deploy?',
      facts: [{ name: 'Branch', value: 'main' }],
      choices: [{ key: 'q', options: [{ id: 'a', text: 'A', chosen: true }] }],
      buttons: [{ text: 'Go', key: 'go', primary: true }],
    },
  });
  const press = { from: 'lisi', entry: 2, eventKey: 'go', selected: { q: ['a'] } };
  expect(await act(simulator, 'card', press)).toEqual({ delivered: true });
  expect(await act(simulator, 'card', { ...press, entry: 1 })).toEqual({ delivered: false });
  await expect
    .poll(() => client.received.at(-1))
    .toMatchObject({
      body: {
        event: {
          eventtype: 'template_card_event',
          template_card_event: { event_key: 'go', task_id: 'task-1' },
        },
      },
    });
});

it('makes trouble: another device, a cut, and a WeCom that cannot be reached', async () => {
  const simulator = await startSimulator();
  expect(await act(simulator, 'trouble', { what: 'displace' })).toEqual({ done: false });
  const first = await subscribedRaw(simulator);
  expect(await act(simulator, 'trouble', { what: 'displace' })).toEqual({ done: true });
  await expect
    .poll(() => first.received.at(-1))
    .toMatchObject({ body: { event: { eventtype: 'disconnected_event' } } });
  await act(simulator, 'trouble', { what: 'cut' });
  await expect.poll(() => simulator.connections).toBe(0);
  await act(simulator, 'trouble', { what: 'unreachable' });
  await expect(subscribedRaw(simulator)).rejects.toThrow('503');
  await act(simulator, 'trouble', { what: 'reachable' });
  await subscribedRaw(simulator);
  expect(simulator.online).toBe(true);
});

it('survives a request whose target is no address', async () => {
  const simulator = await startSimulator();
  const { hostname, port } = new URL(simulator.httpUrl);
  const answer = await new Promise<number | undefined>((resolve, reject) => {
    const asked = request({ hostname, port, path: '//' }, (response) => {
      resolve(response.resume().statusCode);
    });
    asked.on('error', reject).end();
  });
  expect(answer).toBe(400);
  expect((await ask(simulator, '/phone/')).status).toBe(200);
});
