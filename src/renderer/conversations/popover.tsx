import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import css from './popover.module.css';

/** What {@link Popover} needs. */
export interface PopoverProps {
  readonly label: string;
  readonly icon: ReactNode;
  /** What its content is: a menu has `menuitem`s and arrow keys. */
  readonly role: 'menu' | 'dialog';
  readonly children: (close: () => void) => ReactNode;
}

/** A button with an icon, and what it opens below itself. Esc and a click elsewhere close it. */
export function Popover({ label, icon, role, children }: PopoverProps) {
  const [isOpen, setIsOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setIsOpen(false);
    button.current?.focus();
  };
  useEffect(() => {
    if (!isOpen) return;
    controlsIn(frame.current)[0]?.focus();
    const listener = (event: PointerEvent): void => {
      if (event.target instanceof Node && !frame.current?.contains(event.target)) setIsOpen(false);
    };
    document.addEventListener('pointerdown', listener);
    return () => document.removeEventListener('pointerdown', listener);
  }, [isOpen]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isOpen) return;
    if (event.key === 'Escape') close();
    else if (role === 'menu' && !moveFocus(controlsIn(frame.current), event.key)) return;
    else if (role === 'dialog') return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only listens to what is inside
    <div
      ref={frame}
      className={css.frame}
      onKeyDown={onKeyDown}
      onBlur={(event) => {
        const to = event.relatedTarget;
        if (to && !event.currentTarget.contains(to)) setIsOpen(false);
      }}
    >
      <button
        ref={button}
        type="button"
        className={css.button}
        aria-label={label}
        title={label}
        aria-haspopup={role}
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        {icon}
      </button>
      {isOpen && (
        // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both a menu and a dialog have a name
        <div className={css.content} role={role} aria-label={label}>
          {children(close)}
        </div>
      )}
    </div>
  );
}

/** What {@link MenuItem} needs. */
export interface MenuItemProps {
  readonly danger?: boolean;
  readonly onChoose: () => void;
  readonly children: ReactNode;
}

/** A line of a menu. */
export function MenuItem({ danger, onChoose, children }: MenuItemProps) {
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className={`${css.item} ${danger ? css.danger : ''}`}
      onClick={onChoose}
    >
      {children}
    </button>
  );
}

function controlsIn(frame: HTMLElement | null): HTMLElement[] {
  return [...(frame?.querySelectorAll<HTMLElement>(`.${css.content} :is(button, input)`) ?? [])];
}

/** Whether `key` moved the focus among the lines of a menu. */
function moveFocus(items: readonly HTMLElement[], key: string): boolean {
  const index =
    document.activeElement instanceof HTMLElement ? items.indexOf(document.activeElement) : -1;
  const steps: Record<string, number> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    Home: 0,
    End: -1,
  };
  const to = steps[key];
  if (to === undefined) return false;
  items.at(to % items.length)?.focus();
  return true;
}
