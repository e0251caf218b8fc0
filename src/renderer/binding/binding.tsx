import { useEffect, useRef, useState } from 'react';
import { bindingWords } from '../../words/binding.ts';
import { commonWords } from '../../words/common.ts';
import { useSession } from '../connection/api.tsx';
import { Button, CopyButton } from '../design/button.tsx';
import { Heading } from '../design/heading.tsx';
import { Notice } from '../design/notice.tsx';
import { useWords } from '../language.tsx';
import css from './binding.module.css';
import { countdown } from './countdown.ts';
import { EnvironmentNotice } from './environment-notice.tsx';
import { KeychainNotice } from './keychain-notice.tsx';
import { Lines } from './lines.tsx';
import { type BindingEnd, isOver, LINES, type Progress } from './progress.ts';
import { QrCode } from './qr-code.tsx';
import { type Keep, useBinding } from './use-binding.ts';

/** What {@link Binding} needs. */
export interface BindingProps {
  /** The bot is saved. */
  readonly onBound: () => void;
  /** Where given, there is a button for it. Leaving the view gives the binding up in any case. */
  readonly onCancel?: () => void;
}

/** Makes a bot: a QR code, and four lines that tell how far it has come. */
export function Binding({ onBound, onCancel }: BindingProps) {
  const { settings } = useSession();
  const words = useWords(bindingWords);
  const common = useWords(commonWords);
  const isWithoutKeychain = settings.keychain === 'unavailable';
  const { progress, keep, start } = useBinding(isWithoutKeychain ? undefined : 'keychain');
  const isBound = progress.line === LINES.length;
  const latest = useRef(onBound);
  useEffect(() => {
    latest.current = onBound;
  });
  useEffect(() => {
    if (isBound) latest.current();
  }, [isBound]);
  return (
    <section className={css.binding}>
      <Heading>{words.title}</Heading>
      <EnvironmentNotice />
      <Ending end={progress.end} keep={keep} isWithoutKeychain={isWithoutKeychain} start={start} />
      <div className={css.columns}>
        <Code progress={progress} onNew={() => start(keep ?? 'keychain')} />
        <Lines progress={progress} />
        <Under progress={progress} onNew={() => start(keep ?? 'keychain')} />
      </div>
      {keep === 'memory' && <p className={css.quiet}>{words.inMemory}</p>}
      {onCancel && (
        <div className={css.buttons}>
          <Button onClick={onCancel}>{common.cancel}</Button>
        </div>
      )}
      <Said progress={progress} />
    </section>
  );
}

/** The QR code; once it is of no use, what to do instead stands over it. */
function Code({ progress, onNew }: { progress: Progress; onNew: () => void }) {
  const words = useWords(bindingWords);
  const { code, end, line } = progress;
  const isDim = end !== undefined || line > 2;
  return (
    <div className={`${css.tile} ${code ? css.lit : ''} ${isDim ? css.dim : ''}`}>
      {code && <QrCode link={code.link} name={words.qrName} />}
      {line === 0 && !end && <p>{words.gettingCode}</p>}
      {(end?.why === 'expired' || end?.why === 'timeout') && (
        <div className={css.over} role="alert">
          <p>{words[end.why]}</p>
          <Button kind="primary" onClick={onNew}>
            {words.newCode}
          </Button>
        </div>
      )}
    </div>
  );
}

/** What can be done with the code as long as it lasts. */
function Under({ progress, onNew }: { progress: Progress; onNew: () => void }) {
  const words = useWords(bindingWords);
  const common = useWords(commonWords);
  const { code, line } = progress;
  const isUsable = code !== undefined && line < LINES.length - 1 && !isOver(progress);
  return (
    <div className={css.under}>
      {isUsable && (
        <>
          <TimeLeft until={code.until} />
          <CopyButton text={code.link} label={words.copyLink} done={common.copied} />
          <Button kind="quiet" small onClick={onNew}>
            {words.newCode}
          </Button>
        </>
      )}
    </div>
  );
}

/** Often enough that no second is skipped. */
const TICK_MS = 250;

function TimeLeft({ until }: { until: number }) {
  const words = useWords(bindingWords);
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className={css.left} role="timer" aria-live="off">
      {words.left(countdown(until, now))}
    </span>
  );
}

interface EndingProps {
  readonly end: BindingEnd | undefined;
  /** Undefined: nothing was begun, first somebody says where the secret is kept. */
  readonly keep: Keep | undefined;
  readonly isWithoutKeychain: boolean;
  readonly start: (keep: Keep) => void;
}

/** Why there is no bot, and what to do. An expired code says so itself. */
function Ending({ end, keep, isWithoutKeychain, start }: EndingProps) {
  const words = useWords(bindingWords);
  const common = useWords(commonWords);
  if (!keep || lacksKeychain(end, isWithoutKeychain)) {
    return (
      <KeychainNotice
        what="secret"
        onRetry={() => start('keychain')}
        onMemory={() => start('memory')}
      />
    );
  }
  const again = (
    <>
      <Button onClick={() => start(keep)}>{common.tryAgain}</Button>
      {end?.why === 'failed' && end.reason === 'unsaved' && keep === 'keychain' && (
        <Button onClick={() => start('memory')}>{words.keepUntilQuit.secret}</Button>
      )}
    </>
  );
  switch (end?.why) {
    case undefined:
    case 'expired':
    case 'timeout':
      return null;
    case 'cancelled':
      return (
        <Notice kind="warn" action={again}>
          {words.cancelled}
        </Notice>
      );
    case 'failed':
    case 'declined':
      return (
        <Notice kind="bad" action={again}>
          {end.why === 'failed' ? words.failures[end.reason] : common.declined[end.reason]}
          {end.message && <p className={css.detail}>{end.message}</p>}
        </Notice>
      );
  }
}

function lacksKeychain(end: BindingEnd | undefined, isWithoutKeychain: boolean): boolean {
  if (end?.why === 'declined') return end.reason === 'no-keychain';
  return end?.why === 'failed' && end.reason === 'unsaved' && isWithoutKeychain;
}

/** Each step in words, for those who do not see the lines light up. */
function Said({ progress }: { progress: Progress }) {
  const words = useWords(bindingWords);
  const { line, end } = progress;
  const name = LINES[line];
  const hint = name === 'confirm' ? words.scanIsNotEnough : '';
  const step = name ? `${words.lines[name]}. ${hint}` : '';
  const text = line === LINES.length ? words.bound : step;
  return (
    <p className="visually-hidden" aria-live="polite">
      {end ? '' : text}
    </p>
  );
}
