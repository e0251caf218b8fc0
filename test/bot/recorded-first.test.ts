import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createConversations } from '../../src/main/journal/conversations.ts';
import { openForReading } from '../../src/main/journal/open.ts';
import type { MessageRow } from '../../src/main/journal/rows.ts';
import type { Frame } from '../../src/simulator/simulator.ts';
import { answers, online, simulate, startOnline, temporaryFolder } from '../fixtures/bot.ts';

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

describe('a journal that another program holds for a moment', () => {
  it('costs nothing: what it did not take is tried again', async () => {
    const simulator = await simulate();
    simulator.knowChat('lisi');
    const running = await startOnline({ simulator });
    simulator.misbehave({ when: { cmd: 'aibot_send_msg' }, do: { ackAfterMs: 200 } });
    const seq = running.bot.send({ id: 'lisi', type: 'single' }, [
      { type: 'markdown', text: 'one' },
    ]);
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
    const other = new Database(join(running.dir, 'journal.db'));
    other.exec('BEGIN IMMEDIATE');
    await simulator.waitFor(() =>
      running.log.some((line) => line.includes('could not be written')),
    );
    other.exec('ROLLBACK');
    other.close();
    await simulator.waitFor(() => running.bot.journal.message(seq)?.state === 'delivered');
    await online(running, simulator);
    expect(answers(simulator, 'lisi')).toEqual(['one']);
  });

  it('leaves nobody waiting: a message that it did not take gets a notice', async () => {
    const simulator = await simulate();
    const running = await startOnline({ simulator });
    const other = new Database(join(running.dir, 'journal.db'));
    other.exec('BEGIN IMMEDIATE');
    simulator.say({ from: 'lisi', text: 'hi' });
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
    other.exec('ROLLBACK');
    other.close();
    expect(answers(simulator, 'lisi')[0]).toMatch(/^I could not finish that/);
  });
});
