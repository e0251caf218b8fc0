import { createContext, use, useEffect, useRef, useState } from 'react';
import type { Api, AppInfo, BotView, DeclineReason, Follow } from '../../shared/api.ts';
import type { SettingsView } from '../../shared/settings.ts';

/** What every view works with. */
export interface Session {
  readonly api: Api;
  readonly info: AppInfo;
  readonly bot: BotView;
  readonly settings: SettingsView;
}

/** Set by the shell around every view. */
export const SessionContext = createContext<Session | undefined>(undefined);

/** The API, what is known of the program, and how the bot is. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('A view is outside of the shell.');
  return session;
}

/** The API alone. */
export function useApi(): Api {
  return useSession().api;
}

/** Milliseconds before a stream that broke is opened again. */
const REOPEN_MS = 1000;

/**
 * Reads a stream while the component is there, and opens it again where it broke off. `open` must
 * keep its identity as long as the same stream is meant; `onNews` need not.
 */
export function useFollow<T>(
  open: Follow<void, T>,
  onNews: (news: T) => void,
  onOpen: () => void = () => {},
): void {
  const latest = useRef({ onNews, onOpen });
  useEffect(() => {
    latest.current = { onNews, onOpen };
  });
  useEffect(() => {
    const stop = new AbortController();
    const read = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        try {
          const stream = await open(undefined, { signal: stop.signal });
          latest.current.onOpen();
          for await (const news of stream) {
            if (stop.signal.aborted) return;
            latest.current.onNews(news);
          }
        } catch {
          // The shell tells when the program itself is gone.
        }
        await pause(REOPEN_MS, stop.signal);
      }
    };
    void read();
    return () => stop.abort();
  }, [open]);
}

/** The newest value of a stream; undefined before the first. */
export function useNewest<T>(open: Follow<void, T>): T | undefined {
  const [newest, setNewest] = useState<T>();
  useFollow(open, setNewest);
  return newest;
}

/** Why a call was not done; `failed` where nobody said. */
export function reasonOf(error: unknown): { reason: DeclineReason; message: string } {
  const message = error instanceof Error ? error.message : String(error);
  if (typeof error !== 'object' || error === null || !('data' in error)) {
    return { reason: 'failed', message };
  }
  const { data } = error;
  const declined = typeof data === 'object' && data !== null && 'reason' in data;
  return { reason: declined ? (data.reason as DeclineReason) : 'failed', message };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
