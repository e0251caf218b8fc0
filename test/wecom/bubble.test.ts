import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/main/channel/channel.ts';
import { openBubble, UPDATE_EVERY } from '../../src/main/wecom/bubble.ts';
import { createTestClock } from '../fixtures/clock.ts';

type Late = Extract<Outcome, { kind: 'unknown' }>['late'] extends Promise<infer T> ? T : never;

/** An open bubble, its frames, and the answers to them. */
function setUp({ sendThinkingMessage = true } = {}) {
  const clock = createTestClock();
  const frames: { at: number; text: string; finish: boolean }[] = [];
  const answers: ((outcome: Outcome) => void)[] = [];
  const bubble = openBubble({
    streamId: 's1',
    sendThinkingMessage,
    clock,
    send: (body) => {
      const { id, content, finish } = body.stream as {
        id: string;
        content: string;
        finish: boolean;
      };
      expect([body.msgtype, id]).toEqual(['stream', 's1']);
      frames.push({ at: clock.monotonic(), text: content, finish });
      return new Promise((resolve) => answers.push(resolve));
    },
  });
  /** Answers the oldest frame that is not answered, and lets the bubble hear of it. */
  const answer = async (outcome: Outcome) => {
    answers.shift()?.(outcome);
    await told();
  };
  return {
    bubble,
    clock,
    frames,
    texts: () => frames.map(({ text }) => text),
    answer,
    ack: () => answer({ kind: 'acked', body: undefined }),
    refuse: (code: number, message = '') =>
      answer({ kind: 'refused', code, message, reaction: 'give-up' }),
    /** Leaves the oldest frame in doubt; the function returned ends that. */
    async doubt() {
      const late = Promise.withResolvers<Late>();
      await answer({ kind: 'unknown', cause: 'timeout', late: late.promise });
      return async (outcome: Late) => {
        late.resolve(outcome);
        await told();
      };
    },
  };
}

/** Lets everything that is settled be told. */
const told = () => new Promise((resolve) => setImmediate(resolve));

/** An open bubble whose opening is acknowledged, half a second later. */
async function opened() {
  const stage = setUp();
  await stage.ack();
  stage.clock.advance(UPDATE_EVERY);
  return stage;
}

describe('the opening', () => {
  it('says that it works on it, before anybody can ask for more', () => {
    const { frames } = setUp();
    expect(frames).toEqual([{ at: 0, text: 'Processing...', finish: false }]);
  });

  it("is WeCom's own animation where no message is wanted", () => {
    const { texts } = setUp({ sendThinkingMessage: false });
    expect(texts()).toEqual(['<think></think>']);
  });

  it('tells what became of it', async () => {
    const { bubble, refuse } = setUp();
    await refuse(846605);
    expect(await bubble.opened).toMatchObject({ kind: 'refused', code: 846605 });
  });
});

describe('updates', () => {
  it('are at least 500 ms apart, also from the opening', async () => {
    const { bubble, clock, frames, ack } = setUp();
    await ack();
    for (let text = 0; text < 300; text++) {
      bubble.update(() => String(text));
      clock.advance(10);
      if (frames.length > 1) await ack();
    }
    const times = frames.map(({ at }) => at);
    expect(times).toEqual([0, 500, 1000, 1500, 2000, 2500, 3000]);
  });

  it('leave at once where the last frame is old enough', async () => {
    const { bubble, clock, texts } = await opened();
    bubble.update(() => 'hello');
    clock.advance(0);
    expect(texts()).toEqual(['Processing...', 'hello']);
  });

  it('show the newest text, rendered when the frame leaves', async () => {
    const { bubble, clock, texts, ack } = setUp();
    await ack();
    let renders = 0;
    for (const text of ['a', 'ab', 'abc']) {
      bubble.update(() => {
        renders += 1;
        return text;
      });
    }
    expect(renders).toBe(0);
    clock.advance(UPDATE_EVERY);
    expect(texts()).toEqual(['Processing...', 'abc']);
    expect(renders).toBe(1);
  });

  it('wait for the acknowledgement of the last frame, however long it takes', async () => {
    const { bubble, clock, texts, ack } = setUp();
    bubble.update(() => 'early');
    clock.advance(10_000);
    expect(texts()).toHaveLength(1);
    bubble.update(() => 'newest');
    await ack();
    clock.advance(UPDATE_EVERY - 1);
    expect(texts()).toHaveLength(1);
    clock.advance(1);
    expect(texts()).toEqual(['Processing...', 'newest']);
  });

  it('send nothing where nothing changed', async () => {
    const { bubble, clock, texts, ack } = await opened();
    bubble.update(() => 'same');
    clock.advance(0);
    await ack();
    bubble.update(() => 'same');
    clock.advance(60_000);
    expect(texts()).toEqual(['Processing...', 'same']);
    expect(clock.pending).toBe(0);
  });

  it('go on with newer text where one could not be sent', async () => {
    const { bubble, clock, texts, answer } = await opened();
    bubble.update(() => 'a');
    clock.advance(0);
    await answer({ kind: 'unsent', reason: 'not online' });
    bubble.update(() => 'ab');
    clock.advance(UPDATE_EVERY);
    expect(texts()).toEqual(['Processing...', 'a', 'ab']);
  });
});

describe('the finish', () => {
  it('follows at once, with its own text', async () => {
    const { bubble, frames, ack } = setUp();
    await ack();
    const finished = bubble.finish('the end');
    expect(frames[1]).toEqual({ at: 0, text: 'the end', finish: true });
    await ack();
    expect(await finished).toMatchObject({ kind: 'acked' });
  });

  it('is sent while an update is on its way; the order is kept by who sends them', async () => {
    const { bubble, clock, frames } = await opened();
    bubble.update(() => 'nearly');
    clock.advance(0);
    void bubble.finish('the end');
    expect(frames.map(({ finish }) => finish)).toEqual([false, false, true]);
  });

  it('is the last frame: an update that waited or comes later is not sent', async () => {
    const { bubble, clock, texts, ack } = setUp();
    await ack();
    bubble.update(() => 'waited');
    void bubble.finish('the end');
    bubble.update(() => 'too late');
    await ack();
    clock.advance(60_000);
    expect(texts()).toEqual(['Processing...', 'the end']);
    expect(clock.pending).toBe(0);
  });
});

describe('a refusal', () => {
  it.each([846608, 40201])('with %i ends the updates, but not the finish', async (code) => {
    const { bubble, clock, texts } = await refusedWith(code);
    bubble.update(() => 'more');
    clock.advance(60_000);
    void bubble.finish('the end');
    expect(texts()).toEqual(['Processing...', 'refused', 'the end']);
  });

  it('of the opening counts too', async () => {
    const { bubble, clock, texts, refuse } = setUp();
    bubble.update(() => 'waits');
    await refuse(846605);
    clock.advance(60_000);
    expect(texts()).toEqual(['Processing...']);
  });

  async function refusedWith(code: number) {
    const stage = await opened();
    stage.bubble.update(() => 'refused');
    stage.clock.advance(0);
    await stage.refuse(code);
    return stage;
  }
});

describe('a frame in doubt', () => {
  it('holds the updates back until its acknowledgement came after all', async () => {
    const { bubble, clock, texts, doubt } = setUp();
    const settle = await doubt();
    bubble.update(() => 'held back');
    clock.advance(60_000);
    expect(texts()).toEqual(['Processing...']);
    await settle({ kind: 'acked', body: undefined });
    clock.advance(UPDATE_EVERY);
    expect(texts()).toEqual(['Processing...', 'held back']);
  });

  it('lets them go on too when the connection is another one', async () => {
    const { bubble, clock, texts, doubt } = setUp();
    const settle = await doubt();
    bubble.update(() => 'held back');
    await settle('lost');
    clock.advance(UPDATE_EVERY);
    expect(texts()).toEqual(['Processing...', 'held back']);
  });

  it('that is refused late counts as a refusal', async () => {
    const { bubble, clock, texts, doubt } = setUp();
    const settle = await doubt();
    bubble.update(() => 'held back');
    await settle({ kind: 'refused', code: 846608, message: '', reaction: 'push' });
    clock.advance(60_000);
    expect(texts()).toEqual(['Processing...']);
  });

  it('does not hold the finish back', async () => {
    const { bubble, doubt, frames } = setUp();
    await doubt();
    void bubble.finish('the end');
    expect(frames).toHaveLength(2);
  });
});
