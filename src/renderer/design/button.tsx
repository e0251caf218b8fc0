import { type ReactNode, useEffect, useRef, useState } from 'react';
import css from './button.module.css';
import { useApplying } from './use-applying.ts';

/** What {@link Button} needs. */
export interface ButtonProps {
  /** `primary` at most once a view; `quiet` has no border. */
  readonly kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly small?: boolean;
  readonly disabled?: boolean;
  readonly submit?: boolean;
  /** For buttons that show only an icon. */
  readonly label?: string;
  readonly pressed?: boolean;
  readonly expanded?: boolean;
  /** While its promise is pending the button is busy and takes no click. */
  readonly onClick?: () => unknown;
  readonly children: ReactNode;
}

/** A button. */
export function Button(props: ButtonProps) {
  const { kind = 'plain', small, disabled, submit, label, pressed, expanded, children } = props;
  const { busy, run } = useApplying();
  const { onClick } = props;
  return (
    <button
      type={submit ? 'submit' : 'button'}
      className={`${css.button} ${css[kind]} ${small ? css.small : ''}`}
      disabled={disabled}
      aria-busy={busy}
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      aria-expanded={expanded}
      onClick={onClick && (() => run(onClick))}
    >
      {children}
    </button>
  );
}

/** What {@link CopyButton} needs. */
export interface CopyButtonProps {
  readonly text: string | (() => Promise<string>);
  readonly label: string;
  readonly done: string;
  readonly small?: boolean;
  readonly kind?: 'plain' | 'quiet';
}

/** Milliseconds that a copy button says so. */
const SAID_MS = 2000;

/** Copies a text and says so. */
export function CopyButton({ text, label, done, small = true, kind = 'quiet' }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(typeof text === 'string' ? text : await text());
    setCopied(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setCopied(false), SAID_MS);
  };
  return (
    <Button kind={kind} small={small} onClick={copy}>
      <span aria-live="polite">{copied ? done : label}</span>
    </Button>
  );
}
