import { type ReactNode, useState } from 'react';
import type { Message, MessageState as State } from '../../shared/message.ts';
import { commonWords } from '../../words/common.ts';
import { conversationsWords } from '../../words/conversations.ts';
import { reasonOf, useApi } from '../connection/api.tsx';
import { Button } from '../design/button.tsx';
import { useWords } from '../language.tsx';
import { VisibleText } from '../markdown/visible-text.tsx';
import css from './message-row.module.css';
import type { Times } from './times.ts';

/** Below a message: when it was said, how far it is, and what can be done about that. */
export function MessageState({ message, isAnswering, times }: StateProps) {
  const words = useWords(conversationsWords);
  const { state, direction, at, note } = message;
  const isOut = direction === 'out';
  const said = words.state[state];
  const isWorthSaying = state === 'failed' || state === 'cancelled' || state === 'received';
  return (
    <div className={css.foot}>
      <p className={css.state}>
        <time dateTime={new Date(at).toISOString()} title={times.full(at)}>
          {times.clock(at)}
        </time>
        {isOut && (
          <span
            className={`${css.mark} ${css[state] ?? ''}`}
            role="img"
            aria-label={said}
            title={said}
          >
            {MARKS[state]}
          </span>
        )}
        {(isOut
          ? state === 'failed' || state === 'unconfirmed'
          : isWorthSaying && !isAnswering) && (
          <span className={state === 'failed' ? css.bad : ''}>{said}</span>
        )}
      </p>
      {state === 'failed' && note !== null && (
        <p className={`${css.note} selectable`}>
          <VisibleText text={note} />
        </p>
      )}
      {isOut && (state === 'failed' || state === 'unconfirmed') && (
        <Remedies seq={message.seq} state={state} />
      )}
    </div>
  );
}

interface StateProps {
  readonly message: Message;
  readonly isAnswering: boolean;
  readonly times: Times;
}

const MARKS: Readonly<Record<State, string>> = {
  received: '',
  answered: '',
  cancelled: '',
  queued: '…',
  sending: '…',
  delivered: '✓',
  unconfirmed: '?',
  failed: '!',
};

/** What can be done about a message that did not arrive, or perhaps did not. */
function Remedies({ seq, state }: { seq: number; state: 'failed' | 'unconfirmed' }): ReactNode {
  const api = useApi();
  const words = useWords(conversationsWords);
  const common = useWords(commonWords);
  const [failure, setFailure] = useState<unknown>();
  const attempt = (work: Promise<void>): Promise<void> =>
    work.then(() => setFailure(undefined), setFailure);
  return (
    <div className={css.remedies}>
      <Button kind="quiet" small onClick={() => attempt(api.chats.retry({ seq }))}>
        {state === 'failed' ? words.retry : words.sendAgain}
      </Button>
      {state === 'unconfirmed' && (
        <Button kind="quiet" small onClick={() => attempt(api.chats.drop({ seq }))}>
          {words.hasArrived}
        </Button>
      )}
      {failure !== undefined && (
        <span role="alert">{common.declined[reasonOf(failure).reason]}</span>
      )}
    </div>
  );
}
