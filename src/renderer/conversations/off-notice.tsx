import { useState } from 'react';
import type { BotView } from '../../shared/api.ts';
import { remedyOf, stateWords } from '../../words/state.ts';
import { useSession } from '../connection/api.tsx';
import { Button } from '../design/button.tsx';
import { Notice } from '../design/notice.tsx';
import { useWords } from '../language.tsx';
import { useNavigation } from '../navigation.tsx';
import { FailureNotice } from './failure-notice.tsx';

/** Whether nothing leaves or arrives before a person does something. */
export function isOff({ state }: Pick<BotView, 'state'>): boolean {
  return state.name === 'stopped' || state.name === 'displaced' || state.name === 'refused';
}

/** Why the bot is off, and the one thing to do about it. */
export function OffNotice() {
  const { api, bot } = useSession();
  const { go } = useNavigation();
  const words = useWords(stateWords);
  const [failure, setFailure] = useState<unknown>();
  const remedy = remedyOf(bot);
  const act = async (): Promise<void> => {
    if (remedy === 'bind' || remedy === 'rebind') return go({ view: 'status', binding: true });
    await api.bot.connect().then(() => setFailure(undefined), setFailure);
  };
  return (
    <>
      <Notice
        kind="warn"
        action={
          remedy && (
            <Button small onClick={act}>
              {words.remedy[remedy]}
            </Button>
          )
        }
      >
        {words.sentence(bot, Date.now())}
      </Notice>
      <FailureNotice failure={failure} />
    </>
  );
}
