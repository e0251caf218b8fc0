import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { FRAME_LIMIT } from '../../src/main/control/peer.ts';
import { servePort } from '../../src/main/control/port.ts';
import {
  countListeners,
  createWarnings,
  type Desk,
  eventually,
  failureOf,
  openDesk,
  portOf,
  rest,
} from './windows.ts';

const STREAMS = [
  ['app.follow', ({ api }: Desk) => api.app.follow()],
  ['bot.follow', ({ api }: Desk) => api.bot.follow()],
  ['binding.start', ({ api }: Desk) => api.binding.start({ keep: 'memory' })],
  ['chats.follow', ({ api }: Desk) => api.chats.follow()],
  ['settings.follow', ({ api }: Desk) => api.settings.follow()],
  ['diagnostics.run', ({ api }: Desk) => api.diagnostics.run()],
  ['diagnostics.log', ({ api }: Desk) => api.diagnostics.log()],
  [
    'agents.test',
    ({ api }: Desk) =>
      api.agents.test({
        agent: {
          kind: 'command',
          command: [process.execPath, '-e', "console.log('hi'); setTimeout(() => {}, 60_000)"],
        },
        question: 'hi',
      }),
  ],
] as const;

describe.each(STREAMS)('the stream %s', (_name, open) => {
  it('leaves no listener behind when its reader leaves', async () => {
    const desk = await openDesk({ bound: false });
    const listeners = countListeners(desk);
    const stream = await open(desk);
    await Promise.race([stream.next(), eventually(() => listeners() > 0)]);
    expect(listeners()).toBeGreaterThan(0);
    await stream.return?.();
    await eventually(() => listeners() === 0);
  });

  it('leaves no listener behind when it is aborted', async () => {
    const desk = await openDesk({ bound: false });
    const listeners = countListeners(desk);
    const left = new AbortController();
    const api = abortable(desk, left.signal);
    const stream = await open({ ...desk, api });
    const reading = stream.next().catch(() => {});
    await eventually(() => listeners() > 0);
    left.abort();
    await eventually(() => listeners() === 0);
    await reading;
  });

  it('leaves no listener behind when the window is gone', async () => {
    const desk = await openDesk({ bound: false });
    const listeners = countListeners(desk);
    const window = desk.window();
    const stream = await open({ ...desk, api: window.api });
    stream.next().catch(() => {});
    await eventually(() => listeners() > 0);
    window.close();
    await eventually(() => listeners() === 0);
  });

  it('ends when another bot takes the place of the last', async () => {
    const desk = await openDesk({ bound: false });
    const listeners = countListeners(desk);
    const stream = await open(desk);
    const items = rest(stream as AsyncIterator<unknown, unknown, void>);
    await eventually(() => listeners() > 0);
    await desk.host.startDemo();
    await items;
    await eventually(() => listeners() === 0);
  });
});

describe('a window’s port', () => {
  it('knows no other procedures', async () => {
    const { api } = await openDesk({ bound: false });
    const unknown = (api as unknown as Record<string, Record<string, () => Promise<unknown>>>)[
      'bot'
    ]?.['explode'];
    expect(await failureOf(unknown?.() ?? Promise.resolve())).toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each([
    ['no JSON', 'hello'],
    ['half a call', '{"i":"1"}'],
    ['an object', { i: '1', p: { u: '/bot/status' } }],
    ['nothing', null],
    ['bytes', new Uint8Array([1, 2])],
    ['too much', 'x'.repeat(FRAME_LIMIT + 1)],
  ])('survives %s', async (_what, frame) => {
    const { router } = await openDesk({ bound: false });
    const { port1, port2 } = new MessageChannel();
    const log = createWarnings();
    const served = servePort({ port: portOf(port1), router, log });
    const answers: unknown[] = [];
    port2.on('message', (data) => answers.push(data));
    port2.postMessage(frame);
    await log.warned();
    port2.postMessage('{"i":"2","p":{"u":"/bot/status"}}');
    await eventually(() => answers.length > 0);
    expect(answers).toEqual([expect.stringContaining('"i":"2"')]);
    served.close();
  });

  it('is closed by the program, which ends all of its streams', async () => {
    const desk = await openDesk({ bound: false });
    const listeners = countListeners(desk);
    const { api, served } = desk.window();
    const stream = await api.bot.follow();
    await stream.next();
    expect(listeners()).toBeGreaterThan(0);
    served.close();
    await eventually(() => listeners() === 0);
  });
});

/** The same API, whose every call ends with `signal`. */
function abortable({ api }: Desk, signal: AbortSignal): Desk['api'] {
  return new Proxy(api, {
    get: (areas, area) =>
      new Proxy(Reflect.get(areas, area), {
        get: (procedures, name) => (input: unknown) =>
          Reflect.get(procedures, name)(input, { signal }),
      }),
  });
}
