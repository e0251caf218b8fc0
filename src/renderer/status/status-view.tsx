import { useEffect, useState } from 'react';
import { commonWords } from '../../words/common.ts';
import { settingsWords } from '../../words/settings.ts';
import { shellWords } from '../../words/shell.ts';
import { conditionOf, type Remedy, remedyOf, stateWords } from '../../words/state.ts';
import { statusWords } from '../../words/status.ts';
import { Binding } from '../binding/binding.tsx';
import { reasonOf, useSession } from '../connection/api.tsx';
import { Button } from '../design/button.tsx';
import { Notice } from '../design/notice.tsx';
import { StateShape } from '../design/state-shape.tsx';
import { useWords } from '../language.tsx';
import { useNavigation } from '../navigation.tsx';
import { DayStrip } from './day-strip.tsx';
import { Numbers } from './numbers.tsx';
import { Outbox } from './outbox.tsx';
import { RunSecret } from './run-secret.tsx';
import css from './status-view.module.css';

/** How the connection is, what to do about it, and how the last day went. */
export function StatusView() {
  const { bot } = useSession();
  const shell = useWords(shellWords);
  const words = useWords(statusWords);
  const { place, go } = useNavigation();
  if (place.binding) {
    const leave = () => go({ view: 'status' });
    return (
      <div className={css.page}>
        <Binding onBound={leave} onCancel={leave} />
      </div>
    );
  }
  return (
    <div className={css.page}>
      <div className={css.column}>
        <h1 className="visually-hidden">{shell.views.status}</h1>
        <Now />
        {bot.obstacle === 'no-keychain' && <RunSecret />}
        <section className={css.section} aria-label={words.lastDay}>
          <h2>{words.lastDay}</h2>
          <DayStrip />
          <Numbers />
        </section>
        <Outbox />
        <About />
      </div>
    </div>
  );
}

/** The one state as a sentence, and the one button that does something about it. */
function Now() {
  const { api, bot } = useSession();
  const state = useWords(stateWords);
  const common = useWords(commonWords);
  const words = useWords(statusWords);
  const { go } = useNavigation();
  const now = useSeconds(bot.state.name === 'waiting');
  const [failure, setFailure] = useState<string>();
  const remedy = remedyOf(bot);
  const act = async (what: Remedy): Promise<void> => {
    setFailure(undefined);
    try {
      await actOn(what);
    } catch (error) {
      setFailure(common.declined[reasonOf(error).reason]);
    }
  };
  const actOn = async (what: Remedy): Promise<void> => {
    switch (what) {
      case 'bind':
      case 'rebind':
        return go({ view: 'status', binding: true });
      case 'disconnect':
      case 'cancel':
        await api.bot.disconnect();
        return;
      case 'connect':
      case 'retry':
      case 'take-over':
        if (bot.obstacle === 'switched-off') {
          await api.settings.set({ path: 'channels.wecom.enabled', value: true });
        } else await api.bot.connect();
    }
  };
  const isCalm = remedy === 'disconnect' || remedy === 'cancel';
  return (
    <section className={css.now}>
      <div className={css.sentence} aria-live="polite">
        <StateShape condition={conditionOf(bot)} size={20} />
        <p className="selectable">{state.sentence(bot, now)}</p>
      </div>
      {failure && <Notice kind="bad">{failure}</Notice>}
      <div className={css.buttons}>
        {remedy && (
          <Button kind={isCalm ? 'plain' : 'primary'} onClick={() => act(remedy)}>
            {state.remedy[remedy]}
          </Button>
        )}
        {bot.state.name === 'online' && <Pause />}
        {bot.state.name === 'waiting' && (
          <Button onClick={() => act('disconnect')}>{state.remedy.disconnect}</Button>
        )}
        {bot.state.name === 'refused' && (
          <Button onClick={() => go({ view: 'settings', field: 'channels.wecom.secret' })}>
            {words.renew}
          </Button>
        )}
      </div>
    </section>
  );
}

function Pause() {
  const { api, bot } = useSession();
  const words = useWords(statusWords);
  return (
    <Button onClick={() => api.bot.pause({ paused: !bot.paused })}>
      {bot.paused ? words.resume : words.pause}
    </Button>
  );
}

/** A program is called by its name, a model as it is; a kind alone is a word. */
function agentName(agent: string, words: Readonly<Record<string, string>>): string {
  const [kind = '', ...rest] = agent.split(' ');
  const name = rest.join(' ');
  if (name === '') return words[kind] ?? kind;
  return kind === 'command' ? (name.split(/[/\\]/).at(-1) ?? name) : name;
}

/** Which bot it is, and what answers for it. */
function About() {
  const { bot } = useSession();
  const { choices } = useWords(settingsWords);
  const words = useWords(statusWords);
  const { go } = useNavigation();
  return (
    <dl className={css.about}>
      <dt>{words.bot}</dt>
      <dd>
        <span className="selectable">{bot.bot_id || words.none}</span>
        <Button kind="quiet" small onClick={() => go({ view: 'status', binding: true })}>
          {bot.bot_id === '' ? words.rebind : words.bindAnother}
        </Button>
      </dd>
      <dt>{words.agent}</dt>
      <dd>
        <span className="selectable">{agentName(bot.agent, choices)}</span>
        <Button kind="quiet" small onClick={() => go({ view: 'settings', field: 'agent.kind' })}>
          {words.changeAgent}
        </Button>
      </dd>
    </dl>
  );
}

/** The present, each second while somebody counts down. */
function useSeconds(counting: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    setNow(Date.now());
    if (!counting) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [counting]);
  return now;
}
