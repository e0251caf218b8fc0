import { useEffect, useRef, useState } from 'react';
import { bindingWords } from '../../words/binding.ts';
import { commonWords } from '../../words/common.ts';
import { reasonOf, useApi } from '../connection/api.tsx';
import { Button } from '../design/button.tsx';
import { Field, inputClass } from '../design/field.tsx';
import { Heading } from '../design/heading.tsx';
import { Notice } from '../design/notice.tsx';
import { useWords } from '../language.tsx';
import css from './binding.module.css';
import { EnvironmentNotice } from './environment-notice.tsx';
import { KeychainNotice } from './keychain-notice.tsx';
import type { Keep } from './use-binding.ts';

type Failure = ReturnType<typeof reasonOf>;

/** Takes a bot that exists already; it is tried out before it is kept. */
export function ManualEntry({ onBound }: { onBound: () => void }) {
  const words = useWords(bindingWords);
  const common = useWords(commonWords);
  const [botId, setBotId] = useState('');
  const [secret, setSecret] = useState('');
  const [incomplete, setIncomplete] = useState(false);
  const { checking, failure, check, cancel } = useCheck(onBound);
  const problems = incomplete
    ? {
        botId: problemOf(botId, words.botIdMissing, words.noSpaces),
        secret: problemOf(secret, words.secretMissing, words.noSpaces),
      }
    : {};
  const submit = (keep: Keep): Promise<void> | undefined => {
    const isComplete =
      !problemOf(botId, 'missing', 'spaces') && !problemOf(secret, 'missing', 'spaces');
    setIncomplete(!isComplete);
    return isComplete ? check({ botId: botId.trim(), secret: secret.trim(), keep }) : undefined;
  };
  const refused = failure?.reason === 'unverified' ? common.declined.unverified : undefined;
  return (
    <section className={css.binding}>
      <Heading>{words.manualTitle}</Heading>
      <p className={css.quiet}>{words.manualLead}</p>
      <EnvironmentNotice />
      {failure && !refused && (
        <Trouble
          failure={failure}
          onRetry={() => submit('keychain')}
          onMemory={() => submit('memory')}
        />
      )}
      <form className={css.form} autoComplete="off" onSubmit={(event) => event.preventDefault()}>
        <Field label={words.botId} help={words.botIdHelp} error={problems.botId}>
          {(control) => (
            <input
              {...control}
              className={inputClass}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              disabled={checking}
              value={botId}
              onChange={(event) => setBotId(event.target.value)}
            />
          )}
        </Field>
        <Field label={words.secret} help={words.secretHelp} error={problems.secret ?? refused}>
          {(control) => (
            <input
              {...control}
              className={inputClass}
              type="password"
              autoComplete="off"
              spellCheck={false}
              disabled={checking}
              value={secret}
              onChange={(event) => setSecret(event.target.value)}
            />
          )}
        </Field>
        <div className={css.buttons}>
          <Button kind="primary" submit onClick={() => submit('keychain')}>
            {checking ? words.checking : words.check}
          </Button>
          {checking && <Button onClick={cancel}>{common.cancel}</Button>}
        </div>
      </form>
    </section>
  );
}

function problemOf(value: string, missing: string, spaces: string): string | undefined {
  const text = value.trim();
  if (text === '') return missing;
  return /\s/.test(text) ? spaces : undefined;
}

interface TroubleProps {
  readonly failure: Failure;
  readonly onRetry: () => unknown;
  readonly onMemory: () => unknown;
}

function Trouble({ failure, onRetry, onMemory }: TroubleProps) {
  const common = useWords(commonWords);
  if (failure.reason === 'no-keychain') {
    return <KeychainNotice what="secret" onRetry={onRetry} onMemory={onMemory} />;
  }
  return (
    <Notice kind="bad">
      {common.declined[failure.reason]}
      <p className={css.detail}>{failure.message}</p>
    </Notice>
  );
}

/** One trial of a bot at a time; leaving the view gives it up. */
function useCheck(onBound: () => void) {
  const api = useApi();
  const [checking, setChecking] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const check = async (input: Parameters<typeof api.binding.enter>[0]): Promise<void> => {
    const stop = new AbortController();
    running.current = stop;
    setFailure(undefined);
    setChecking(true);
    try {
      await api.binding.enter(input, { signal: stop.signal });
      if (!stop.signal.aborted) onBound();
    } catch (error) {
      if (!stop.signal.aborted) setFailure(reasonOf(error));
    } finally {
      setChecking(false);
    }
  };
  return { checking, failure, check, cancel: () => running.current?.abort() };
}
