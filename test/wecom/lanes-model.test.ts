import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Outcome } from '../../src/main/channel/channel.ts';
import { createLanes } from '../../src/main/wecom/lanes.ts';
import type { OutboundFrame } from '../../src/main/wecom/protocol.ts';
import { createTestClock } from '../fixtures/clock.ts';

/** A frame, and what WeCom and the lanes made of it. */
interface Sent {
  /** Its request id. */
  readonly lane: string;
  readonly number: number;
  /** Times that it was written. */
  writes: number;
  /** Times that WeCom refused it with 6000, and it was to be sent again. */
  met: number;
  /** Whether WeCom gave any other answer. */
  answered: boolean;
  outcome?: Outcome;
  late?: unknown;
}

const lane = fc.constantFrom('a', 'b');
const ms = fc.constantFrom(1, 200, 600, 2_000, 14_999, 15_000);
/** An answer is late where enough time passes before it, and lost where none follows. */
const action = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('send'), lane }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('ack', 'refuse', 'meet'), lane }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait'), ms }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('end', 'cut', 'mend') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('abandon'), lane }) },
) as fc.Arbitrary<Action>;
type Action =
  | { readonly do: 'send' | 'ack' | 'refuse' | 'meet' | 'abandon'; readonly lane: string }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'end' | 'cut' | 'mend' };

/** The lanes, and a WeCom at their other end that answers the frames of a lane in order. */
function createModel() {
  const clock = createTestClock();
  const all: Sent[] = [];
  /** Frames on the wire that WeCom has not answered. */
  let unanswered: { readonly lane: string; readonly sent: Sent | undefined }[] = [];
  /** Lanes in which an untrusted frame went out. */
  const abandoned = new Set<string>();
  let open = true;

  const lanes = createLanes((frame) => {
    if (!open) return false;
    const id = frame.headers.req_id;
    const sent = all[Number(frame.body?.number)];
    if (sent) {
      expect(unanswered.map((other) => other.lane)).not.toContain(id);
      sent.writes += 1;
    }
    unanswered.push({ lane: id, sent });
    return true;
  }, clock);

  const send = (id: string) => {
    const sent: Sent = { lane: id, number: all.length, writes: 0, met: 0, answered: false };
    all.push(sent);
    void lanes.send(frameOf(id, sent.number)).then((outcome) => {
      sent.outcome = outcome;
      if (outcome.kind !== 'unknown') return;
      void outcome.late.then((late) => {
        sent.late = late;
      });
    });
  };

  /** The answer carries the number of the frame that it is for, where lanes cannot see it. */
  const answer = (id: string, code: number) => {
    const next = unanswered.find((frame) => frame.lane === id);
    if (!next) return;
    unanswered = unanswered.filter((frame) => frame !== next);
    const { sent } = next;
    if (sent && !abandoned.has(id)) {
      // A late answer is final, whatever it says.
      if (code === 6000 && !sent.outcome) sent.met += 1;
      else sent.answered = true;
    }
    const ack = { code, message: `of ${sent?.number}`, body: sent?.number };
    expect(lanes.acknowledge(id, ack)).toBe(true);
  };

  const run = (act: Action) => {
    switch (act.do) {
      case 'send':
        return send(act.lane);
      case 'ack':
        return answer(act.lane, 0);
      case 'refuse':
        return answer(act.lane, 846608);
      case 'meet':
        return answer(act.lane, 6000);
      case 'wait':
        return clock.advance(act.ms);
      case 'cut':
      case 'mend':
        open = act.do === 'mend';
        return;
      case 'abandon':
        abandoned.add(act.lane);
        lanes.sendUntrusted(frameOf(act.lane));
        return;
      case 'end':
        unanswered = [];
        abandoned.clear();
        return lanes.end('gone');
    }
  };
  return { clock, all, lanes, run };
}

function frameOf(lane: string, number?: number): OutboundFrame {
  return { cmd: 'aibot_respond_msg', headers: { req_id: lane }, body: { number } };
}

/** Lets everything that is settled be told. */
const told = () => new Promise((resolve) => setImmediate(resolve));

/** What was told of a frame is what became of it. */
function expectTrue(sent: Sent): void {
  const { outcome, late, writes, met, answered } = sent;
  expectOwn(sent, outcome);
  expectOwn(sent, late);
  switch (outcome?.kind) {
    case 'acked':
    case 'refused':
      expect(writes).toBeGreaterThan(0);
      return;
    case 'unsent':
      // Sending it again is safe: WeCom refused whatever was written of it.
      expect({ writes, answered }).toEqual({ writes: met, answered: false });
      return;
    case 'unknown':
      expect(writes).toBe(met + 1);
      expect(typeof late === 'object').toBe(answered);
      return;
    default:
      throw new Error('It was never told what became of a frame.');
  }
}

/** An answer names the frame that it is for; this one was credited to `sent`. */
function expectOwn(sent: Sent, answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || !('kind' in answer)) return;
  if (answer.kind === 'acked') expect(answer).toEqual({ kind: 'acked', body: sent.number });
  if (answer.kind === 'refused') expect(answer).toMatchObject({ message: `of ${sent.number}` });
}

it('whatever is sent, answered in time, late or never: no frame is credited with the answer to another', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 60 }), async (actions) => {
      const { clock, all, lanes, run } = createModel();
      for (const act of actions) {
        run(act);
        await told();
      }
      lanes.end('gone');
      await told();
      expect(lanes.size).toBe(0);
      expect(clock.pending).toBe(0);
      for (const sent of all) expectTrue(sent);
    }),
    { numRuns: 500 },
  );
});
