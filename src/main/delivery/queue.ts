/** Why a turn is ended before its answer is complete. */
export type CancelReason = 'stopped' | 'quit';

/** The most chats whose turns run at the same time. */
const CHATS_AT_WORK = 8;

/** One turn, to be run when its chat's earlier turns are over. Must not throw. */
export type Job = (signal: AbortSignal) => Promise<void>;

/** Turns, one at a time a chat, in the order they came, {@link CHATS_AT_WORK} chats at once. */
export interface ChatQueue {
  add(chatKey: string, job: Job): void;
  /** Aborts the turns of a chat, running and waiting; the waiting ones run now, aborted. */
  cancel(chatKey: string, reason: CancelReason): number;
  /** Aborts all turns and takes no more. */
  close(): void;
  /** Resolves once no turn is left. */
  drained(): Promise<void>;
  /** Turns running or waiting. */
  readonly size: number;
}

interface Entry {
  readonly job: Job;
  readonly controller: AbortController;
}

interface Line {
  readonly waiting: Entry[];
  readonly running: Set<Entry>;
  atWork: boolean;
}

/** Makes an empty queue. */
export function createChatQueue(): ChatQueue {
  const lines = new Map<string, Line>();
  /** Chats with something to do, in the order in which they get their place. */
  const ready: string[] = [];
  const idle: (() => void)[] = [];
  let atWork = 0;
  let size = 0;
  let closed = false;

  const fill = (): void => {
    while (atWork < CHATS_AT_WORK) {
      const chatKey = ready.shift();
      if (chatKey === undefined) return;
      const line = lines.get(chatKey);
      // A cancelled chat may stand in the row twice, or for nothing.
      if (!line || line.atWork) continue;
      const entry = line.waiting.shift();
      if (!entry) continue;
      line.atWork = true;
      atWork += 1;
      void run(chatKey, line, entry).then(() => {
        line.atWork = false;
        atWork -= 1;
        if (line.waiting.length > 0) ready.push(chatKey);
        fill();
      });
    }
  };

  const run = async (chatKey: string, line: Line, entry: Entry): Promise<void> => {
    line.running.add(entry);
    await entry.job(entry.controller.signal);
    line.running.delete(entry);
    size -= 1;
    if (line.running.size === 0 && line.waiting.length === 0) lines.delete(chatKey);
    if (size === 0) for (const resolve of idle.splice(0)) resolve();
  };

  const cancel = (chatKey: string, reason: CancelReason): number => {
    const line = lines.get(chatKey);
    if (!line) return 0;
    const entries = [...line.running, ...line.waiting];
    const waiting = line.waiting.splice(0);
    for (const { controller } of entries) controller.abort(reason);
    for (const entry of waiting) void run(chatKey, line, entry);
    return entries.length;
  };

  return {
    add(chatKey, job) {
      const entry = { job, controller: new AbortController() };
      const line = lines.get(chatKey) ?? { waiting: [], running: new Set(), atWork: false };
      lines.set(chatKey, line);
      size += 1;
      if (closed) {
        entry.controller.abort('quit' satisfies CancelReason);
        void run(chatKey, line, entry);
        return;
      }
      line.waiting.push(entry);
      if (!line.atWork && line.waiting.length === 1) ready.push(chatKey);
      fill();
    },
    cancel,
    close() {
      closed = true;
      for (const chatKey of lines.keys()) cancel(chatKey, 'quit');
    },
    drained: () => (size === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve))),
    get size() {
      return size;
    },
  };
}
