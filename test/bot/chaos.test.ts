import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import type { MessageRow } from '../../src/main/journal/rows.ts';
import type { Misdeed, Simulator } from '../../src/simulator/simulator.ts';
import { answers, type RunningBot, simulate, startOnline } from '../fixtures/bot.ts';
import { createTestClock, type TestClock } from '../fixtures/clock.ts';

// Everything that can go wrong, at random but repeatable, while people write. Time runs fast: a
// pump moves the clock, so that minutes of waiting pass in a second.

const PEOPLE = ['anna', 'bo', 'chen', 'duo', 'er'];
const ROUNDS = 60;
const CODES = [6000, 40201, 45009, 846605, 846608, 846609, 40058];

type Trouble =
  | { readonly kind: 'frame'; readonly do: Misdeed; readonly cmd: string }
  | { readonly kind: 'cut' | 'half-open' | 'outage' | 'silent-subscribe' };

const misdeed: fc.Arbitrary<Misdeed> = fc.oneof(
  fc.constantFrom(...CODES).map((refuse) => ({ refuse })),
  fc.constantFrom<Misdeed>('lose-ack', 'ignore', 'close', 'close-after', 'unsubscribe'),
  fc.integer({ min: 1, max: 40 }).map((ackAfterMs) => ({ ackAfterMs })),
);
const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      kind: fc.constant('frame' as const),
      do: misdeed,
      cmd: fc.constantFrom('aibot_respond_msg', 'aibot_send_msg'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Trouble>(
      { kind: 'cut' },
      { kind: 'half-open' },
      { kind: 'outage' },
      { kind: 'silent-subscribe' },
    ),
  },
);

/** Causes trouble; the function returned takes back what has not happened yet. */
function cause(simulator: Simulator, what: Trouble): () => void {
  switch (what.kind) {
    case 'frame':
      return simulator.misbehave({ when: { cmd: what.cmd }, do: what.do });
    case 'silent-subscribe':
      return simulator.misbehave({ when: { cmd: 'aibot_subscribe' }, do: 'ignore' });
    case 'cut':
      simulator.closeConnections();
      return () => {};
    case 'half-open':
      if (simulator.online) simulator.halfOpen();
      return () => {};
    case 'outage':
      simulator.handshakes('reject');
      simulator.closeConnections();
      return () => simulator.handshakes('accept');
  }
}

/** Lets `ms` of the clock's time pass, in steps that leave the sockets room to answer. */
async function pass(clock: TestClock, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 250) {
    clock.advance(250);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** How often the whole answer to a message stands on somebody's phone. */
function shown(simulator: Simulator, person: string, text: string): number {
  return simulator
    .chat(person)
    .filter((entry) => entry.who === 'bot' && entry.content === `answer to ${text}, whole`).length;
}

const isOpen = ({ state }: MessageRow) =>
  state === 'received' || state === 'queued' || state === 'sending';

it.each([1, 2, 3, 4, 5, 6])(
  'whatever goes wrong, every message ends answered or visibly not, and none is said twice (%i)',
  { timeout: 60_000 },
  async (seed) => {
    const clock = createTestClock();
    const simulator = await simulate({ now: clock.wall });
    const running = await startOnline({
      simulator,
      clock,
      async *answer({ text }, signal) {
        yield { type: 'text', delta: `answer to ${text}` };
        for (let waited = 0; waited < 5 && !signal.aborted; waited += 1) {
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
        yield { type: 'text', delta: ', whole' };
      },
    });
    const plan = fc.sample(fc.tuple(trouble, fc.constantFrom(...PEOPLE), fc.boolean()), {
      numRuns: ROUNDS,
      seed,
    });
    const takeBack: (() => void)[] = [];
    for (const [round, [what, from, calm]] of plan.entries()) {
      if (!calm) takeBack.push(cause(simulator, what));
      simulator.say({ from, text: `question ${round}` });
      await pass(clock, 3_000);
      if (round % 5 === 4) simulator.handshakes('accept');
    }
    for (const undo of takeBack) undo();
    await settle(running, simulator, clock);
    judge(running, simulator);
  },
);

/** Lets time run until nothing is under way and the bot answers as if nothing had been. */
async function settle({ bot }: RunningBot, simulator: Simulator, clock: TestClock): Promise<void> {
  let stop = false;
  onTestFinished(() => {
    stop = true;
  });
  const pump = async () => {
    while (!stop) await pass(clock, 5_000);
  };
  void pump();
  await simulator.waitFor(
    () => simulator.online && bot.journal.messages({ limit: 1000 }).every((row) => !isOpen(row)),
    40_000,
  );
  simulator.say({ from: 'last', text: 'still there?' });
  await simulator.waitFor(() => answers(simulator, 'last').length === 1);
  stop = true;
}

function judge({ bot }: RunningBot, simulator: Simulator): void {
  const rows = bot.journal.messages({ limit: 1000 });
  const questions = rows.filter(
    ({ direction, chat_id }) => direction === 'in' && chat_id !== 'last',
  );
  expect(questions.length).toBeGreaterThan(0);
  for (const { seq, text, chat_id } of questions) {
    const said = rows.filter(({ reply_to }) => reply_to === seq);
    expect(said, `${text} has one answer`).toHaveLength(1);
    const [answer] = said;
    const times = shown(simulator, chat_id, text);
    if (answer?.state === 'delivered') expect(times, `${text} was delivered`).toBe(1);
    else if (answer?.state === 'unconfirmed') expect(times, `${text} is in doubt`).toBeLessThan(2);
    else expect([answer?.state, times], `${text} failed`).toEqual(['failed', 0]);
    if (answer?.state !== 'delivered') expect(answer?.note, `${text} has a reason`).toBeTruthy();
  }
}
