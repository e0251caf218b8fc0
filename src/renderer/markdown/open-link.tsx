import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react';
import { commonWords } from '../../words/common.ts';
import { conversationsWords } from '../../words/conversations.ts';
import { reasonOf, useApi } from '../connection/api.tsx';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { useWords } from '../language.tsx';

type OpenLink = (url: string) => void;

const OpenLinkContext = createContext<OpenLink>(() => {});

/** Opens an https link, after asking once a host. */
export function useOpenLink(): OpenLink {
  return use(OpenLinkContext);
}

interface Question {
  readonly href: string;
  readonly host: string;
}

/** Opens the links of everything inside it, and asks where the program leaves that to the page. */
export function LinkOpener({ children }: { children: ReactNode }) {
  const api = useApi();
  const words = useWords(conversationsWords);
  const common = useWords(commonWords);
  const [question, setQuestion] = useState<Question>();
  const [failure, setFailure] = useState<string>();
  const allowed = useMemo(() => new Set<string>(), []);
  const open = useCallback(
    (url: string): void => {
      api.app.openLink({ url }).then(
        (answer) => {
          if (answer.result === 'refused') setFailure(words.linkRefused);
          if (answer.result !== 'here') return;
          if (allowed.has(answer.host)) openWindow(answer.href);
          else setQuestion(answer);
        },
        (error: unknown) => setFailure(common.declined[reasonOf(error).reason]),
      );
    },
    [api, allowed, words, common],
  );
  const answer = ({ href, host }: Question): void => {
    allowed.add(host);
    setQuestion(undefined);
    openWindow(href);
  };
  return (
    <OpenLinkContext value={open}>
      {children}
      {question && (
        <Dialog
          title={words.openLink(question.host)}
          onClose={() => setQuestion(undefined)}
          actions={
            <>
              <Button onClick={() => setQuestion(undefined)}>{common.cancel}</Button>
              <Button kind="primary" onClick={() => answer(question)}>
                {words.open}
              </Button>
            </>
          }
        >
          <p className="selectable">{question.href}</p>
          <p>{words.openLinkHelp}</p>
        </Dialog>
      )}
      {failure !== undefined && (
        <Dialog
          title={words.linkFailed}
          onClose={() => setFailure(undefined)}
          actions={<Button onClick={() => setFailure(undefined)}>{common.close}</Button>}
        >
          <p>{failure}</p>
        </Dialog>
      )}
    </OpenLinkContext>
  );
}

function openWindow(href: string): void {
  window.open(href, '_blank', 'noopener,noreferrer');
}
