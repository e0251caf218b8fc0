import { useLayoutEffect } from 'react';
import type { ChatKey, ChatSummary } from '../../shared/api.ts';
import { commonWords } from '../../words/common.ts';
import { conversationsWords } from '../../words/conversations.ts';
import { Button } from '../design/button.tsx';
import { useWords } from '../language.tsx';
import { ChatHeader } from './chat-header.tsx';
import { Composer } from './composer.tsx';
import css from './conversations.module.css';
import { FailureNotice } from './failure-notice.tsx';
import { Log } from './log.tsx';
import type { Chats } from './use-chats.ts';
import { useTranscript } from './use-transcript.ts';

/** One chat: its header, its messages, and where to write. */
export function ChatPane({ chat, wanted, listen }: ChatPaneProps) {
  const words = useWords(conversationsWords);
  const common = useWords(commonWords);
  const { transcript, state } = useTranscript(chat, listen);
  const { page, failure } = state;
  useLayoutEffect(() => {
    void transcript.open(wanted.seq === undefined ? undefined : { around: wanted.seq });
  }, [transcript, wanted]);
  const tryAgain = (
    <Button small onClick={() => (page ? transcript.refresh() : transcript.open())}>
      {common.tryAgain}
    </Button>
  );
  return (
    <section className={css.pane} aria-label={words.messages}>
      <ChatHeader chat={chat} onDate={(at) => void transcript.open({ at })} />
      {failure !== undefined && (
        <div className={css.strip}>
          <FailureNotice failure={failure} action={tryAgain} />
        </div>
      )}
      <div className={css.log}>
        {page && <Log chat={chat} transcript={transcript} state={state} page={page} />}
      </div>
      <Composer chat={chat} onSent={() => state.page?.hasAfter && void transcript.open()} />
    </section>
  );
}

interface ChatPaneProps {
  readonly chat: ChatKey & Pick<ChatSummary, 'type' | 'unreachable'>;
  /** The message to show; a new object each time somebody asks. */
  readonly wanted: { readonly seq?: number };
  readonly listen: Chats['listen'];
}
