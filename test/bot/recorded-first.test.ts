import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createConversations } from '../../src/main/journal/conversations.ts';
import { openForReading } from '../../src/main/journal/open.ts';
import type { MessageRow } from '../../src/main/journal/rows.ts';
import type { Frame } from '../../src/simulator/simulator.ts';
import { answers, simulate, startOnline, temporaryFolder } from '../fixtures/bot.ts';

/** What another process reads in the journal at the moment WeCom gets a frame. */
async function journalAt(isTheFrame: (frame: Frame) => boolean): Promise<MessageRow[]> {
  const simulator = await simulate();
  const dir = temporaryFolder();
  let seen: MessageRow[] | undefined;
  simulator.misbehave({
    when(frame) {
      if (!seen && isTheFrame(frame)) seen = read(dir);
      return false;
    },
    do: 'ignore',
  });
  await startOnline({
    simulator,
    dir,
    async *answer({ text }) {
      await simulator.waitFor(() => simulator.chat('lisi').length === 2);
      yield { type: 'text', delta: `answer to ${text}` };
    },
  });
  simulator.say({ from: 'lisi', text: 'hi' });
  await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
  return seen ?? [];
}

function read(dir: string): MessageRow[] {
  const database = openForReading(join(dir, 'journal.db'));
  const rows = createConversations(database).messages({ limit: 10 });
  database.close();
  return rows;
}

const stream = (frame: Frame) => JSON.stringify(frame.body?.stream ?? '');

describe('the journal holds', () => {
  it('a message before its bubble opens', async () => {
    const rows = await journalAt((frame) => stream(frame).includes('Processing...'));
    expect(rows).toMatchObject([{ direction: 'in', text: 'hi', state: 'received' }]);
  });

  it('an answer before it is sent', async () => {
    const rows = await journalAt((frame) => stream(frame).includes('"finish":true'));
    expect(rows).toMatchObject([
      { direction: 'in', state: 'answered' },
      { direction: 'out', text: 'answer to hi', state: 'sending' },
    ]);
  });
});
