import { Users } from 'lucide-react';
import type { ChatSummary } from '../../shared/api.ts';
import { conversationsWords } from '../../words/conversations.ts';
import { useWords } from '../language.tsx';
import { spelledOut } from '../markdown/invisible.ts';
import { VisibleText } from '../markdown/visible-text.tsx';
import css from './lines.module.css';
import type { Times } from './times.ts';

/** Pixels. */
export const CHAT_LINE_HEIGHT = 60;

/** A chat in the list: who, when, what was said last, and how much of it nobody has read. */
export function ChatLine({ chat, times }: { chat: ChatSummary; times: Times & { now: number } }) {
  const words = useWords(conversationsWords);
  const { last, unread, type } = chat;
  const sender = type === 'group' && last?.direction === 'in' ? last.sender : null;
  return (
    <div className={css.line}>
      <div className={css.top}>
        <strong className={css.name} title={spelledOut(chat.id)}>
          <VisibleText text={chat.id} />
        </strong>
        {type === 'group' && (
          <Users className={css.marker} size={14} role="img" aria-label={words.group} />
        )}
        <time className={css.time}>{times.short(last?.at ?? chat.last_seen, times.now)}</time>
      </div>
      <div className={css.bottom}>
        {last?.direction === 'out' && last.state === 'failed' && (
          <span className={css.failed} role="img" aria-label={words.state.failed}>
            !
          </span>
        )}
        <span className={css.excerpt}>
          {last?.direction === 'out' && words.botSaid}
          {sender !== null && <VisibleText text={words.said(sender, '')} />}
          <VisibleText text={nameKind(last?.excerpt ?? '', words.kinds)} />
        </span>
        {unread > 0 && (
          <span className={css.unread}>
            <span aria-hidden>{unread > 99 ? '99+' : unread}</span>
            <span className="visually-hidden">{words.unread(unread)}</span>
          </span>
        )}
      </div>
    </div>
  );
}

/** What has no text is excerpted as its kind, `[image]`. */
function nameKind(excerpt: string, kinds: Readonly<Record<string, string>>): string {
  const [, kind = ''] = /^\[([a-z]+)\]$/.exec(excerpt) ?? [];
  return Object.hasOwn(kinds, kind) ? `[${kinds[kind]}]` : excerpt;
}
