import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ConnectionEvent,
  type ConnectionMachine,
  initialMachine,
  type Moment,
  STEADY_AFTER,
  step,
} from '../../src/main/wecom/connection-state.ts';

const at = (monotonic: number, random = 0): Moment => ({
  wall: 1e12 + monotonic,
  monotonic,
  random,
});
const start: ConnectionEvent = { type: 'start' };
const stop: ConnectionEvent = { type: 'stop' };
const opened: ConnectionEvent = { type: 'opened' };
const subscribed: ConnectionEvent = { type: 'subscribed' };
const lost: ConnectionEvent = { type: 'lost', reason: 'closed', detail: 'gone' };
const displaced: ConnectionEvent = { type: 'displaced' };
const due: ConnectionEvent = { type: 'due' };
const wake: ConnectionEvent = { type: 'wake' };
const refusedWith = (code: number, message = ''): ConnectionEvent => ({
  type: 'subscribe-refused',
  code,
  message,
});
const badSecret = refusedWith(853000, 'invalid bot_id or secret');
const throttled = refusedWith(45009, 'api freq out of limit');
const otherwise = refusedWith(40058, 'invalid request parameter');

/** The machine after `events`, all at one moment. */
function after(...events: readonly ConnectionEvent[]): ConnectionMachine {
  return events.reduce((machine, event) => step(machine, event, at(0)), initialMachine);
}

/** How long the machine waits from `moment` on; throws where it does not. */
function pauseOf({ state }: ConnectionMachine, moment: Moment): number {
  if (state.name !== 'waiting') throw new Error(`It is ${state.name}.`);
  return state.until - moment.wall;
}

const machines = {
  stopped: initialMachine,
  connecting: after(start),
  subscribing: after(start, opened),
  online: after(start, opened, subscribed),
  waiting: after(start, lost),
  throttled: after(start, opened, throttled),
  displaced: after(start, opened, subscribed, displaced),
  refused: after(start, opened, badSecret),
};
const names = Object.keys(machines) as (keyof typeof machines)[];

/** Where each event leads from each state; states that are not named stay as they are. */
const transitions: [string, ConnectionEvent, Partial<Record<keyof typeof machines, string>>][] = [
  ['start', start, { stopped: 'connecting', displaced: 'connecting', refused: 'connecting' }],
  ['stop', stop, Object.fromEntries(names.map((name) => [name, 'stopped']))],
  ['opened', opened, { connecting: 'subscribing' }],
  ['subscribed', subscribed, { subscribing: 'online' }],
  ['a wrong secret', badSecret, { subscribing: 'refused' }],
  ['a plea for patience', throttled, { subscribing: 'waiting' }],
  ['another refusal', otherwise, { subscribing: 'waiting' }],
  ['lost', lost, { connecting: 'waiting', subscribing: 'waiting', online: 'waiting' }],
  [
    'displaced',
    displaced,
    { connecting: 'displaced', subscribing: 'displaced', online: 'displaced' },
  ],
  ['due', due, { waiting: 'connecting', throttled: 'connecting' }],
  [
    'wake',
    wake,
    {
      connecting: 'connecting',
      subscribing: 'connecting',
      online: 'connecting',
      waiting: 'connecting',
    },
  ],
];

describe.each(transitions)('on %s', (_, event, leads) => {
  it.each(names)('%s', (name) => {
    const before = machines[name];
    const next = step(before, event, at(0));
    const expected = leads[name];
    if (expected === undefined) expect(next).toBe(before);
    else expect(next.state.name).toBe(expected);
  });
});

describe('waiting', () => {
  const loseAgain = (machine: ConnectionMachine, moment: Moment) =>
    step(step(machine, due, moment), lost, moment);

  it('doubles from 1 s to 60 s, spread over the upper half', () => {
    const bounds = [0, 0.999_999].map((random) => {
      let machine = step(after(start), lost, at(0, random));
      const pauses = [];
      for (let failures = 1; failures <= 8; failures++) {
        pauses.push(Math.round(pauseOf(machine, at(0)) / 100) / 10);
        machine = loseAgain(machine, at(0, random));
      }
      return pauses;
    });
    expect(bounds).toEqual([
      [1, 2, 4, 8, 16, 30, 30, 30],
      [2, 4, 8, 16, 32, 60, 60, 60],
    ]);
  });

  it('doubles from 1 to 10 minutes and a fifth more where WeCom asks for patience', () => {
    const bounds = [0, 0.999_999].map((random) => {
      let machine = machines.stopped;
      const pauses = [];
      for (let throttles = 1; throttles <= 6; throttles++) {
        for (const event of [start, due, opened, throttled]) {
          machine = step(machine, event, at(0, random));
        }
        pauses.push(Math.round(pauseOf(machine, at(0)) / 1000));
      }
      return pauses;
    });
    expect(bounds).toEqual([
      [60, 120, 240, 480, 600, 600],
      [72, 144, 288, 576, 720, 720],
    ]);
  });

  it('tells why, and which attempt comes next', () => {
    expect(machines.waiting.state).toMatchObject({ reason: 'closed', detail: 'gone', attempt: 1 });
    expect(machines.throttled.state).toMatchObject({ reason: 'throttled', attempt: 1 });
    expect(step(machines.subscribing, otherwise, at(0)).state).toMatchObject({
      reason: 'rejected',
      detail: expect.stringContaining('40058'),
    });
    expect(step(machines.waiting, due, at(0)).state).toEqual({ name: 'connecting', attempt: 2 });
  });

  /** Three failures, then online from the moment 0 on. */
  const shaken = [start, lost, due, lost, due, lost, due, opened, subscribed];

  it('starts short again after a minute online', () => {
    const machine = step(after(...shaken), lost, at(STEADY_AFTER));
    expect(machine.failures).toBe(1);
    expect(pauseOf(machine, at(STEADY_AFTER))).toBe(1000);
  });

  it('goes on growing where the connection lasted less than a minute', () => {
    const machine = step(after(...shaken), lost, at(STEADY_AFTER - 1));
    expect(machine.failures).toBe(4);
    expect(pauseOf(machine, at(STEADY_AFTER - 1))).toBe(8000);
  });

  it('forgets its failures when the computer wakes up', () => {
    expect(step(after(...shaken), wake, at(0))).toMatchObject({
      state: { name: 'connecting', attempt: 1 },
      failures: 0,
    });
  });

  it('for patience does not count as a failure, and ends with the next subscription', () => {
    const machine = after(start, opened, throttled, due, opened, subscribed);
    expect(machine).toMatchObject({ failures: 0, throttles: 0 });
  });
});

describe('any sequence of events', () => {
  const events = fc.oneof(
    fc.constantFrom(start, stop, opened, subscribed, displaced, due, wake),
    fc.constantFrom(badSecret, throttled, otherwise, refusedWith(846609)),
    fc
      .constantFrom('unreachable', 'closed', 'silent', 'unsubscribed')
      .map((reason): ConnectionEvent => ({ type: 'lost', reason, detail: reason })),
    // What brings a machine to the later states more often than chance does.
    fc.constantFrom(start, opened, subscribed, due),
  );
  const steps = fc.array(
    fc.record({
      event: events,
      pause: fc.oneof(fc.nat({ max: 100 }), fc.nat({ max: 2 * STEADY_AFTER })),
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    }),
    { maxLength: 80 },
  );

  /** Runs `check` on every step of every sequence. */
  function holds(
    check: (
      before: ConnectionMachine,
      event: ConnectionEvent,
      next: ConnectionMachine,
      moment: Moment,
    ) => void,
  ): void {
    fc.assert(
      fc.property(steps, (sequence) => {
        let machine = initialMachine;
        let now = 0;
        for (const { event, pause, random } of sequence) {
          now += pause;
          const next = step(machine, event, at(now, random));
          check(machine, event, next, at(now, random));
          machine = next;
        }
      }),
      { numRuns: 500 },
    );
  }

  it('leaves a displaced or refused connection off until start or stop', () => {
    holds((before, event, next) => {
      const isOff = before.state.name === 'displaced' || before.state.name === 'refused';
      if (isOff && event !== start && event !== stop) expect(next).toBe(before);
    });
  });

  it('ends with stop, wherever it led', () => {
    holds((before, _event, _next, moment) => {
      expect(step(before, stop, moment)).toEqual(initialMachine);
    });
  });

  it('never waits under 1 s or over 60 s, nor under 60 s or over 12 minutes for patience', () => {
    holds((before, _event, next, moment) => {
      if (next === before || next.state.name !== 'waiting') return;
      const pause = pauseOf(next, moment);
      const [least, most] = next.state.reason === 'throttled' ? [60e3, 720e3] : [1e3, 60e3];
      expect(pause).toBeGreaterThanOrEqual(least);
      expect(pause).toBeLessThanOrEqual(most);
    });
  });

  it('does not shorten the wait for patience, but by stop', () => {
    holds((before, event, next) => {
      const isPatient = before.state.name === 'waiting' && before.state.reason === 'throttled';
      if (isPatient && event !== due && event !== stop) expect(next).toBe(before);
    });
  });

  it('goes online only through a subscription that was asked for on an open socket', () => {
    holds((before, event, next) => {
      if (next === before) return;
      if (next.state.name === 'online')
        expect([before.state.name, event]).toEqual(['subscribing', subscribed]);
      if (next.state.name === 'subscribing') expect(before.state.name).toBe('connecting');
    });
  });

  it('counts attempts from 1', () => {
    holds((_before, _event, next) => {
      if ('attempt' in next.state) expect(next.state.attempt).toBeGreaterThanOrEqual(1);
      expect(next.failures).toBeGreaterThanOrEqual(0);
      expect(next.throttles).toBeGreaterThanOrEqual(0);
    });
  });
});
