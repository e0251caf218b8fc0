import { writeSync } from 'node:fs';
import { systemClock } from '../../src/main/clock.ts';
import { openJournal } from '../../src/main/journal/journal.ts';
import { inbound, push, ZHANGSAN } from './messages.ts';

// Records turn after turn until it is killed, and tells each message as soon as it is recorded.
const journal = openJournal(process.argv[2] ?? '', systemClock, (error) => {
  throw error;
});
for (let number = 1; ; number += 1) {
  const receivedAt = systemClock.wall();
  const seq = journal.receive(inbound(number, { receivedAt }), `s${number}`, true);
  if (seq === undefined) continue;
  journal.flush();
  writeSync(1, `heard ${number}\n`);
  const { deliveries } = journal.record({
    channel: 'wecom',
    chatId: ZHANGSAN.id,
    kind: 'answer',
    text: `answer ${number}`,
    answers: { seq, state: 'answered' },
    deliveries: [push('one'), push('two')],
  });
  journal.flush();
  writeSync(1, `said ${number}\n`);
  for (const id of deliveries) journal.settle(id, { state: 'delivered', via: 'push' });
  if (number % 100 === 0) journal.tidy();
}
