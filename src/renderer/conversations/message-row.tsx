import { memo } from 'react';
import type { ChatSummary } from '../../shared/api.ts';
import { GrowingBubble } from './growing-bubble.tsx';
import { MessageBubble } from './message-bubble.tsx';
import css from './message-row.module.css';
import type { Row } from './rows.ts';
import type { Times } from './times.ts';
import type { Expanded } from './use-expanded.ts';

/** A message, or the one that is being written, below its day where one begins. */
export const MessageRow = memo(function MessageRow({ row, chat, times, expanded }: RowProps) {
  return (
    <>
      {row.day !== undefined && (
        <div className={css.day}>
          <span>{times.day(row.day, times.now)}</span>
        </div>
      )}
      {row.type === 'growing' ? (
        <GrowingBubble growing={row.growing} expanded={expanded} />
      ) : (
        <MessageBubble row={row} chat={chat} times={times} expanded={expanded} />
      )}
    </>
  );
}, isSameRow);

interface RowProps {
  readonly row: Row;
  readonly chat: Pick<ChatSummary, 'id' | 'type'>;
  readonly times: Times & { readonly now: number };
  readonly expanded: Expanded;
}

/** Rows are made anew with each change of the log; most of them are what they were. */
function isSameRow(one: RowProps, other: RowProps): boolean {
  const same =
    one.chat.type === other.chat.type &&
    one.times === other.times &&
    one.expanded === other.expanded;
  if (!same || one.row.day !== other.row.day || one.row.goesOn !== other.row.goesOn) return false;
  if (one.row.type === 'growing' || other.row.type === 'growing') {
    return 'growing' in one.row && 'growing' in other.row && one.row.growing === other.row.growing;
  }
  return one.row.message === other.row.message && one.row.isAnswering === other.row.isAnswering;
}
