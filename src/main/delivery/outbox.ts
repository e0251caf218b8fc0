import type { Logger } from 'pino';
import { sleep } from '../clock.ts';
import type { Settlement } from '../journal/journal.ts';
import type { DeliveryRow } from '../journal/rows.ts';
import { climb, type LadderOptions } from './ladder.ts';
import type { LiveBubble } from './live-bubble.ts';

/** Milliseconds before the outbox tries again what the journal did not take. */
const JOURNAL_AGAIN = 5_000;
/** The longest timer; the wall clock may have been set back since a part's moment was chosen. */
const LONGEST_TIMER = 600_000;

/** What the outbox works with. */
export interface OutboxOptions extends LadderOptions {
  readonly log: Logger;
  /** A part was settled for good. */
  readonly onSettled: (row: DeliveryRow, settlement: Settlement) => void;
}

/** Brings recorded parts to WeCom, in order within a chat, each until it is settled. */
export interface Outbox {
  /**
   * Delivers a part that was recorded as `sending`, ending `bubble` with it where it has one. Parts
   * after it want a `kick` when this is done.
   */
  deliver(id: number, bubble?: LiveBubble): Promise<void>;
  /** Something may be due in this chat. */
  kick(chatId: string): void;
  /** The connection is back: everything that waits is tried. */
  online(): void;
  /** Starts nothing more; resolves when what is on the wire is settled. */
  stop(): Promise<void>;
}

/** Makes the outbox of a channel. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { channel, journal, clock, log } = options;
  const stopping = new AbortController();
  /** Chats being worked on, and whether something was added since the work looked. */
  const working = new Map<string, { again: boolean; done: Promise<void> }>();
  const delivering = new Set<Promise<void>>();
  let cancelTimer = () => {};

  /** Nothing else knows what WeCom said: this is tried until the journal takes it. */
  const settle = async (row: DeliveryRow, outcome: Settlement): Promise<void> => {
    const expired = outcome.state === 'queued' && clock.wall() >= row.expires_at;
    const settlement: Settlement = expired ? { ...outcome, state: 'failed', code: null } : outcome;
    while (!written(() => journal.settle(row.id, settlement))) {
      if (stopping.signal.aborted) return;
      await sleep(clock, JOURNAL_AGAIN, stopping.signal);
    }
    if (settlement.state === 'queued') kick(row.chat_id);
    else options.onSettled(row, settlement);
  };

  const written = (step: () => void): boolean => {
    try {
      step();
      return true;
    } catch (error) {
      log.error({ error }, 'the journal could not be written');
      return false;
    }
  };

  /** One try of one part. */
  const attempt = async (id: number, bubble?: LiveBubble): Promise<void> => {
    const row = journal.delivery(id);
    if (!row) return;
    const { settlement, late } = await climb(row, bubble, options, stopping.signal);
    await settle(row, settlement);
    void late?.then(async (corrected) => {
      // Nobody may have touched the part since: a person may have sent it again by hand.
      const untouched = corrected && journal.delivery(id)?.state === 'unconfirmed';
      if (untouched) await settle(row, corrected);
    });
  };

  const work = async (chatId: string): Promise<void> => {
    while (!stopping.signal.aborted) {
      const row = journal.nextDelivery(channel.name, chatId);
      if (!row) return;
      const tried = row.attempts > 0;
      if (tried && channel.state.name !== 'online') return;
      if (written(() => journal.beginDelivery(row.id))) await attempt(row.id);
      else await sleep(clock, JOURNAL_AGAIN, stopping.signal);
    }
  };

  const kick = (chatId: string): void => {
    const present = working.get(chatId);
    if (present) present.again = true;
    if (present || stopping.signal.aborted) return;
    const entry = { again: false, done: Promise.resolve() };
    working.set(chatId, entry);
    entry.done = work(chatId).then(() => {
      working.delete(chatId);
      if (entry.again) kick(chatId);
      else schedule();
    });
  };

  /** One timer for what is due next; what is due now waits for the connection instead. */
  const schedule = (): void => {
    cancelTimer();
    if (stopping.signal.aborted) return;
    const now = clock.wall();
    const next = Math.min(
      ...journal
        .dueChats(channel.name)
        .map(({ due }) => due)
        .filter((due) => due > now),
    );
    if (next === Infinity) return;
    cancelTimer = clock.after(Math.min(next - now, LONGEST_TIMER), kickDue);
  };

  const kickDue = (): void => {
    written(() => journal.expireDeliveries());
    const now = clock.wall();
    for (const { chat_id, due } of journal.dueChats(channel.name)) if (due <= now) kick(chat_id);
    schedule();
  };

  return {
    deliver(id, bubble) {
      const done = attempt(id, bubble).finally(() => delivering.delete(done));
      delivering.add(done);
      return done;
    },
    kick,
    online: kickDue,
    async stop() {
      stopping.abort();
      cancelTimer();
      await Promise.allSettled([...[...working.values()].map(({ done }) => done), ...delivering]);
    },
  };
}
