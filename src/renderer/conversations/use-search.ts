import { useCallback, useEffect, useRef, useState } from 'react';
import type { Hit } from '../../shared/api.ts';
import { useApi } from '../connection/api.tsx';

/** A search, and what it found so far. */
export interface Search {
  /** What `hits` are for; empty while nothing is sought. */
  readonly words: string;
  readonly hits: readonly Hit[];
  readonly isBusy: boolean;
  readonly failure: unknown;
  /** Reads on where the list ends. */
  readonly more: () => void;
}

/** Milliseconds that somebody has to stop typing for. */
const PAUSE_MS = 150;
/** Hits read in one go. */
const PAGE = 50;

interface Found {
  readonly words: string;
  readonly hits: readonly Hit[];
  readonly hasMore: boolean;
}

const NOTHING: Found = { words: '', hits: [], hasMore: false };

/** Searches all messages for `input` as it is typed. */
export function useSearch(input: string): Search {
  const api = useApi();
  const words = input.trim();
  const [found, setFound] = useState(NOTHING);
  const [failure, setFailure] = useState<unknown>();
  const isReading = useRef(false);
  useEffect(() => {
    setFailure(undefined);
    if (words === '') return setFound(NOTHING);
    const stop = new AbortController();
    const timer = setTimeout(() => {
      api.chats.search({ words, limit: PAGE }, { signal: stop.signal }).then(
        (hits) => {
          if (stop.signal.aborted) return;
          setFound({ words, hits, hasMore: hits.length === PAGE });
        },
        (error: unknown) => {
          if (stop.signal.aborted) return;
          setFound({ words, hits: [], hasMore: false });
          setFailure(error);
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [api, words]);
  const more = useCallback(() => {
    const last = found.hits.at(-1);
    if (!last || !found.hasMore || isReading.current) return;
    isReading.current = true;
    api.chats
      .search({ words: found.words, before: last.seq, limit: PAGE })
      .then((hits) => {
        setFound((now) =>
          now === found
            ? { ...now, hits: [...now.hits, ...hits], hasMore: hits.length === PAGE }
            : now,
        );
      }, setFailure)
      .finally(() => {
        isReading.current = false;
      });
  }, [api, found]);
  return { words: found.words, hits: found.hits, isBusy: found.words !== words, failure, more };
}
