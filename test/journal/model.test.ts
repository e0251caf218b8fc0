import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Journal, openJournal, type Settlement } from '../../src/main/journal/journal.ts';
import type { DeliveryState } from '../../src/shared/message.ts';
import { createTestClock, type TestClock } from '../fixtures/clock.ts';
import { fail, temporaryFolder } from './journals.ts';
import { DAY, finish, HOUR, push } from './messages.ts';

/** What ought to be known of a part. */
interface Part {
  readonly id: number;
  readonly message: number;
  readonly chat: string;
  state: DeliveryState;
  attempts: number;
  endsBubble: boolean;
  doubt: boolean;
  due: number;
  expires: number;
}

type Step =
  | {
      readonly do: 'record';
      readonly chat: string;
      readonly parts: number;
      readonly bubble: boolean;
    }
  | { readonly do: 'begin'; readonly chat: string }
  | { readonly do: 'settle'; readonly which: number; readonly settlement: Settlement }
  | { readonly do: 'retry' | 'drop'; readonly which: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'expire' | 'crash' };

const CHATS = ['one', 'other'] as const;
const chat = fc.constantFrom(...CHATS);
const which = fc.nat(20);
const settlement: fc.Arbitrary<Settlement> = fc.oneof(
  fc.record({ state: fc.constant('delivered' as const), via: fc.constant('push' as const) }),
  fc.constant({ state: 'unconfirmed', via: 'push', error: 'no answer' } as const),
  fc.constant({ state: 'failed', code: 40008, error: 'refused' } as const),
  fc.record({
    state: fc.constant('queued' as const),
    notBefore: fc.nat(2 * HOUR),
    error: fc.constant('later'),
    push: fc.boolean(),
    doubt: fc.boolean(),
  }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('record' as const),
    chat,
    parts: fc.integer({ min: 1, max: 3 }),
    bubble: fc.boolean(),
  }),
  { arbitrary: fc.record({ do: fc.constant('begin' as const), chat }), weight: 3 },
  { arbitrary: fc.record({ do: fc.constant('settle' as const), which, settlement }), weight: 4 },
  fc.record({ do: fc.constantFrom('retry' as const, 'drop' as const), which }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.nat(DAY / 2) }),
  fc.record({ do: fc.constantFrom('expire' as const, 'crash' as const) }),
);

const WORST: readonly DeliveryState[] = ['failed', 'sending', 'queued', 'unconfirmed', 'delivered'];

/** A plain list of parts that is to know what the journal knows. */
function createModel(clock: TestClock) {
  const parts: Part[] = [];
  const ofMessage = (message: number) => parts.filter((part) => part.message === message);
  const isOpen = ({ state }: Part) => state === 'queued' || state === 'sending';
  /** The part of a chat whose turn it is, due or not. */
  const turn = (chatId: string) =>
    parts
      .filter((part) => part.chat === chatId && part.state === 'queued')
      .filter(
        (part) => !ofMessage(part.message).some((other) => other.id < part.id && isOpen(other)),
      )
      .toSorted((a, b) => Number(b.endsBubble) - Number(a.endsBubble) || a.id - b.id)[0];
  const end = (part: Part, state: DeliveryState) => {
    part.state = state;
  };
  return {
    parts,
    ofMessage,
    turn,
    messages: () => [...new Set(parts.map(({ message }) => message))],
    messageState: (message: number) =>
      WORST.find((state) => ofMessage(message).some((part) => part.state === state)),
    settle(part: Part, result: Settlement) {
      end(part, result.state);
      if (result.state !== 'queued') return;
      part.due = result.notBefore;
      if (result.push) part.endsBubble = false;
      if (result.doubt) part.doubt = true;
    },
    retry(message: number): boolean {
      const again = ofMessage(message).filter(
        ({ state }) => state === 'failed' || state === 'unconfirmed',
      );
      for (const part of again) {
        Object.assign(part, {
          state: 'queued',
          attempts: 0,
          endsBubble: false,
          doubt: false,
          due: clock.wall(),
          expires: clock.wall() + DAY,
        });
      }
      return again.length > 0;
    },
    drop(message: number): boolean {
      const left = ofMessage(message).filter(({ state }) => state === 'queued');
      for (const part of left) end(part, 'failed');
      return left.length > 0;
    },
    expire(): number {
      const old = parts.filter(
        ({ state, expires }) => state === 'queued' && expires <= clock.wall(),
      );
      for (const part of old) end(part, 'failed');
      return old.length;
    },
    crash(): number {
      const interrupted = parts.filter(({ state }) => state === 'sending');
      for (const part of interrupted) Object.assign(part, { state: 'queued', due: clock.wall() });
      return interrupted.length;
    },
  };
}
type Model = ReturnType<typeof createModel>;

function record(
  model: Model,
  journal: Journal,
  clock: TestClock,
  said: Extract<Step, { do: 'record' }>,
) {
  const to = { id: said.chat, type: 'single' } as const;
  const { seq, deliveries } = journal.record({
    channel: 'wecom',
    chatId: said.chat,
    kind: 'answer',
    text: 'answer',
    deliveries: Array.from({ length: said.parts }, (_, index) =>
      index === 0 && said.bubble ? finish('part', 's1', to) : push('part', to),
    ),
  });
  deliveries.forEach((id, index) => {
    const first = index === 0 && said.bubble;
    model.parts.push({
      id,
      message: seq,
      chat: said.chat,
      state: first ? 'sending' : 'queued',
      attempts: first ? 1 : 0,
      endsBubble: first,
      doubt: false,
      due: clock.wall(),
      expires: clock.wall() + DAY,
    });
  });
}

/** Everything the journal tells of its parts is what the model tells. */
function compare(model: Model, journal: Journal, clock: TestClock): void {
  for (const { id, state, attempts, endsBubble, doubt, due, expires } of model.parts) {
    const row = journal.delivery(id);
    expect({ ...row, endsBubble: row?.stream_id !== null, doubt: row?.doubt === 1 }).toMatchObject({
      state,
      attempts,
      endsBubble,
      doubt,
      not_before: due,
      expires_at: expires,
    });
  }
  for (const message of model.messages()) {
    expect(journal.message(message)?.state).toBe(model.messageState(message));
  }
  for (const chatId of CHATS) {
    const turn = model.turn(chatId);
    const isDue = turn !== undefined && turn.due <= clock.wall();
    expect(journal.nextDelivery('wecom', chatId)?.id).toBe(isDue ? turn.id : undefined);
  }
  const queued = CHATS.filter((chatId) =>
    model.parts.some((part) => part.chat === chatId && part.state === 'queued'),
  );
  expect(journal.dueChats('wecom')).toEqual(
    queued.map((chatId) => ({ chat_id: chatId, due: model.turn(chatId)?.due ?? Infinity })),
  );
  const open = model.parts.filter(({ state }) => state === 'queued' || state === 'sending');
  expect(journal.counts(0).waiting).toBe(open.length);
}

it('the journal knows of every part what a plain list of states knows', { timeout: 60_000 }, () => {
  const dir = temporaryFolder();
  let run = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      run += 1;
      const path = join(dir, `${run}.db`);
      const clock = createTestClock();
      let journal = openJournal(path, clock, fail);
      const model = createModel(clock);
      const pick = <T>(from: readonly T[], index: number) => from[index % from.length];
      const take = (action: Step): void => {
        switch (action.do) {
          case 'record':
            return record(model, journal, clock, action);
          case 'begin': {
            const row = journal.nextDelivery('wecom', action.chat);
            const part = model.parts.find(({ id }) => id === row?.id);
            if (!part) return;
            journal.beginDelivery(part.id);
            part.attempts += 1;
            part.state = 'sending';
            return;
          }
          case 'settle': {
            // A part may also be settled late, after it was marked unconfirmed.
            const tried = model.parts.filter(({ state }) => /sending|unconfirmed/.test(state));
            const part = pick(tried, action.which);
            if (!part) return;
            const { settlement: chosen } = action;
            const result =
              chosen.state === 'queued'
                ? { ...chosen, notBefore: clock.wall() + chosen.notBefore }
                : chosen;
            journal.settle(part.id, result);
            return model.settle(part, result);
          }
          case 'retry':
          case 'drop': {
            const message = pick(model.messages(), action.which) ?? 0;
            expect(journal[action.do](message)).toBe(model[action.do](message));
            return;
          }
          case 'wait':
            return clock.advance(action.ms);
          case 'expire':
            return expect(journal.expireDeliveries()).toBe(model.expire());
          case 'crash':
            journal.close();
            journal = openJournal(path, clock, fail);
            return expect(journal.requeueInterrupted()).toBe(model.crash());
        }
      };
      try {
        for (const action of steps) {
          take(action);
          compare(model, journal, clock);
        }
      } finally {
        journal.close();
      }
    }),
  );
});
