import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openJournal } from '../../src/main/journal/journal.ts';
import { createTestClock } from '../fixtures/clock.ts';
import { fail, temporaryFolder } from './journals.ts';
import { DAY } from './messages.ts';

/** Kills a writer without warning once it has told `lines` of what it recorded; returns all it told. */
async function killWriter(path: string, lines: number): Promise<string[]> {
  const writer = spawn(process.execPath, [join(import.meta.dirname, 'writer.ts'), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void writer.kill('SIGKILL'));
  const ended = once(writer, 'close');
  let told = '';
  for await (const chunk of writer.stdout) {
    told += chunk;
    if (told.split('\n').length > lines) writer.kill('SIGKILL');
  }
  await ended;
  // The last line may have been cut by the kill.
  return told.split('\n').slice(0, -1);
}

// Some of these kill the writer in the middle of a checkpoint.
it.each([1, 50, 700, 701])(
  'a writer killed after %i steps loses nothing it had recorded',
  async (lines) => {
    const path = join(temporaryFolder(), 'journal.db');
    const told = await killWriter(path, lines);
    expect(told.length).toBeGreaterThanOrEqual(lines);
    const journal = openJournal(path, createTestClock(Date.now()), fail);
    onTestFinished(() => journal.close());
    expect(journal.notice).toBeUndefined();
    const texts = new Set(journal.messages({ limit: 100_000 }).map(({ text }) => text));
    for (const line of told) {
      const [what, number] = line.split(' ');
      expect(texts).toContain(what === 'heard' ? `message ${number}` : `answer ${number}`);
    }
    const heard = told.filter((line) => line.startsWith('heard')).length;
    expect(journal.isSeen('wecom', `m${heard}`)).toBe(true);
    expect(journal.unanswered('wecom', DAY).length).toBeLessThanOrEqual(1);
  },
);
