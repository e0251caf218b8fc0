import type { Follow } from '../../shared/api.ts';
import { type Clock, sleep } from '../clock.ts';

/** Milliseconds before a stream that ended is opened again. */
const REOPEN_MS = 500;

/** What {@link follow} needs. */
export interface FollowOptions<T> {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onNews: (news: T) => void;
  /** Told each time the stream is open, before its first news. */
  readonly onOpen?: () => void;
  readonly onFailure: (error: unknown) => void;
}

/** Reads a stream of the API until `signal` aborts, and opens it again where it ended. */
export async function follow<T>(open: Follow<void, T>, options: FollowOptions<T>): Promise<void> {
  const { clock, signal, onNews, onOpen = () => {}, onFailure } = options;
  while (!signal.aborted) {
    try {
      const stream = await open(undefined, { signal });
      onOpen();
      for await (const news of stream) {
        if (signal.aborted) return;
        onNews(news);
      }
    } catch (error) {
      if (!signal.aborted) onFailure(error);
    }
    await sleep(clock, REOPEN_MS, signal);
  }
}
