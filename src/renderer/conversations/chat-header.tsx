import { CalendarDays, Ellipsis, Users } from 'lucide-react';
import { useState } from 'react';
import type { ChatKey, ChatSummary } from '../../shared/api.ts';
import { commonWords } from '../../words/common.ts';
import { conversationsWords } from '../../words/conversations.ts';
import { Button } from '../design/button.tsx';
import { Field, inputClass } from '../design/field.tsx';
import { useWords } from '../language.tsx';
import { spelledOut } from '../markdown/invisible.ts';
import { VisibleText } from '../markdown/visible-text.tsx';
import css from './chat-header.module.css';
import { ClearDialog } from './clear-dialog.tsx';
import { MenuItem, Popover } from './popover.tsx';
import { ExportNotice, useExport } from './use-export.tsx';

/** Whose chat it is, a way to a date, and what else can be done with it. */
export function ChatHeader({ chat, onDate }: ChatHeaderProps) {
  const words = useWords(conversationsWords);
  const common = useWords(commonWords);
  const [isClearing, setIsClearing] = useState(false);
  const [copied, setCopied] = useState(false);
  const exporting = useExport(chat);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(chat.id);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <>
      <header className={css.header}>
        <h2 className={`${css.name} selectable`} title={spelledOut(chat.id)}>
          <VisibleText text={chat.id} />
        </h2>
        {chat.type === 'group' && (
          <span className={css.marker}>
            <Users size={14} aria-hidden />
            {words.group}
          </span>
        )}
        <span className={css.said} role="status">
          {copied && common.copied}
        </span>
        <Popover
          label={words.jumpToDate}
          icon={<CalendarDays size={16} aria-hidden />}
          role="dialog"
        >
          {(close) => (
            <DateForm
              onDate={(at) => {
                close();
                onDate(at);
              }}
            />
          )}
        </Popover>
        <Popover label={words.chatMenu} icon={<Ellipsis size={16} aria-hidden />} role="menu">
          {(close) => {
            const chosen = (work: () => unknown) => () => {
              close();
              void work();
            };
            return (
              <>
                <MenuItem onChoose={chosen(copy)}>{words.copyId}</MenuItem>
                <MenuItem onChoose={chosen(() => exporting.start('markdown'))}>
                  {words.exportMarkdown}
                </MenuItem>
                <MenuItem onChoose={chosen(() => exporting.start('json'))}>
                  {words.exportJson}
                </MenuItem>
                <MenuItem danger onChoose={chosen(() => setIsClearing(true))}>
                  {words.clear}
                </MenuItem>
              </>
            );
          }}
        </Popover>
      </header>
      <ExportNotice exporting={exporting} />
      {isClearing && <ClearDialog chat={chat} onClose={() => setIsClearing(false)} />}
    </>
  );
}

interface ChatHeaderProps {
  readonly chat: ChatKey & Pick<ChatSummary, 'type'>;
  /** Goes to the first message at or after a time. */
  readonly onDate: (at: number) => void;
}

function DateForm({ onDate }: { onDate: (at: number) => void }) {
  const words = useWords(conversationsWords);
  const [day, setDay] = useState(() => dateOf(new Date()));
  return (
    <form
      className={css.date}
      onSubmit={(event) => {
        event.preventDefault();
        const at = new Date(`${day}T00:00:00`).getTime();
        if (!Number.isNaN(at)) onDate(at);
      }}
    >
      <Field label={words.date}>
        {(control) => (
          <input
            {...control}
            type="date"
            className={inputClass}
            required
            max={dateOf(new Date())}
            value={day}
            onChange={(event) => setDay(event.target.value)}
          />
        )}
      </Field>
      <Button submit>{words.goThere}</Button>
    </form>
  );
}

/** As a date input has it, by this computer's calendar. */
function dateOf(date: Date): string {
  const two = (part: number) => `${part}`.padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
