import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openTestJournal } from './journals.ts';
import { DAY, finish, push } from './messages.ts';

/** A journal that is listened to; `told` are the numbers it told since the last look. */
function listening() {
  const opened = openTestJournal();
  const heard: number[] = [];
  let calls = 0;
  const stop = opened.journal.onChange((seqs) => {
    calls += 1;
    heard.push(...seqs);
  });
  const told = async () => {
    await nextTurn();
    return heard.splice(0);
  };
  return { ...opened, told, stop, calls: () => calls };
}

it('a message that comes in, and one that goes out with the question it answers, are told', async () => {
  const { hear, say, told } = listening();
  const question = hear();
  expect(await told()).toEqual([question]);
  const { seq } = say({ to: question });
  expect(await told()).toEqual([seq, question]);
});

it('every step of a delivery is told, also by hand', async () => {
  const { journal, say, told } = listening();
  const { seq } = say({ parts: [push('one')] });
  await told();
  const steps = [
    () => journal.beginDelivery(1),
    () => journal.settle(1, { state: 'unconfirmed', via: 'push', error: 'no answer' }),
    () => journal.takeAsArrived(seq),
    () => journal.settle(1, { state: 'failed', code: 1, error: 'refused' }),
    () => journal.retry(seq),
    () => journal.drop(seq),
  ];
  for (const step of steps) {
    step();
    expect(await told()).toEqual([seq]);
  }
});

it('what was given up, requeued or dropped with the rest is told', async () => {
  const { journal, clock, hear, say, told } = listening();
  const old = hear();
  const { seq } = say({ to: hear(), parts: [finish('one'), push('two')] });
  await told();
  journal.requeueInterrupted();
  expect(await told()).toEqual([seq]);
  journal.dropRest('wecom', 'ZhangSan');
  expect(await told()).toEqual([seq]);
  clock.advance(DAY + 1);
  journal.expireDeliveries();
  expect(await told()).toEqual([seq]);
  journal.unanswered('wecom', DAY);
  expect(await told()).toEqual([old]);
});

it('changes of one turn of the loop are told once', async () => {
  const { journal, say, told, calls } = listening();
  const { seq } = say({ parts: [push('one')] });
  journal.beginDelivery(1);
  journal.settle(1, { state: 'delivered', via: 'push' });
  expect(await told()).toEqual([seq]);
  expect(calls()).toBe(1);
});

it('a step that changes nothing is not told, and who left hears nothing', async () => {
  const { journal, hear, told, stop } = listening();
  expect(journal.retry(99)).toBe(false);
  journal.markRead({ channel: 'wecom', id: 'ZhangSan' }, 1);
  expect(await told()).toEqual([]);
  stop();
  hear();
  expect(await told()).toEqual([]);
});

it('the revision goes up at once, listened to or not', () => {
  const { journal, hear } = openTestJournal();
  const before = journal.revision;
  hear();
  expect(journal.revision).toBeGreaterThan(before);
});

it('a journal that is closed tells nothing of what came before', async () => {
  const { journal, hear, told } = listening();
  hear();
  journal.close();
  expect(await told()).toEqual([]);
});
