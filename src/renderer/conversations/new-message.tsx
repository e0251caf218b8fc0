import { useEffect, useId, useState } from 'react';
import type { ChatSummary } from '../../shared/api.ts';
import type { ChatType } from '../../shared/chat.ts';
import { commonWords } from '../../words/common.ts';
import { conversationsWords } from '../../words/conversations.ts';
import { useSession } from '../connection/api.tsx';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { Field, inputClass } from '../design/field.tsx';
import { useWords } from '../language.tsx';
import { FailureNotice } from './failure-notice.tsx';
import css from './new-message.module.css';
import { isOff, OffNotice } from './off-notice.tsx';

/** Writes to somebody who is not in the list: an id, what it is, and the message. */
export function NewMessage({ onSent, onClose }: NewMessageProps) {
  const { api, bot } = useSession();
  const words = useWords(conversationsWords);
  const common = useWords(commonWords);
  const [id, setId] = useState('');
  const [type, setType] = useState<ChatType>('single');
  const [text, setText] = useState('');
  const [people, setPeople] = useState<readonly string[]>([]);
  const [failure, setFailure] = useState<unknown>();
  const list = useId();
  const group = useId();
  // Without suggestions an id can still be typed.
  useEffect(() => void api.chats.people().then(setPeople, () => {}), [api]);
  const chat = id.trim();
  const off = isOff(bot);
  const canSend = chat !== '' && text.trim() !== '' && !off;
  const send = async (): Promise<void> => {
    try {
      const { seq } = await api.chats.send({ chat, type, text });
      onSent(begunBy(chat, type, text, seq));
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <Dialog
      title={words.newMessage}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button kind="primary" disabled={!canSend} onClick={send}>
            {words.send}
          </Button>
        </>
      }
    >
      {off && <OffNotice />}
      <fieldset className={css.whom}>
        <legend>{words.toWhom}</legend>
        {(['single', 'group'] as const).map((one) => (
          <label key={one}>
            <input type="radio" name={group} checked={type === one} onChange={() => setType(one)} />
            {one === 'single' ? words.person : words.groupChat}
          </label>
        ))}
      </fieldset>
      <Field label={words.to} help={words.toHelp}>
        {(control) => (
          <>
            <input
              {...control}
              className={inputClass}
              list={type === 'single' ? list : undefined}
              autoComplete="off"
              spellCheck={false}
              value={id}
              onChange={(event) => setId(event.target.value)}
            />
            <datalist id={list}>
              {people.map((person) => (
                <option key={person} value={person} />
              ))}
            </datalist>
          </>
        )}
      </Field>
      <Field label={words.text}>
        {(control) => (
          <textarea
            {...control}
            className={inputClass}
            rows={4}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <FailureNotice failure={failure} />
    </Dialog>
  );
}

interface NewMessageProps {
  readonly onSent: (chat: ChatSummary) => void;
  readonly onClose: () => void;
}

/** The line of a chat in which only this was said. */
function begunBy(id: string, type: ChatType, text: string, seq: number): ChatSummary {
  const at = Date.now();
  const excerpt = text.replace(/\s+/g, ' ').trim().slice(0, 160);
  return {
    channel: 'wecom',
    id,
    type,
    last_seen: at,
    unreachable: null,
    unread: 0,
    last: { seq, direction: 'out', sender: null, excerpt, state: 'queued', at },
  };
}
