import type { ConnectionState, WaitReason } from '../../shared/connection.ts';
import { reactionTo } from './codes.ts';

/** Time online, in milliseconds, after which the next loss starts with the shortest wait again. */
export const STEADY_AFTER = 60_000;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;
const FIRST_THROTTLE = 60_000;
const LONGEST_THROTTLE = 600_000;

/** All that decides what a connection does next. Pure data; {@link step} moves it. */
export interface ConnectionMachine {
  readonly state: ConnectionState;
  /** Failures in a row, for the growing wait. */
  readonly failures: number;
  /** Times in a row that WeCom asked for patience. */
  readonly throttles: number;
  /** Monotonic moment of the last time it went online. */
  readonly onlineAt: number;
}

/** What can happen to a connection. */
export type ConnectionEvent =
  | { readonly type: 'start' }
  | { readonly type: 'stop' }
  | { readonly type: 'opened' }
  | { readonly type: 'subscribed' }
  | { readonly type: 'subscribe-refused'; readonly code: number; readonly message: string }
  | { readonly type: 'lost'; readonly reason: WaitReason; readonly detail: string }
  | { readonly type: 'displaced' }
  | { readonly type: 'due' }
  | { readonly type: 'wake' };

/** The moment of an event: wall and monotonic milliseconds, and a random number in [0, 1). */
export interface Moment {
  readonly wall: number;
  readonly monotonic: number;
  readonly random: number;
}

/** A connection that nobody has started. */
export const initialMachine: ConnectionMachine = {
  state: { name: 'stopped' },
  failures: 0,
  throttles: 0,
  onlineAt: 0,
};

/**
 * The one transition function (docs/protocol.md § Connection). Events that make no sense in a
 * state leave it as it is. Entering `connecting` means: drop what socket there is and dial.
 */
export function step(
  machine: ConnectionMachine,
  event: ConnectionEvent,
  moment: Moment,
): ConnectionMachine {
  const { state } = machine;
  switch (event.type) {
    case 'start':
      return state.name === 'stopped' || state.name === 'displaced' || state.name === 'refused'
        ? { ...initialMachine, state: { name: 'connecting', attempt: 1 } }
        : machine;
    case 'stop':
      return initialMachine;
    case 'opened':
      return state.name === 'connecting'
        ? { ...machine, state: { name: 'subscribing', attempt: state.attempt } }
        : machine;
    case 'subscribed':
      return state.name === 'subscribing'
        ? {
            ...machine,
            state: { name: 'online', since: moment.wall },
            throttles: 0,
            onlineAt: moment.monotonic,
          }
        : machine;
    case 'subscribe-refused':
      return state.name === 'subscribing' ? refused(machine, event, moment) : machine;
    case 'lost':
      return isUp(state) ? wait(machine, event.reason, event.detail, moment) : machine;
    case 'displaced':
      return isUp(state)
        ? { ...initialMachine, state: { name: 'displaced', since: moment.wall } }
        : machine;
    case 'due':
      return state.name === 'waiting' ? dial(machine) : machine;
    case 'wake':
      return wake(machine);
  }
}

function isUp(state: ConnectionState): boolean {
  return state.name === 'connecting' || state.name === 'subscribing' || state.name === 'online';
}

function dial(machine: ConnectionMachine): ConnectionMachine {
  return {
    ...machine,
    state: { name: 'connecting', attempt: machine.failures + machine.throttles + 1 },
  };
}

function wake(machine: ConnectionMachine): ConnectionMachine {
  const { state } = machine;
  const throttled = state.name === 'waiting' && state.reason === 'throttled';
  if (throttled || !(isUp(state) || state.name === 'waiting')) return machine;
  return dial({ ...machine, failures: 0 });
}

function refused(
  machine: ConnectionMachine,
  { code, message }: { readonly code: number; readonly message: string },
  moment: Moment,
): ConnectionMachine {
  switch (reactionTo(code, message)) {
    case 'stop':
      return { ...initialMachine, state: { name: 'refused', code, message } };
    case 'wait':
      return wait(machine, 'throttled', `WeCom asks for patience (${code})`, moment);
    default:
      return wait(machine, 'rejected', `WeCom refused the subscription (${code})`, moment);
  }
}

function wait(
  machine: ConnectionMachine,
  reason: WaitReason,
  detail: string,
  moment: Moment,
): ConnectionMachine {
  const throttled = reason === 'throttled';
  const steady =
    machine.state.name === 'online' && moment.monotonic - machine.onlineAt >= STEADY_AFTER;
  const failures = (steady ? 0 : machine.failures) + (throttled ? 0 : 1);
  const throttles = machine.throttles + (throttled ? 1 : 0);
  const pause = throttled
    ? throttlePause(throttles, moment.random)
    : pauseAfter(failures, moment.random);
  return {
    ...machine,
    failures,
    throttles,
    state: {
      name: 'waiting',
      reason,
      detail,
      attempt: failures + throttles,
      until: moment.wall + pause,
    },
  };
}

/** 1 s doubling to 60 s; jitter spreads it over the upper half, so that clients do not march in step. */
function pauseAfter(failures: number, random: number): number {
  const full = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(failures, 10));
  return Math.max(FIRST_WAIT, Math.round(full * (0.5 + random / 2)));
}

/** 60 s doubling to 10 min, never less than asked, plus up to a fifth. */
function throttlePause(throttles: number, random: number): number {
  const full = Math.min(LONGEST_THROTTLE, FIRST_THROTTLE * 2 ** Math.min(throttles - 1, 10));
  return Math.round(full * (1 + random / 5));
}
