import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Outcome, Route } from '../../src/main/channel/channel.ts';
import { askedChannel, bareChannel, onlineChannel } from './channels.ts';
import { closedPort, sent, startSimulator } from './clients.ts';

const never = new AbortController().signal;
const markdown = { type: 'markdown', text: '**hi**' } as const;
const alice: Route = { id: 'alice', type: 'single' };

/** A channel whose bot may push to alice, and what she and a group are sent. */
async function pusher() {
  const simulator = await startSimulator();
  simulator.knowChat('alice');
  simulator.knowChat('wrGROUP', 'group');
  return { simulator, ...(await onlineChannel(simulator)) };
}

async function fileOf(content: string, name = 'report.txt'): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'push-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  await writeFile(join(dir, name), content);
  return join(dir, name);
}

describe('a push', () => {
  it.each<[Route, object]>([
    [
      { id: 'alice', type: 'single' },
      { chatid: 'alice', chat_type: 1 },
    ],
    [
      { id: 'wrGROUP', type: 'group' },
      { chatid: 'wrGROUP', chat_type: 2 },
    ],
    [{ id: 'wrGROUP', type: undefined }, { chatid: 'wrGROUP' }],
  ])('to %j says which kind of chat it means, where that is known', async (route, target) => {
    const { simulator, channel } = await pusher();
    expect(await channel.push(route, markdown, never)).toMatchObject({ kind: 'acked' });
    expect(sent(simulator, 'aibot_send_msg').map(({ body }) => body)).toEqual([
      { ...target, msgtype: 'markdown', markdown: { content: '**hi**' } },
    ]);
    expect(simulator.chat(route.id)).toMatchObject([{ kind: 'push', content: '**hi**' }]);
  });

  it('into a chat that cannot be reached is refused as such', async () => {
    const { simulator, channel } = await pusher();
    simulator.leaveGroup('wrGROUP');
    for (const [route, code] of [
      [{ id: 'Alice', type: 'single' }, 93006],
      [{ id: 'wrGROUP', type: 'group' }, 93001],
    ] as const) {
      expect(await channel.push(route, markdown, never)).toMatchObject({
        kind: 'refused',
        code,
        reaction: 'unreachable',
      });
    }
  });

  it('without a connection is unsent', async () => {
    const { channel } = await pusher();
    await channel.stop();
    expect(await channel.push(alice, markdown, never)).toMatchObject({ kind: 'unsent' });
  });

  it('whose acknowledgement stays out is unknown', async () => {
    const { simulator, channel, clock } = await pusher();
    simulator.misbehave({ when: { cmd: 'aibot_send_msg' }, do: 'lose-ack' });
    const outcome = channel.push(alice, markdown, never);
    await simulator.waitFor(() => simulator.chat('alice').length === 1);
    clock.advance(15_000);
    expect(await outcome).toMatchObject({ kind: 'unknown', cause: 'timeout' });
  });
});

describe('a pushed file', () => {
  const pushFile = async (channel: Awaited<ReturnType<typeof pusher>>['channel'], path: string) =>
    channel.push(alice, { type: 'media', path }, never);

  it('is uploaded, then sent as what it is', async () => {
    const { simulator, channel } = await pusher();
    const path = await fileOf('the report');
    expect(await pushFile(channel, path)).toMatchObject({ kind: 'acked' });
    const [entry] = simulator.chat('alice');
    expect(entry).toMatchObject({ kind: 'push', msgtype: 'file', media: { name: 'report.txt' } });
    expect(entry && 'media' in entry && entry.media?.bytes.toString()).toBe('the report');
  });

  it('that cannot be sent is refused for good, with the reason', async () => {
    const { simulator, channel } = await pusher();
    expect(await pushFile(channel, await fileOf('tiny'))).toMatchObject({
      kind: 'refused',
      reaction: 'give-up',
      message: expect.stringContaining('report.txt'),
    });
    expect(simulator.chat('alice')).toEqual([]);
  });

  it('whose upload is refused is refused alike', async () => {
    const { simulator, channel } = await pusher();
    simulator.misbehave({ when: { cmd: 'aibot_upload_media_init' }, do: { refuse: 45009 } });
    expect(await pushFile(channel, await fileOf('the report'))).toMatchObject({
      kind: 'refused',
      code: 45009,
      reaction: 'wait',
    });
  });

  it('whose upload has an unknown outcome is unsent: nothing of it was shown', async () => {
    const { simulator, channel, clock } = await pusher();
    simulator.misbehave({ when: { cmd: 'aibot_upload_media_finish' }, do: 'lose-ack' });
    const outcome = pushFile(channel, await fileOf('the report'));
    await simulator.waitFor(() => sent(simulator, 'aibot_upload_media_finish').length === 1);
    clock.advance(15_000);
    expect(await outcome).toMatchObject({ kind: 'unsent' });
    expect(simulator.chat('alice')).toEqual([]);
  });
});

describe("a message's one-use address", () => {
  it('takes an answer while the socket is down, once', async () => {
    const simulator = await startSimulator();
    const { channel, message } = await askedChannel(simulator);
    await channel.stop();
    const url = message.responseUrl ?? '';
    expect(await channel.respondByUrl(url, 'the answer', never)).toMatchObject({ kind: 'acked' });
    expect(simulator.chat('alice')[1]).toMatchObject({
      kind: 'url-reply',
      msgtype: 'markdown',
      content: 'the answer',
    });
    expect(await channel.respondByUrl(url, 'again', never)).toMatchObject({
      kind: 'refused',
      code: 40058,
      reaction: 'push',
    });
    expect(simulator.chat('alice')).toHaveLength(2);
  });

  it.each<[string, RequestListener, Partial<Outcome>]>([
    ['with nothing in particular', (_, response) => response.end(), { kind: 'acked' }],
    ['with errcode 0', (_, response) => response.end('{"errcode":0}'), { kind: 'acked' }],
    [
      'with an error code',
      (_, response) => response.end('{"errcode":45009,"errmsg":"too often"}'),
      { kind: 'refused', code: 45009, message: 'too often', reaction: 'push' },
    ],
    [
      'with an error page',
      (_, response) => response.writeHead(502).end('<html>'),
      { kind: 'refused', code: 502, message: 'HTTP 502', reaction: 'push' },
    ],
    [
      'with the way to somewhere else',
      (_, response) => response.writeHead(307, { location: '/elsewhere' }).end(),
      { kind: 'unknown', cause: 'lost' },
    ],
    ['by hanging up', (request) => request.socket.destroy(), { kind: 'unknown', cause: 'lost' }],
  ])('may answer %s', async (_, answer, outcome) => {
    const { url, requests } = await startHttp(answer);
    const { channel } = bareChannel();
    expect(await channel.respondByUrl(url, 'the answer', never)).toMatchObject(outcome);
    expect(requests()).toBe(1);
  });

  it('that cannot be reached leaves the answer unsent', async () => {
    const { channel } = bareChannel();
    const url = `http://127.0.0.1:${await closedPort()}/`;
    expect(await channel.respondByUrl(url, 'the answer', never)).toMatchObject({ kind: 'unsent' });
  });

  it('is not used by who was cancelled before; what is cancelled on its way is unknown', async () => {
    const arrived = Promise.withResolvers<void>();
    const { url, requests } = await startHttp(() => arrived.resolve());
    const { channel } = bareChannel();
    const cancel = new AbortController();
    const outcome = channel.respondByUrl(url, 'the answer', cancel.signal);
    await arrived.promise;
    cancel.abort();
    expect(await outcome).toMatchObject({ kind: 'unknown', cause: 'lost' });
    expect(await channel.respondByUrl(url, 'the answer', cancel.signal)).toMatchObject({
      kind: 'unsent',
    });
    expect(requests()).toBe(1);
  });
});

/** An HTTP server on loopback that counts its requests. */
async function startHttp(answer: RequestListener) {
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    answer(request, response);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/response?code=1`, requests: () => count };
}
