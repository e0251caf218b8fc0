import { useState } from 'react';
import type { Message } from '../../shared/message.ts';
import { commonWords } from '../../words/common.ts';
import { conversationsWords } from '../../words/conversations.ts';
import { reasonOf } from '../connection/api.tsx';
import { Button } from '../design/button.tsx';
import { useWords } from '../language.tsx';
import { Body } from '../markdown/body.tsx';
import { fold } from '../markdown/fold.ts';
import css from './message-row.module.css';
import type { Expanded } from './use-expanded.ts';

/** The text of a message, folded where it is long. */
export function MessageBody({ message, expanded }: { message: Message; expanded: Expanded }) {
  const words = useWords(conversationsWords);
  const common = useWords(commonWords);
  const [failure, setFailure] = useState<unknown>();
  const whole = expanded.textOf(message);
  const { shown, folded } = fold(message.text);
  const isLong = folded || message.cut > 0;
  // People write plain text, in which an asterisk is an asterisk.
  const isMarkdown = message.direction === 'out';
  if (message.text === '') return null;
  const showAll = (): Promise<void> =>
    expanded.show(message).then(() => setFailure(undefined), setFailure);
  return (
    <>
      <Body text={whole ?? shown} isMarkdown={isMarkdown} />
      {isLong && (
        <div className={css.fold}>
          {whole === undefined ? (
            <Button kind="quiet" small expanded={false} onClick={showAll}>
              {words.showAll}
            </Button>
          ) : (
            <Button kind="quiet" small expanded onClick={() => expanded.hide(message.seq)}>
              {words.showLess}
            </Button>
          )}
          {failure !== undefined && (
            <span role="alert">{common.declined[reasonOf(failure).reason]}</span>
          )}
        </div>
      )}
    </>
  );
}
