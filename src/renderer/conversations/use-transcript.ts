import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { ChatKey } from '../../shared/api.ts';
import { useApi } from '../connection/api.tsx';
import { createTranscript, type Transcript, type TranscriptState } from './transcript.ts';
import type { Chats } from './use-chats.ts';

/** The transcript of a chat while it is open. */
export function useTranscript(
  { channel, id }: ChatKey,
  listen: Chats['listen'],
): { transcript: Transcript; state: TranscriptState } {
  const api = useApi();
  const transcript = useMemo(
    () => createTranscript(api.chats, { channel, id }),
    [api, channel, id],
  );
  useEffect(
    () =>
      listen({
        onNews: transcript.onNews,
        onGap: () => void transcript.refresh(),
      }),
    [listen, transcript],
  );
  const state = useSyncExternalStore(transcript.subscribe, transcript.state);
  return { transcript, state };
}
