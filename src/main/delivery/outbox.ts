import type { Settlement } from '../journal/journal.ts';
import type { DeliveryRow } from '../journal/rows.ts';
import { climb, type LadderOptions } from './ladder.ts';
import type { LiveBubble } from './live-bubble.ts';

/** What the outbox works with. */
export interface OutboxOptions extends LadderOptions {
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
  const { channel, journal, clock } = options;
  const stopping = new AbortController();
  /** Chats being worked on, and whether something was added since the work looked. */
  const working = new Map<string, { again: boolean; done: Promise<void> }>();
  const delivering = new Set<Promise<void>>();
  let cancelTimer = () => {};

  const settle = (row: DeliveryRow, outcome: Settlement): void => {
    const expired = outcome.state === 'queued' && clock.wall() >= row.expires_at;
    const settlement: Settlement = expired ? { ...outcome, state: 'failed', code: null } : outcome;
    journal.settle(row.id, settlement);
    if (settlement.state === 'queued') return;
    options.onSettled(row, settlement);
  };

  /** One try of one part. */
  const attempt = async (id: number, bubble?: LiveBubble): Promise<void> => {
    const row = journal.delivery(id);
    if (!row) return;
    const { settlement, late } = await climb(row, bubble, options, stopping.signal);
    settle(row, settlement);
    if (settlement.state === 'queued') kick(row.chat_id);
    void late?.then((corrected) => {
      // Nobody may have touched the part since: a person may have sent it again by hand.
      if (corrected && journal.delivery(id)?.state === 'unconfirmed') {
        settle(row, corrected);
        kick(row.chat_id);
      }
    });
  };

  const work = async (chatId: string): Promise<void> => {
    while (!stopping.signal.aborted) {
      const row = journal.nextDelivery(channel.name, chatId);
      if (!row) return;
      const tried = row.attempts > 0;
      if (tried && channel.state.name !== 'online') return;
      journal.beginDelivery(row.id);
      await attempt(row.id);
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
    if (next !== Infinity) cancelTimer = clock.after(next - now, kickDue);
  };

  const kickDue = (): void => {
    journal.expireDeliveries();
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
