import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { InboundMessage } from '../../src/main/channel/channel.ts';
import { type Journal, type NewDelivery, openJournal } from '../../src/main/journal/journal.ts';
import type { OutboundKind } from '../../src/main/journal/rows.ts';
import type { Chat } from '../../src/shared/chat.ts';
import type { InboundState } from '../../src/shared/message.ts';
import { createTestClock, type TestClock } from '../fixtures/clock.ts';
import { inbound, ZHANGSAN } from './messages.ts';

/** A message that goes out, as little of it as a test cares for. */
export interface Said {
  readonly chat?: Chat;
  readonly text?: string;
  /** `answer` where it answers something, else `send`. */
  readonly kind?: OutboundKind;
  readonly note?: string;
  /** The message it answers, and how that ends by it. */
  readonly to?: number;
  readonly state?: InboundState;
  readonly parts?: readonly NewDelivery[];
}

/** A journal in a folder of its own; both are gone when the test is over. */
export interface JournalOfTest {
  readonly journal: Journal;
  readonly clock: TestClock;
  readonly path: string;
  /** Closes the journal and opens it again; `hear` and `say` go on with the new one. */
  reopen(): Journal;
  /** Records an inbound text; returns its number. */
  hear(message?: Partial<InboundMessage>, opens?: boolean): number;
  /** Records an outbound message, without parts unless told. */
  say(said: Said): { seq: number; deliveries: number[] };
}

/** For journals of which every step must be written. */
export function fail(error: Error): never {
  throw error;
}

/** A folder that goes with the test. */
export function temporaryFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'wecom-tray-journal-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Opens a new journal. */
export function openTestJournal(): JournalOfTest {
  const path = join(temporaryFolder(), 'journal.db');
  const clock = createTestClock();
  let journal = openJournal(path, clock, fail);
  let heard = 0;
  onTestFinished(() => journal.close());
  return {
    journal,
    clock,
    path,
    reopen() {
      journal.close();
      journal = openJournal(path, clock, fail);
      return journal;
    },
    hear(message = {}, opens = false) {
      heard += 1;
      const receivedAt = clock.wall();
      const seq = journal.receive(inbound(heard, { receivedAt, ...message }), `s${heard}`, opens);
      if (seq === undefined) throw new Error(`${message.messageId} was taken before.`);
      return seq;
    },
    say({ chat = ZHANGSAN, text = 'answer', note, to, state = 'answered', parts, ...said }) {
      const kind = said.kind ?? (to === undefined ? 'send' : 'answer');
      return journal.record({
        channel: 'wecom',
        chatId: chat.id,
        kind,
        text,
        ...(note === undefined ? {} : { note }),
        ...(to === undefined ? {} : { answers: { seq: to, state } }),
        deliveries: parts ?? [],
      });
    },
  };
}
