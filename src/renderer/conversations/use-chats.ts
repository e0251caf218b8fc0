import { useCallback, useEffect, useRef, useState } from 'react';
import type { ChatNews, ChatSummary } from '../../shared/api.ts';
import { useApi, useFollow } from '../connection/api.tsx';
import { placeChat } from './chat-order.ts';

/** The list of chats, and what happens in all of them. */
export interface Chats {
  /** Undefined until they were read. */
  readonly chats: readonly ChatSummary[] | undefined;
  readonly failure: unknown;
  readonly readAgain: () => void;
  /** Tells `listener` what happens; `onGap` that something may have been lost. */
  readonly listen: (listener: Listener) => () => void;
}

interface Listener {
  readonly onNews: (news: ChatNews) => void;
  readonly onGap: () => void;
}

/** Follows the conversations while the view is open: one stream for all of it. */
export function useChats(): Chats {
  const api = useApi();
  const [chats, setChats] = useState<readonly ChatSummary[]>();
  const [failure, setFailure] = useState<unknown>();
  const listeners = useRef(new Set<Listener>());
  const readAgain = useCallback(() => {
    api.chats.list().then((list) => {
      setChats(list);
      setFailure(undefined);
    }, setFailure);
  }, [api]);
  // The list is there at once, also where the stream is slow to open.
  useEffect(readAgain, [readAgain]);
  useFollow(
    api.chats.follow,
    (news) => {
      if (news.type === 'chat') setChats((before) => before && placeChat(before, news.chat));
      if (news.type === 'cleared') readAgain();
      for (const { onNews } of listeners.current) onNews(news);
    },
    () => {
      readAgain();
      for (const { onGap } of listeners.current) onGap();
    },
  );
  const listen = useCallback((listener: Listener) => {
    listeners.current.add(listener);
    return () => {
      listeners.current.delete(listener);
    };
  }, []);
  return { chats, failure, readAgain, listen };
}
