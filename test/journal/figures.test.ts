import { describe, expect, it } from 'vitest';
import { openTestJournal } from './journals.ts';
import { finish, HOUR, push } from './messages.ts';

/** A journal in which answers come after some time. */
function answering() {
  const opened = openTestJournal();
  const { journal, clock, hear, say } = opened;
  /** Answers a message after `ms`, by the end of its bubble. */
  const answer = (ms: number, said: Partial<Parameters<typeof say>[0]> = {}) => {
    const to = hear();
    clock.advance(ms);
    const { deliveries } = say({ to, parts: [finish('answer')], ...said });
    for (const id of deliveries) journal.settle(id, { state: 'delivered', via: 'finish' });
    return to;
  };
  return { ...opened, answer };
}

describe('the median time to an answer', () => {
  it('is from the message until its answer was complete', () => {
    const { journal, answer } = answering();
    expect(journal.medianAnswerMs(0)).toBeNull();
    for (const ms of [9000, 1000, 3000]) answer(ms);
    expect(journal.medianAnswerMs(0)).toBe(3000);
  });

  it('counts the wait in the outbox, until the first part was pushed', () => {
    const { journal, clock, hear, say } = answering();
    const to = hear();
    clock.advance(1000);
    const { deliveries } = say({ to, parts: [push('one'), push('two')] });
    clock.advance(HOUR);
    journal.settle(deliveries[0] ?? 0, { state: 'delivered', via: 'push' });
    clock.advance(HOUR);
    expect(journal.medianAnswerMs(0)).toBeNull();
    journal.settle(deliveries[1] ?? 0, { state: 'delivered', via: 'push' });
    expect(journal.medianAnswerMs(0)).toBe(HOUR + 1000);
  });

  it('knows no answer in a notice, a failed or a stopped turn, or one that is not delivered', () => {
    const { journal, clock, answer, hear, say } = answering();
    answer(1, { kind: 'notice' });
    answer(1, { state: 'cancelled' });
    answer(1, { state: 'failed' });
    const to = hear();
    const { deliveries } = say({ to, parts: [push('lost')] });
    journal.settle(deliveries[0] ?? 0, { state: 'failed', code: 1, error: 'refused' });
    expect(journal.medianAnswerMs(0)).toBeNull();
    answer(5000);
    expect(journal.medianAnswerMs(0)).toBe(5000);
    clock.advance(1);
    expect(journal.medianAnswerMs(clock.wall())).toBeNull();
  });
});
