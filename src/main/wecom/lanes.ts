import type { Acked, Outcome, Refused } from '../channel/channel.ts';
import type { Clock } from '../clock.ts';
import { reactionTo } from './codes.ts';
import type { OutboundFrame } from './protocol.ts';

/** How long a frame waits for its acknowledgement, in milliseconds. */
export const ACK_TIMEOUT = 15_000;
/** Waits between the tries of a frame that met another (6000), in milliseconds. */
const SERIALISE_WAITS = [200, 600, 2_000];

/** WeCom's answer to a frame: `code` 0 is success. */
export interface Acknowledgement {
  readonly code: number;
  readonly message: string;
  readonly body: unknown;
}

interface Job {
  readonly frame: OutboundFrame;
  readonly timeout: number;
  readonly settle: (outcome: Outcome) => void;
  tries: number;
  /** Between two tries: nothing of it is on the wire. */
  paused: boolean;
  cancelTimer: () => void;
}

/** A frame whose acknowledgement did not come in time, but still may. */
interface Doubt {
  readonly late: (outcome: Acked | Refused | 'lost' | undefined) => void;
}

interface Lane {
  readonly waiting: Job[];
  inFlight: Job | undefined;
  /** Set while the lane is quarantined: the next acknowledgement belongs to this one. */
  doubt: Doubt | undefined;
  /** Set once a frame was written whose acknowledgement nobody trusts; the lane is used no more. */
  closed: boolean;
}

/**
 * Serial sending per request id. An acknowledgement carries nothing but the request id, so the
 * only way to know which frame it answers is to have one in flight (docs/protocol.md
 * § Acknowledgements). After a missed acknowledgement the lane is quarantined: nothing more is
 * written to it until the late one came, because it would be credited to the wrong frame.
 */
export interface Lanes {
  /** Sends after all earlier frames of the same request id; resolves with what became of it. */
  send(frame: OutboundFrame, timeout?: number): Promise<Outcome>;
  /** Writes at once, whatever is in doubt, and gives up on every acknowledgement of this lane. */
  sendUntrusted(frame: OutboundFrame): boolean;
  /** An acknowledgement arrived; false where nobody waits for it. */
  acknowledge(requestId: string, ack: Acknowledgement): boolean;
  /** The frame of a request id that was just written did not leave after all. */
  withdraw(requestId: string): void;
  /** The connection ended: everything in flight is unknown, everything waiting is unsent. */
  end(reason: string): void;
  /** How many lanes hold something. */
  readonly size: number;
}

/** Makes lanes over one connection; `write` puts a frame on the wire, false where it cannot. */
export function createLanes(write: (frame: OutboundFrame) => boolean, clock: Clock): Lanes {
  const lanes = new Map<string, Lane>();

  const laneOf = (requestId: string): Lane => {
    const known = lanes.get(requestId);
    if (known) return known;
    const lane: Lane = { waiting: [], inFlight: undefined, doubt: undefined, closed: false };
    lanes.set(requestId, lane);
    return lane;
  };

  const forgetIfIdle = (requestId: string, lane: Lane) => {
    if (!lane.inFlight && !lane.doubt && !lane.closed && lane.waiting.length === 0) {
      lanes.delete(requestId);
    }
  };

  const pump = (requestId: string, lane: Lane): void => {
    if (lane.inFlight || lane.doubt || lane.closed) return;
    const job = lane.waiting.shift();
    if (!job) return forgetIfIdle(requestId, lane);
    job.cancelTimer();
    lane.inFlight = job;
    transmit(requestId, lane, job);
  };

  const transmit = (requestId: string, lane: Lane, job: Job): void => {
    job.paused = false;
    if (!write(job.frame)) {
      lane.inFlight = undefined;
      job.settle({ kind: 'unsent', reason: 'the connection is not open' });
      return pump(requestId, lane);
    }
    job.cancelTimer = clock.after(job.timeout, () => {
      lane.inFlight = undefined;
      const late = new Promise<Acked | Refused | 'lost' | undefined>((resolve) => {
        lane.doubt = { late: resolve };
      });
      job.settle({ kind: 'unknown', cause: 'timeout', late });
    });
  };

  const answered = (requestId: string, lane: Lane, job: Job, ack: Acknowledgement): void => {
    job.cancelTimer();
    const outcome = outcomeOf(ack);
    const pause = SERIALISE_WAITS[job.tries];
    const met = outcome.kind === 'refused' && outcome.reaction === 'serialise';
    if (met && pause !== undefined) {
      job.tries += 1;
      job.paused = true;
      job.cancelTimer = clock.after(pause, () => transmit(requestId, lane, job));
      return;
    }
    lane.inFlight = undefined;
    job.settle(outcome);
    pump(requestId, lane);
  };

  const drop = (lane: Lane, reason: string, doubted: 'lost' | undefined) => {
    for (const job of lane.waiting.splice(0)) {
      job.cancelTimer();
      job.settle({ kind: 'unsent', reason });
    }
    const { inFlight, doubt } = lane;
    lane.inFlight = undefined;
    lane.doubt = undefined;
    inFlight?.cancelTimer();
    inFlight?.settle(
      inFlight.paused
        ? { kind: 'unsent', reason }
        : { kind: 'unknown', cause: 'lost', late: Promise.resolve(doubted) },
    );
    doubt?.late(doubted);
  };

  return {
    send(frame, timeout = ACK_TIMEOUT) {
      const requestId = frame.headers.req_id;
      const lane = laneOf(requestId);
      return new Promise((settle) => {
        if (lane.closed) return settle({ kind: 'unsent', reason: 'the reply was given up' });
        const job: Job = { frame, timeout, settle, tries: 0, paused: false, cancelTimer: () => {} };
        lane.waiting.push(job);
        job.cancelTimer = clock.after(timeout, () => {
          lane.waiting.splice(lane.waiting.indexOf(job), 1);
          settle({ kind: 'unsent', reason: 'an earlier frame was not acknowledged' });
        });
        pump(requestId, lane);
      });
    },
    sendUntrusted(frame) {
      const lane = laneOf(frame.headers.req_id);
      drop(lane, 'the reply was given up', undefined);
      lane.closed = true;
      return write(frame);
    },
    acknowledge(requestId, ack) {
      const lane = lanes.get(requestId);
      if (!lane) return false;
      if (lane.closed) return true;
      const { inFlight, doubt } = lane;
      if (doubt) {
        lane.doubt = undefined;
        doubt.late(outcomeOf(ack));
        pump(requestId, lane);
        return true;
      }
      if (!inFlight || inFlight.paused) return false;
      answered(requestId, lane, inFlight, ack);
      return true;
    },
    withdraw(requestId) {
      const lane = lanes.get(requestId);
      const job = lane?.inFlight;
      if (!lane || !job) return;
      job.cancelTimer();
      lane.inFlight = undefined;
      job.settle({ kind: 'unsent', reason: 'it could not be recorded' });
    },
    end(reason) {
      for (const lane of lanes.values()) drop(lane, reason, 'lost');
      lanes.clear();
    },
    get size() {
      return lanes.size;
    },
  };
}

function outcomeOf({ code, message, body }: Acknowledgement): Acked | Refused {
  return code === 0
    ? { kind: 'acked', body }
    : { kind: 'refused', code, message, reaction: reactionTo(code, message) };
}
