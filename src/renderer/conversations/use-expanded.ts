import { useCallback, useMemo, useState } from 'react';
import type { Message } from '../../shared/message.ts';
import { useApi } from '../connection/api.tsx';

/** Long bodies that somebody asked to see whole. They stay so while the chat is open. */
export interface Expanded {
  /** The whole text, or undefined where the body is folded. */
  textOf(message: Message): string | undefined;
  readonly show: (message: Message) => Promise<void>;
  readonly hide: (seq: number) => void;
  /** Answers that were seen growing are not folded under the eyes of who reads them. */
  readonly watched: Set<number>;
}

/** Keeps which bodies are shown whole, and reads what the page had to leave out. */
export function useExpanded(): Expanded {
  const api = useApi();
  const [texts, setTexts] = useState<ReadonlyMap<number, string>>(new Map());
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const watched = useMemo(() => new Set<number>(), []);
  const show = useCallback(
    async (message: Message): Promise<void> => {
      const text =
        message.cut > 0 ? (await api.chats.message({ seq: message.seq })).text : message.text;
      setTexts((before) => new Map(before).set(message.seq, text));
    },
    [api],
  );
  const hide = useCallback((seq: number) => {
    setTexts((before) => new Map([...before].filter(([other]) => other !== seq)));
    setHidden((before) => new Set(before).add(seq));
  }, []);
  return useMemo(
    () => ({
      show,
      hide,
      watched,
      textOf({ seq, text, cut, reply_to, kind }) {
        const wasWatched = reply_to !== null && kind === 'answer' && watched.has(reply_to);
        if (wasWatched && cut === 0 && !hidden.has(seq)) return text;
        return texts.get(seq);
      },
    }),
    [texts, hidden, watched, show, hide],
  );
}
