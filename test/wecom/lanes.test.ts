import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/main/channel/channel.ts';
import { ACK_TIMEOUT, createLanes } from '../../src/main/wecom/lanes.ts';
import type { OutboundFrame } from '../../src/main/wecom/protocol.ts';
import { createTestClock } from '../fixtures/clock.ts';

/** Lanes over a wire that can be cut, with all that was written to it. */
function setUp() {
  const clock = createTestClock();
  const written: string[] = [];
  let open = true;
  const lanes = createLanes((frame) => {
    if (open) written.push(nameOf(frame));
    return open;
  }, clock);
  return {
    clock,
    written,
    lanes,
    send: (lane: string, name: string, timeout?: number) =>
      watch(lanes.send(frameOf(lane, name), timeout)),
    ack: (lane: string, code = 0, message = '') =>
      lanes.acknowledge(lane, { code, message, body: { by: 'WeCom' } }),
    cut() {
      open = false;
    },
  };
}

function frameOf(lane: string, name: string): OutboundFrame {
  return { cmd: 'aibot_respond_msg', headers: { req_id: lane }, body: { name } };
}

function nameOf(frame: OutboundFrame): string {
  return `${frame.headers.req_id} ${String(frame.body?.name)}`;
}

/** A promise, and what it settled with so far. */
function watch(promise: Promise<Outcome>) {
  const watched: { promise: Promise<Outcome>; outcome: Outcome | undefined } = {
    promise,
    outcome: undefined,
  };
  void promise.then((outcome) => {
    watched.outcome = outcome;
  });
  return watched;
}

/** Lets everything that is settled be told. */
const told = () => new Promise((resolve) => setImmediate(resolve));

const acked = { kind: 'acked', body: { by: 'WeCom' } };

describe('frames of one request id', () => {
  it('go out one at a time, each after the acknowledgement of the last', async () => {
    const { written, send, ack } = setUp();
    const sends = ['1', '2', '3'].map((name) => send('a', name));
    expect(written).toEqual(['a 1']);
    expect(ack('a')).toBe(true);
    expect(written).toEqual(['a 1', 'a 2']);
    ack('a');
    ack('a');
    expect(await Promise.all(sends.map(({ promise }) => promise))).toEqual([acked, acked, acked]);
    expect(written).toEqual(['a 1', 'a 2', 'a 3']);
  });

  it('do not wait for those of another', () => {
    const { written, send, lanes } = setUp();
    for (const lane of ['a', 'b', 'c']) send(lane, '1');
    expect(written).toEqual(['a 1', 'b 1', 'c 1']);
    expect(lanes.size).toBe(3);
  });

  it('go on after one was refused, which is told its code and what it asks for', async () => {
    const { written, send, ack } = setUp();
    const { promise } = send('a', '1');
    send('a', '2');
    ack('a', 846608, 'stream message update expired');
    expect(await promise).toEqual({
      kind: 'refused',
      code: 846608,
      message: 'stream message update expired',
      reaction: 'push',
    });
    expect(written).toEqual(['a 1', 'a 2']);
  });

  it('leave nothing behind once all are answered', () => {
    const { clock, send, ack, lanes } = setUp();
    send('a', '1');
    send('a', '2');
    ack('a');
    ack('a');
    expect(lanes.size).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('are unsent where they cannot be written', async () => {
    const { clock, lanes, send, cut } = setUp();
    cut();
    expect(await send('a', '1').promise).toMatchObject({ kind: 'unsent' });
    expect(lanes.size).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('that wait are unsent too where the wire was cut under them', async () => {
    const { send, ack, cut } = setUp();
    const sends = ['1', '2', '3'].map((name) => send('a', name));
    cut();
    ack('a');
    const outcomes = await Promise.all(sends.map(({ promise }) => promise));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['acked', 'unsent', 'unsent']);
  });
});

it('an acknowledgement that nobody waits for is told so', () => {
  const { send, ack } = setUp();
  expect(ack('a')).toBe(false);
  send('a', '1');
  expect(ack('b')).toBe(false);
  expect(ack('a')).toBe(true);
  expect(ack('a')).toBe(false);
});

describe('a missed acknowledgement', () => {
  it('makes the outcome unknown after 15 seconds, or the time asked for', async () => {
    const { clock, send } = setUp();
    const usual = send('a', '1');
    const patient = send('b', '1', 30_000);
    clock.advance(ACK_TIMEOUT - 1);
    await told();
    expect(usual.outcome).toBeUndefined();
    clock.advance(1);
    await told();
    expect(usual.outcome).toMatchObject({ kind: 'unknown', cause: 'timeout' });
    expect(patient.outcome).toBeUndefined();
    clock.advance(30_000 - ACK_TIMEOUT);
    await told();
    expect(patient.outcome).toMatchObject({ kind: 'unknown', cause: 'timeout' });
  });

  it('holds the next frame back until it comes late; only then is the next one written', async () => {
    const { clock, written, send, ack } = setUp();
    const first = await timedOut({ clock, send });
    expect(written).toEqual(['a 1']);
    const second = send('a', '2');
    clock.advance(ACK_TIMEOUT - 1);
    expect(written).toEqual(['a 1']);
    expect(ack('a')).toBe(true);
    expect(written).toEqual(['a 1', 'a 2']);
    await told();
    expect(await first.late).toEqual(acked);
    expect(second.outcome).toBeUndefined();
    ack('a', 846605);
    expect(await second.promise).toMatchObject({ kind: 'refused', code: 846605 });
  });

  it('that comes late as a refusal is told as one', async () => {
    const { clock, send, ack } = setUp();
    const { late } = await timedOut({ clock, send });
    ack('a', 846608);
    expect(await late).toMatchObject({ kind: 'refused', code: 846608, reaction: 'push' });
  });

  it('gives the frames behind it back unsent after their own time', async () => {
    const { clock, written, send, ack } = setUp();
    await timedOut({ clock, send });
    const second = send('a', '2');
    clock.advance(ACK_TIMEOUT);
    expect(await second.promise).toMatchObject({ kind: 'unsent' });
    ack('a');
    expect(written).toEqual(['a 1']);
  });

  it('is no longer waited for once the connection ended', async () => {
    const { clock, lanes, send, ack } = setUp();
    const { late } = await timedOut({ clock, send });
    lanes.end('gone');
    expect(await late).toBe('lost');
    expect(ack('a')).toBe(false);
  });

  it('does not hold back another request id', async () => {
    const { clock, written, send } = setUp();
    await timedOut({ clock, send });
    send('b', '1');
    expect(written).toEqual(['a 1', 'b 1']);
  });
});

/** Sends one frame in lane `a` whose acknowledgement does not come in time. */
async function timedOut({ clock, send }: Pick<ReturnType<typeof setUp>, 'clock' | 'send'>) {
  const { promise } = send('a', '1');
  clock.advance(ACK_TIMEOUT);
  const outcome = await promise;
  if (outcome.kind !== 'unknown') throw new Error(`It is ${outcome.kind}.`);
  return outcome;
}

describe('a frame that met another (6000)', () => {
  it('is sent again after 200, 600 and 2000 ms, before the next frame, and then refused', async () => {
    const { clock, written, send, ack } = setUp();
    const first = send('a', '1');
    send('a', '2');
    let tries = 1;
    for (const pause of [200, 600, 2000]) {
      ack('a', 6000);
      clock.advance(pause - 1);
      expect(written).toHaveLength(tries);
      clock.advance(1);
      tries += 1;
      expect(written).toEqual(Array(tries).fill('a 1'));
    }
    await told();
    expect(first.outcome).toBeUndefined();
    ack('a', 6000);
    expect(await first.promise).toMatchObject({ kind: 'refused', code: 6000 });
    expect(written).toEqual(['a 1', 'a 1', 'a 1', 'a 1', 'a 2']);
  });

  it('is acknowledged like any other when it gets through', async () => {
    const { clock, send, ack } = setUp();
    const { promise } = send('a', '1');
    ack('a', 6000);
    clock.advance(200);
    ack('a');
    expect(await promise).toEqual(acked);
  });

  it('takes no acknowledgement between two tries: nothing of it is on the wire', async () => {
    const { send, ack } = setUp();
    const first = send('a', '1');
    ack('a', 6000);
    expect(ack('a')).toBe(false);
    await told();
    expect(first.outcome).toBeUndefined();
  });

  it('waits for each acknowledgement its full time', async () => {
    const { clock, send, ack } = setUp();
    const first = send('a', '1');
    clock.advance(ACK_TIMEOUT - 1);
    ack('a', 6000);
    clock.advance(200 + ACK_TIMEOUT - 1);
    await told();
    expect(first.outcome).toBeUndefined();
    clock.advance(1);
    expect(await first.promise).toMatchObject({ kind: 'unknown', cause: 'timeout' });
  });
});

describe('the end of the connection', () => {
  it('settles everything: in flight unknown, waiting unsent', async () => {
    const { clock, lanes, send } = setUp();
    const sends = [send('a', '1'), send('a', '2'), send('b', '1')];
    lanes.end('it was closed');
    const outcomes = await Promise.all(sends.map(({ promise }) => promise));
    expect(outcomes).toEqual([
      { kind: 'unknown', cause: 'lost', late: expect.any(Promise) },
      { kind: 'unsent', reason: 'it was closed' },
      { kind: 'unknown', cause: 'lost', late: expect.any(Promise) },
    ]);
    const [first] = outcomes;
    expect(first?.kind === 'unknown' && (await first.late)).toBe('lost');
    expect(lanes.size).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('leaves a frame unsent that waits for its next try', async () => {
    const { clock, written, lanes, send, ack } = setUp();
    const { promise } = send('a', '1');
    ack('a', 6000);
    lanes.end('it was closed');
    expect(await promise).toEqual({ kind: 'unsent', reason: 'it was closed' });
    clock.advance(10_000);
    expect(written).toEqual(['a 1']);
  });

  it('lets the next connection use the same request id', async () => {
    const { written, lanes, send, ack } = setUp();
    send('a', '1');
    lanes.end('it was closed');
    const { promise } = send('a', '2');
    expect(written).toEqual(['a 1', 'a 2']);
    ack('a');
    expect(await promise).toEqual(acked);
  });
});

describe('an untrusted frame', () => {
  it('goes out at once, and gives up what is in flight and what waits', async () => {
    const { clock, written, lanes, send } = setUp();
    const [first, second] = [send('a', '1'), send('a', '2')];
    expect(lanes.sendUntrusted(frameOf('a', 'last'))).toBe(true);
    expect(written).toEqual(['a 1', 'a last']);
    const given = await first.promise;
    expect(given.kind === 'unknown' && (await given.late)).toBeUndefined();
    expect(await second.promise).toMatchObject({ kind: 'unsent' });
    expect(clock.pending).toBe(0);
  });

  it('goes out although an acknowledgement is in doubt, which is waited for no longer', async () => {
    const { clock, written, lanes, send } = setUp();
    const { late } = await timedOut({ clock, send });
    lanes.sendUntrusted(frameOf('a', 'last'));
    expect(written).toEqual(['a 1', 'a last']);
    expect(await late).toBeUndefined();
  });

  it('is the last of its request id: acknowledgements are swallowed, later frames unsent', async () => {
    const { written, lanes, send, ack } = setUp();
    lanes.sendUntrusted(frameOf('a', 'last'));
    expect(await send('a', 'more').promise).toMatchObject({ kind: 'unsent' });
    expect([ack('a'), ack('a', 6000)]).toEqual([true, true]);
    expect(written).toEqual(['a last']);
  });

  it('says where it could not be written', () => {
    const { lanes, cut } = setUp();
    cut();
    expect(lanes.sendUntrusted(frameOf('a', 'last'))).toBe(false);
  });
});
