import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { ChatKey, ChatSummary } from '../../shared/api.ts';
import { conversationsWords } from '../../words/conversations.ts';
import { useSession } from '../connection/api.tsx';
import { Button } from '../design/button.tsx';
import { inputClass } from '../design/field.tsx';
import { Notice } from '../design/notice.tsx';
import { useWords } from '../language.tsx';
import css from './composer.module.css';
import { FailureNotice } from './failure-notice.tsx';
import { keyOf, memoryOf } from './memory.ts';
import { isOff, OffNotice } from './off-notice.tsx';

/** Where a person writes what the bot says first. Enter sends; what is not sent is kept. */
export function Composer({ chat, onSent }: ComposerProps) {
  const { api, bot } = useSession();
  const words = useWords(conversationsWords);
  const { drafts } = memoryOf(api);
  const key = keyOf(chat);
  const [text, setText] = useState(() => drafts.get(key) ?? '');
  const [failure, setFailure] = useState<unknown>();
  const [isSending, setIsSending] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  const off = isOff(bot);
  const isEmpty = text.trim() === '';
  useEffect(() => {
    if (text === '') drafts.delete(key);
    else drafts.set(key, text);
  }, [drafts, key, text]);

  const send = async (): Promise<void> => {
    if (isEmpty || off || isSending) return;
    setIsSending(true);
    try {
      await api.chats.send({ chat: chat.id, type: chat.type, text });
      // What was typed meanwhile is not part of it.
      setText((now) => (now === text ? '' : now));
      setFailure(undefined);
      onSent();
    } catch (error) {
      setFailure(error);
    } finally {
      setIsSending(false);
      input.current?.focus();
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // Enter that ends a composition belongs to the input method; Safari tells it by the code alone.
    const isComposing = event.nativeEvent.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || isComposing) return;
    event.preventDefault();
    void send();
  };

  return (
    <div className={css.frame}>
      <div className={css.composer}>
        {off ? <OffNotice /> : <Hint chat={chat} />}
        <FailureNotice failure={failure} />
        <div className={css.line}>
          <textarea
            ref={input}
            className={`${inputClass} ${css.input}`}
            rows={1}
            aria-label={words.write}
            placeholder={words.write}
            title={words.writeHint}
            disabled={off}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
          />
          <Button kind="primary" disabled={isEmpty || off} onClick={send}>
            {words.send}
          </Button>
        </div>
      </div>
    </div>
  );
}

interface ComposerProps {
  readonly chat: ChatKey & Pick<ChatSummary, 'type' | 'unreachable'>;
  readonly onSent: () => void;
}

/** What somebody who writes here should know beforehand. */
function Hint({ chat }: Pick<ComposerProps, 'chat'>) {
  const { bot } = useSession();
  const words = useWords(conversationsWords);
  if (chat.unreachable !== null) {
    return <Notice kind="warn">{words.unreachable(chat.unreachable)}</Notice>;
  }
  return bot.state.name === 'online' ? null : <p className={css.hint}>{words.sentLater}</p>;
}
