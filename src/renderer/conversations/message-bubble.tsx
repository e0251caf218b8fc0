import { AudioLines, CornerUpLeft } from 'lucide-react';
import type { ChatSummary } from '../../shared/api.ts';
import { conversationsWords } from '../../words/conversations.ts';
import { useWords } from '../language.tsx';
import { spelledOut } from '../markdown/invisible.ts';
import { VisibleText } from '../markdown/visible-text.tsx';
import { MessageBody } from './message-body.tsx';
import css from './message-row.module.css';
import { MessageState } from './message-state.tsx';
import type { Row } from './rows.ts';
import { Thought } from './thought.tsx';
import type { Times } from './times.ts';
import type { Expanded } from './use-expanded.ts';

/** One message: people's on the left, the bot's on the right. */
export function MessageBubble({ row, chat, times, expanded }: BubbleProps) {
  const words = useWords(conversationsWords);
  const { message, goesOn } = row;
  const isOut = message.direction === 'out';
  const isNotice = message.kind === 'notice';
  const who = isOut ? words.bot : (message.sender ?? chat.id);
  return (
    <article
      className={`${css.message} ${isOut ? css.out : css.in} ${isNotice ? css.notice : ''} ${goesOn ? css.goesOn : ''}`}
      aria-label={words.said(spelledOut(who), times.full(message.at))}
    >
      {!isOut && chat.type === 'group' && !goesOn && (
        <p className={`${css.sender} selectable`} title={spelledOut(who)}>
          <VisibleText text={who} />
        </p>
      )}
      <div className={css.bubble}>
        {isNotice && <p className={css.kind}>{words.notice}</p>}
        {message.quote !== null && <Quote text={message.quote} />}
        <Kind kind={message.kind} />
        {message.reasoning !== null && message.reasoning !== '' && (
          <Thought text={message.reasoning} ms={message.thought_ms} />
        )}
        <MessageBody message={message} expanded={expanded} />
      </div>
      <MessageState message={message} isAnswering={row.isAnswering} times={times} />
    </article>
  );
}

interface BubbleProps {
  readonly row: Extract<Row, { type: 'message' }>;
  readonly chat: Pick<ChatSummary, 'id' | 'type'>;
  readonly times: Times & { readonly now: number };
  readonly expanded: Expanded;
}

/** What somebody quoted: its beginning. */
function Quote({ text }: { text: string }) {
  const words = useWords(conversationsWords);
  return (
    <blockquote className={`${css.quote} selectable`} title={spelledOut(text.slice(0, 1000))}>
      <CornerUpLeft size={12} aria-label={words.quoted} role="img" />
      <span>
        <VisibleText text={text.slice(0, 300)} />
      </span>
    </blockquote>
  );
}

const WITHOUT_NAME = ['text', 'answer', 'notice', 'send'];

/** Says what came where it was not simply text. */
function Kind({ kind }: { kind: string }) {
  const words = useWords(conversationsWords);
  if (WITHOUT_NAME.includes(kind)) return null;
  const known = Object.hasOwn(words.kinds, kind) ? words.kinds[kind] : undefined;
  return (
    <p className={css.kind}>
      {kind === 'voice' && <AudioLines size={14} aria-hidden />}
      {kind === 'reasoning' ? words.reasoning : (known ?? words.otherKind(spelledOut(kind)))}
    </p>
  );
}
