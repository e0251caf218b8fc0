import { expect, it } from 'vitest';
import { answers, simulate, startOnline } from '../fixtures/bot.ts';

const CHATS = 100;
const TURNS = 3;

it('300 turns over 100 chats at once are all answered, and the journal is whole', async () => {
  const simulator = await simulate();
  const { bot } = await startOnline({ simulator });
  const users = Array.from({ length: CHATS }, (_, n) => `user${n}`);
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const from of users) simulator.say({ from, text: `${from} ${turn}` });
  }
  await simulator.waitFor(
    () => users.every((user) => answers(simulator, user).length === TURNS),
    60_000,
  );
  await simulator.waitFor(() => bot.status().waiting === 0 && bot.status().turns === 0);
  for (const user of users) {
    expect(answers(simulator, user)).toEqual([0, 1, 2].map((n) => `answer to ${user} ${n}`));
    const rows = bot.journal.messages({ channel: 'wecom', chatId: user, limit: 100 });
    const of = (direction: string) => rows.filter((row) => row.direction === direction);
    expect(of('in').map(({ state }) => state)).toEqual(Array(TURNS).fill('answered'));
    expect(of('out').map(({ state }) => state)).toEqual(Array(TURNS).fill('delivered'));
    expect(of('out').map(({ reply_to }) => reply_to)).toEqual(of('in').map(({ seq }) => seq));
  }
  expect(simulator.frames.filter(({ frame }) => frame.errcode)).toEqual([]);
});
