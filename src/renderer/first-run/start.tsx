import { useState } from 'react';
import { firstRunWords } from '../../words/first-run.ts';
import { useSession } from '../connection/api.tsx';
import { Button } from '../design/button.tsx';
import { Heading } from '../design/heading.tsx';
import { useWords } from '../language.tsx';
import css from './first-run.module.css';
import { orderPhone } from './phone.ts';

/** What {@link Start} needs. */
export interface StartProps {
  readonly go: (step: 'bind' | 'manual' | 'agent') => void;
  /** Does something and says so where it fails. */
  readonly tell: (work: () => Promise<unknown>) => Promise<void>;
}

/** The first question: a bot of one's own, or a simulated WeCom. */
export function Start({ go, tell }: StartProps) {
  const { api, info, bot } = useSession();
  const words = useWords(firstRunWords);
  const [starting, setStarting] = useState(false);
  const startDemo = async (): Promise<void> => {
    const takeBack = orderPhone(info);
    setStarting(true);
    await tell(async () => {
      try {
        // The page is loaded anew as soon as it runs.
        await api.app.startDemo();
      } catch (error) {
        takeBack();
        setStarting(false);
        throw error;
      }
    });
  };
  return (
    <>
      <Heading>{words.title}</Heading>
      <div className={css.choices}>
        <Button onClick={() => go('bind')}>
          <strong>{words.bind}</strong>
          <span>{words.bindAbout}</span>
        </Button>
        <Button onClick={startDemo}>
          <strong>{words.simulate}</strong>
          <span aria-live="polite">{starting ? words.simulateStarting : words.simulateAbout}</span>
        </Button>
      </div>
      <div className={css.links}>
        <Button kind="quiet" onClick={() => go('manual')}>
          {words.manual}
        </Button>
        {bot.obstacle !== 'not-bound' && (
          <Button kind="quiet" onClick={() => go('agent')}>
            {words.goOn(bot.bot_id)}
          </Button>
        )}
      </div>
    </>
  );
}
