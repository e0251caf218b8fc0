import { useState } from 'react';
import type { AgentChoice } from '../../shared/api.ts';
import { agentsWords } from '../../words/agents.ts';
import { commonWords } from '../../words/common.ts';
import { KeychainNotice } from '../binding/keychain-notice.tsx';
import { reasonOf, useApi } from '../connection/api.tsx';
import { Button } from '../design/button.tsx';
import { Notice } from '../design/notice.tsx';
import { useWords } from '../language.tsx';
import css from './take.module.css';

/** What {@link Take} needs. */
export interface TakeProps {
  /** Undefined where the form is not complete. */
  readonly agent: AgentChoice | undefined;
  /** Nothing is selected. */
  readonly disabled: boolean;
  readonly onIncomplete: () => void;
  readonly onDone: () => void;
  readonly onSkip: (() => void) | undefined;
}

/** Makes the selected agent the one that answers. */
export function Take({ agent, disabled, onIncomplete, onDone, onSkip }: TakeProps) {
  const api = useApi();
  const words = useWords(agentsWords);
  const common = useWords(commonWords);
  const [failure, setFailure] = useState<ReturnType<typeof reasonOf>>();
  const [hidden, setHidden] = useState(false);
  const tell = async (work: () => Promise<{ hidden: boolean }>): Promise<void> => {
    setFailure(undefined);
    try {
      const taken = await work();
      if (taken.hidden) setHidden(true);
      else onDone();
    } catch (error) {
      setFailure(reasonOf(error));
    }
  };
  const take = () => (agent ? tell(() => api.agents.take({ agent })) : onIncomplete());
  const takeForThisRun = () => agent && tell(() => api.agents.take({ agent, keep: 'memory' }));
  if (hidden) {
    return (
      <Notice kind="warn" action={<Button onClick={onDone}>{common.next}</Button>}>
        {words.hidden}
      </Notice>
    );
  }
  return (
    <div className={css.take}>
      {failure?.reason === 'no-keychain' && (
        <KeychainNotice what="key" onRetry={take} onMemory={takeForThisRun} />
      )}
      {failure && failure.reason !== 'no-keychain' && (
        <Notice kind="bad">
          {common.declined[failure.reason]}
          <p className={css.detail}>{failure.message}</p>
        </Notice>
      )}
      <div className={css.buttons}>
        <Button kind="primary" disabled={disabled} onClick={take}>
          {words.use}
        </Button>
        {onSkip && (
          <Button kind="quiet" onClick={onSkip}>
            {words.later}
          </Button>
        )}
      </div>
    </div>
  );
}
