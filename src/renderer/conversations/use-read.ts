import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { ChatKey } from '../../shared/api.ts';
import { useApi } from '../connection/api.tsx';

/** Marks a chat as read up to `newest` once that is on screen in a window that can be seen. */
export function useRead(chat: ChatKey, newest: number | undefined, isSeen: boolean): void {
  const api = useApi();
  const isVisible = useSyncExternalStore(
    (listener) => {
      document.addEventListener('visibilitychange', listener);
      return () => document.removeEventListener('visibilitychange', listener);
    },
    () => document.visibilityState === 'visible',
  );
  const told = useRef(0);
  useEffect(() => {
    if (!isSeen || !isVisible || newest === undefined || newest <= told.current) return;
    told.current = newest;
    api.chats.read({ chat, seq: newest }).catch(() => {
      // What stays unread is told again with the next message.
      told.current = 0;
    });
  }, [api, chat, newest, isSeen, isVisible]);
}
