import { useEffect, useState } from 'react';
import type { Waiting } from '../../shared/api.ts';
import { commonWords } from '../../words/common.ts';
import { statusWords } from '../../words/status.ts';
import { reasonOf, useSession } from '../connection/api.tsx';
import { Button } from '../design/button.tsx';
import { Notice } from '../design/notice.tsx';
import { localeOf, useLanguage, useWords } from '../language.tsx';
import { useNavigation } from '../navigation.tsx';
import css from './outbox.module.css';

/** What waits to be sent; nothing where nothing does. */
export function Outbox() {
  const { api, bot } = useSession();
  const words = useWords(statusWords);
  const common = useWords(commonWords);
  const locale = localeOf[useLanguage()];
  const { go } = useNavigation();
  const [waiting, setWaiting] = useState<readonly Waiting[]>([]);
  const [failure, setFailure] = useState<string>();
  // A new status stands for a change of the outbox.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the status is what it depends on
  useEffect(() => {
    const stop = new AbortController();
    api.bot.outbox(undefined, { signal: stop.signal }).then(
      (found) => !stop.signal.aborted && setWaiting(found),
      () => {},
    );
    return () => stop.abort();
  }, [api, bot]);
  if (waiting.length === 0) return null;
  const clock = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const drop = async (seq: number): Promise<void> => {
    try {
      await api.chats.drop({ seq });
      setFailure(undefined);
    } catch (error) {
      setFailure(common.declined[reasonOf(error).reason]);
    }
  };
  const tries = ({ attempts, not_before }: Waiting): string => {
    const next = not_before > Date.now() ? words.nextTry(clock.format(not_before)) : '';
    return [attempts > 0 ? words.attempts(attempts) : '', next].filter(Boolean).join(', ');
  };
  return (
    <section className={css.outbox} aria-label={words.outbox}>
      <h2>{words.outbox}</h2>
      <p className={css.help}>{words.outboxHelp}</p>
      {failure && <Notice kind="bad">{failure}</Notice>}
      <ul>
        {waiting.map((part) => (
          <li key={`${part.seq} ${part.at} ${part.excerpt}`} className={css.part}>
            <div className={css.what}>
              <span className={css.chat}>{part.chat.id}</span>
              <span className={css.excerpt}>{part.excerpt}</span>
              <span className={css.tries}>{tries(part)}</span>
            </div>
            <Button
              kind="quiet"
              small
              onClick={() => go({ view: 'conversations', chat: part.chat, seq: part.seq })}
            >
              {words.open}
            </Button>
            <Button kind="quiet" small onClick={() => drop(part.seq)}>
              {words.drop}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
