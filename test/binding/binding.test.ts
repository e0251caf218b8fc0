import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Credentials } from '../../src/main/binding/answers.ts';
import {
  type BindingEvent,
  type BindingOptions,
  type BindingResult,
  bind,
} from '../../src/main/binding/binding.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { createTestClock, type TestClock } from '../fixtures/clock.ts';

interface Binding {
  readonly events: readonly BindingEvent[];
  readonly result: Promise<BindingResult>;
  readonly clock: TestClock;
  readonly cancel: () => void;
  /** Resolves once the last event is of this state. */
  readonly reached: (state: BindingEvent['state']) => Promise<void>;
  /** Lets poll after poll happen until the last event is of this state. */
  readonly polledUntil: (state: BindingEvent['state']) => Promise<void>;
  /** Lets the next poll happen, unless one is under way. */
  readonly poll: () => void;
}

const WAIT = { timeout: 4000, interval: 20 };

function startBinding(options: Partial<BindingOptions>): Binding {
  const clock = createTestClock();
  const events: BindingEvent[] = [];
  const cancelled = new AbortController();
  onTestFinished(() => cancelled.abort());
  let asking = 0;
  const result = bind({
    clock,
    fetch: async (...request) => {
      asking += 1;
      return fetch(...request).finally(() => {
        asking -= 1;
      });
    },
    verify: async () => ({ ok: true }),
    signal: cancelled.signal,
    onEvent: (event) => events.push(event),
    ...options,
  });
  const expectLast = (state: BindingEvent['state']) => () =>
    expect(events.at(-1)?.state).toBe(state);
  const poll = () => {
    if (asking === 0) clock.advance(3000);
  };
  return {
    events,
    result,
    clock,
    cancel: () => cancelled.abort(),
    reached: (state) => vi.waitFor(expectLast(state), WAIT),
    polledUntil: (state) =>
      vi.waitFor(() => {
        poll();
        expectLast(state)();
      }, WAIT),
    poll,
  };
}

async function startSimulator(): Promise<Simulator> {
  const simulator = await createSimulator();
  onTestFinished(() => simulator.close());
  return simulator;
}

/** A server that answers as no WeCom would. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function codeOf(simulator: Simulator): string {
  const code = simulator.qr.latest();
  if (!code) throw new Error('No QR code was made.');
  return code;
}

describe('a binding', () => {
  it('goes from the code over scan and confirm to a bot that was tried out', async () => {
    const simulator = await startSimulator();
    const tried: Credentials[] = [];
    const binding = startBinding({
      baseUrl: simulator.httpUrl,
      verify: async (credentials) => {
        tried.push(credentials);
        return { ok: true };
      },
    });
    await binding.reached('waiting');
    simulator.qr.scan(codeOf(simulator));
    await binding.polledUntil('scanned');
    simulator.qr.confirm(codeOf(simulator));
    await binding.polledUntil('bound');

    const [bot] = simulator.bots;
    const credentials = { botId: bot?.id, secret: bot?.secret };
    expect(await binding.result).toEqual({ state: 'bound', credentials });
    expect(tried).toEqual([credentials]);
    expect(binding.events).toEqual([
      { state: 'requesting' },
      {
        state: 'waiting',
        link: `${simulator.httpUrl}/ai/qc/c?s=${codeOf(simulator)}`,
        until: expect.any(Number),
      },
      { state: 'scanned' },
      { state: 'verifying' },
      { state: 'bound', botId: bot?.id },
    ]);
  });

  it('says who asks and on what platform', async () => {
    const simulator = await startSimulator();
    const binding = startBinding({ baseUrl: `${simulator.httpUrl}/` });
    await binding.reached('waiting');
    expect(simulator.httpRequests[0]?.path).toMatch(
      /^\/ai\/qc\/generate\?source=picoclaw&sourceID=picoclaw&plat=[0-3]$/,
    );
  });

  it('never shows the secret in an event', async () => {
    const simulator = await startSimulator();
    const binding = startBinding({ baseUrl: simulator.httpUrl });
    await binding.reached('waiting');
    simulator.qr.confirm(codeOf(simulator));
    await binding.polledUntil('bound');
    expect(JSON.stringify(binding.events)).not.toContain(simulator.bots[0]?.secret);
  });

  it('fails where the new bot cannot connect', async () => {
    const simulator = await startSimulator();
    const binding = startBinding({
      baseUrl: simulator.httpUrl,
      verify: async () => ({ ok: false, message: '853000 wrong secret' }),
    });
    await binding.reached('waiting');
    simulator.qr.confirm(codeOf(simulator));
    await binding.polledUntil('failed');
    expect(await binding.result).toEqual({
      state: 'failed',
      reason: 'unverified',
      message: 'The new bot could not connect: 853000 wrong secret',
    });
  });

  it('gives the new bot 30 seconds to connect', async () => {
    const simulator = await startSimulator();
    const binding = startBinding({
      baseUrl: simulator.httpUrl,
      verify: (_credentials, signal) =>
        new Promise((resolve) => {
          const late = { ok: false, message: 'no answer' } as const;
          signal.addEventListener('abort', () => resolve(late));
        }),
    });
    await binding.reached('waiting');
    simulator.qr.confirm(codeOf(simulator));
    await binding.polledUntil('verifying');
    binding.clock.advance(30_000);
    expect(await binding.result).toMatchObject({ state: 'failed', reason: 'unverified' });
  });
});

describe('waiting for the phone', () => {
  it('takes a failed poll and an unknown status for no news', async () => {
    const simulator = await startSimulator();
    const binding = startBinding({ baseUrl: simulator.httpUrl });
    await binding.reached('waiting');
    simulator.qr.failNextPolls(2);
    simulator.qr.report(codeOf(simulator), 'pondering');
    const polls = () =>
      simulator.httpRequests.filter(({ path }) => path.startsWith('/ai/qc/query_result?')).length;
    await vi.waitFor(() => {
      binding.poll();
      expect(polls()).toBeGreaterThan(3);
    }, WAIT);
    expect(binding.events.at(-1)?.state).toBe('waiting');
    simulator.qr.report(codeOf(simulator), 'scanned');
    await binding.polledUntil('scanned');
  });

  it('ends with a code that expired', async () => {
    const simulator = await startSimulator();
    const binding = startBinding({ baseUrl: simulator.httpUrl });
    await binding.reached('waiting');
    simulator.qr.expire(codeOf(simulator));
    await binding.polledUntil('expired');
    expect(await binding.result).toEqual({ state: 'expired' });
  });

  it('ends after its time, also while a poll hangs', async () => {
    const base = await serve((request, response) => {
      if (!request.url?.startsWith('/ai/qc/generate')) return;
      const data = { scode: 'abc', auth_url: 'https://work.weixin.qq.com/x' };
      response.end(JSON.stringify({ data }));
    });
    const binding = startBinding({ baseUrl: base, timeoutMs: 10_000 });
    await binding.reached('waiting');
    expect(binding.events.at(-1)).toMatchObject({ until: binding.clock.wall() + 10_000 });
    binding.clock.advance(3000);
    binding.clock.advance(7000);
    expect(await binding.result).toEqual({ state: 'timeout' });
    expect(binding.clock.pending).toBe(0);
  });

  it('ends at once when it is cancelled', async () => {
    const simulator = await startSimulator();
    const binding = startBinding({ baseUrl: simulator.httpUrl });
    await binding.reached('waiting');
    binding.cancel();
    expect(await binding.result).toEqual({ state: 'cancelled' });
    expect(binding.clock.pending).toBe(0);
  });

  it('fails on a confirmation without a secret', async () => {
    const simulator = await startSimulator();
    const binding = startBinding({ baseUrl: simulator.httpUrl });
    await binding.reached('waiting');
    simulator.qr.confirmWithoutSecret(codeOf(simulator));
    await binding.polledUntil('failed');
    expect(await binding.result).toMatchObject({ state: 'failed', reason: 'unreadable' });
  });
});

describe('asking for a code', () => {
  it('fails with the words of WeCom where it refuses', async () => {
    const simulator = await startSimulator();
    simulator.qr.failNextCodes(1);
    const binding = startBinding({ baseUrl: simulator.httpUrl });
    expect(await binding.result).toEqual({
      state: 'failed',
      reason: 'refused',
      message: 'WeCom made no QR code (-1 system error). Try again later.',
    });
    expect(binding.events.map(({ state }) => state)).toEqual(['requesting', 'failed']);
  });

  it('fails where nobody listens', async () => {
    const binding = startBinding({ baseUrl: 'http://127.0.0.1:1' });
    expect(await binding.result).toMatchObject({
      state: 'failed',
      reason: 'unreachable',
      message: expect.stringMatching(/^127\.0\.0\.1:1 could not be asked: .*Check the network\.$/),
    });
  });

  it('fails where no answer comes in 15 seconds', async () => {
    const asked = Promise.withResolvers<void>();
    const binding = startBinding({ baseUrl: await serve(() => asked.resolve()) });
    await asked.promise;
    binding.clock.advance(15_000);
    expect(await binding.result).toMatchObject({
      state: 'failed',
      reason: 'unreachable',
      message: expect.stringMatching(/did not answer in time/),
    });
  });

  it('can be cancelled', async () => {
    const asked = Promise.withResolvers<void>();
    const binding = startBinding({ baseUrl: await serve(() => asked.resolve()) });
    await asked.promise;
    binding.cancel();
    expect(await binding.result).toEqual({ state: 'cancelled' });
  });

  it('fails on a page that is no code', async () => {
    const base = await serve((_request, response) => response.end('{"data":{"scode":"a/b"}}'));
    const binding = startBinding({ baseUrl: base });
    expect(await binding.result).toMatchObject({ state: 'failed', reason: 'unreadable' });
  });

  it.each(['http://work.weixin.qq.com', 'ftp://127.0.0.1', 'https://a:b@host', 'nonsense'])(
    'refuses the address %s before anything is sent',
    async (baseUrl) => {
      const binding = startBinding({ baseUrl });
      expect(await binding.result).toMatchObject({ state: 'failed', reason: 'address' });
      expect(binding.events).toHaveLength(1);
    },
  );
});
