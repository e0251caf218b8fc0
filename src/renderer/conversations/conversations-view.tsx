import { useEffect, useMemo, useState } from 'react';
import type { ChatKey, ChatSummary } from '../../shared/api.ts';
import { conversationsWords } from '../../words/conversations.ts';
import { shellWords } from '../../words/shell.ts';
import { useApi, useSession } from '../connection/api.tsx';
import { Button } from '../design/button.tsx';
import { Empty } from '../design/empty.tsx';
import { showPhone } from '../first-run/phone.ts';
import { useWords } from '../language.tsx';
import { LinkOpener } from '../markdown/open-link.tsx';
import { useNavigation } from '../navigation.tsx';
import { withBegun } from './chat-order.ts';
import { ChatPane } from './chat-pane.tsx';
import css from './conversations.module.css';
import { keyOf, memoryOf } from './memory.ts';
import { NewMessage } from './new-message.tsx';
import { isOff, OffNotice } from './off-notice.tsx';
import { Sidebar } from './sidebar.tsx';
import { isSame } from './transcript.ts';
import { useChats } from './use-chats.ts';

const NONE: readonly ChatSummary[] = [];

/** The conversations view. */
export function ConversationsView() {
  const api = useApi();
  const words = useWords(shellWords);
  const { place, go } = useNavigation();
  const chats = useChats();
  const memory = memoryOf(api);
  const [isWriting, setIsWriting] = useState(false);
  const chosen = place.chat ?? memory.chat;
  useEffect(() => {
    memory.chat = chosen;
  }, [memory, chosen]);
  const { seq } = place;
  const wanted = useMemo(() => (place && seq !== undefined ? { seq } : {}), [place, seq]);
  const choose = (chat: ChatKey, to?: number): void => {
    const key = { channel: chat.channel, id: chat.id };
    go({ view: 'conversations', chat: key, ...(to === undefined ? {} : { seq: to }) });
  };
  const all = chats.chats && withBegun(chats.chats, memory.begun.values());
  const known = chosen && all?.find((chat) => isSame(chat, chosen));
  return (
    <LinkOpener>
      <div className={css.view}>
        <h1 className="visually-hidden">{words.views.conversations}</h1>
        {all?.length === 0 && !chosen ? (
          <NoChats onWrite={() => setIsWriting(true)} />
        ) : (
          <>
            <Sidebar
              chats={chats}
              shown={all ?? NONE}
              chosen={chosen}
              onChoose={choose}
              onNew={() => setIsWriting(true)}
            />
            {chosen && all ? (
              <ChatPane
                key={keyOf(chosen)}
                chat={known ?? { ...chosen, type: 'single', unreachable: null }}
                wanted={wanted}
                listen={chats.listen}
              />
            ) : (
              <NoneChosen />
            )}
          </>
        )}
      </div>
      {isWriting && (
        <NewMessage
          onClose={() => setIsWriting(false)}
          onSent={(chat) => {
            setIsWriting(false);
            memory.begun.set(keyOf(chat), chat);
            choose(chat);
          }}
        />
      )}
    </LinkOpener>
  );
}

function NoneChosen() {
  const { bot } = useSession();
  const words = useWords(conversationsWords);
  return (
    <div className={css.none}>
      <Empty>
        <p>{words.noChatChosen}</p>
      </Empty>
      {isOff(bot) && (
        <div className={css.strip}>
          <OffNotice />
        </div>
      )}
    </div>
  );
}

/** Before anybody wrote: what would fill the place. */
function NoChats({ onWrite }: { onWrite: () => void }) {
  const { api, bot, info } = useSession();
  const words = useWords(conversationsWords);
  const shell = useWords(shellWords);
  return (
    <div className={css.nobody}>
      <Empty title={words.noChats}>
        <p>{info.demo ? words.noChatsDemo : words.noChatsHelp}</p>
        {info.demo && (
          <Button kind="primary" onClick={() => showPhone(api)}>
            {shell.demoPhone}
          </Button>
        )}
        {isOff(bot) ? (
          <div className={css.off}>
            <OffNotice />
          </div>
        ) : (
          <Button kind="quiet" onClick={onWrite}>
            {words.newMessage}
          </Button>
        )}
      </Empty>
    </div>
  );
}
