import { AsyncIteratorClass } from '@orpc/server';
import { type Clock, sleep } from '../clock.ts';

/** Items that may wait for a reader; one that is further behind reads everything anew. */
const MOST_WAITING = 1000;

/** What fills a stream. */
export interface Writer<T> {
  /** Puts an item at the end; one of the same `key` that still waits is replaced in its place. */
  push(item: T, key?: unknown): void;
  /** Ends the stream once what waits was read. */
  end(): void;
}

/** What {@link openStream} needs. */
export interface StreamOptions<T> {
  /** Ends the stream at once. */
  readonly signal: AbortSignal | undefined;
  /** Begins to listen; the function returned ends that. */
  readonly listen: (writer: Writer<T>) => () => void;
}

/**
 * Events for one reader. They are listened to from the moment of the call, so that nothing between
 * this and the first read is missed, and no longer than the stream lasts. A reader that is over a
 * thousand items behind finds the stream ended.
 */
export function openStream<T>({ signal, listen }: StreamOptions<T>) {
  const waiting = new Map<unknown, T>();
  let ended = false;
  let wake = () => {};
  let stopListening = () => {};

  const end = () => {
    if (ended) return;
    ended = true;
    signal?.removeEventListener('abort', leave);
    stopListening();
    wake();
  };
  const leave = () => {
    waiting.clear();
    end();
  };

  stopListening = listen({
    push(item, key = {}) {
      if (ended) return;
      waiting.set(key, item);
      if (waiting.size > MOST_WAITING) leave();
      wake();
    },
    end,
  });
  if (ended) stopListening();
  else signal?.addEventListener('abort', leave, { once: true });
  if (signal?.aborted) leave();

  return new AsyncIteratorClass<T, void, void>(
    async () => {
      while (waiting.size === 0 && !ended) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const [first] = waiting;
      if (!first) return { done: true, value: undefined };
      waiting.delete(first[0]);
      return { done: false, value: first[1] };
    },
    async () => leave(),
  );
}

/** What {@link openView} needs. */
export interface ViewOptions<T> {
  readonly signal: AbortSignal | undefined;
  readonly clock: Clock;
  /** Milliseconds between two looks, at least. */
  readonly everyMs: number;
  /** Tells `changed` of every change; the function returned ends that. */
  readonly listen: (changed: () => void, end: () => void) => () => void;
  readonly read: () => T | Promise<T>;
}

/** How something is: now, and again after changes, as it then is. */
export function openView<T>({ signal, clock, everyMs, listen, read }: ViewOptions<T>) {
  const changes = openStream<true>({
    signal,
    listen({ push, end }) {
      push(true, 'changed');
      return listen(() => push(true, 'changed'), end);
    },
  });
  let lookAt = Number.NEGATIVE_INFINITY;
  return new AsyncIteratorClass<T, void, void>(
    async () => {
      const early = lookAt - clock.monotonic();
      if (early > 0) await sleep(clock, early, signal);
      const change = await changes.next();
      if (change.done) return { done: true, value: undefined };
      lookAt = clock.monotonic() + everyMs;
      return { done: false, value: await read() };
    },
    async () => void (await changes.return()),
  );
}
