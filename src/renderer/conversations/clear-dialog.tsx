import { useState } from 'react';
import type { ChatKey } from '../../shared/api.ts';
import { commonWords } from '../../words/common.ts';
import { conversationsWords } from '../../words/conversations.ts';
import { useApi } from '../connection/api.tsx';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { useWords } from '../language.tsx';
import { spelledOut } from '../markdown/invisible.ts';
import { FailureNotice } from './failure-notice.tsx';

/** Asks before all messages of a chat are deleted. */
export function ClearDialog({ chat, onClose }: { chat: ChatKey; onClose: () => void }) {
  const api = useApi();
  const words = useWords(conversationsWords);
  const common = useWords(commonWords);
  const [failure, setFailure] = useState<unknown>();
  const clear = (): Promise<void> =>
    api.chats.clear({ chat: { channel: chat.channel, id: chat.id } }).then(onClose, setFailure);
  return (
    <Dialog
      title={words.clearTitle}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button kind="danger" onClick={clear}>
            {words.clearDo}
          </Button>
        </>
      }
    >
      <p>{words.clearHelp(spelledOut(chat.id))}</p>
      <p>{words.clearKept}</p>
      <FailureNotice failure={failure} />
    </Dialog>
  );
}
