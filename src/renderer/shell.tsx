import { Activity, MessageSquare, Settings, Stethoscope } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import type { AppNews, ChatKey, ViewName } from '../shared/api.ts';
import { shellWords } from '../words/shell.ts';
import { conditionOf, stateWords } from '../words/state.ts';
import { useFollow, useSession } from './connection/api.tsx';
import { ConversationsView } from './conversations/conversations-view.tsx';
import { Button } from './design/button.tsx';
import { ErrorFence } from './design/error-fence.tsx';
import { StateShape } from './design/state-shape.tsx';
import { DiagnosticsView } from './diagnostics/diagnostics-view.tsx';
import { FirstRun } from './first-run/first-run.tsx';
import { showPhone } from './first-run/phone.ts';
import { useWords } from './language.tsx';
import { type Navigation, NavigationContext, type Place } from './navigation.tsx';
import { SettingsView } from './settings/settings-view.tsx';
import css from './shell.module.css';
import { StatusView } from './status/status-view.tsx';

const VIEWS: readonly ViewName[] = ['conversations', 'status', 'settings', 'diagnostics'];
const ICONS = {
  conversations: MessageSquare,
  status: Activity,
  settings: Settings,
  diagnostics: Stethoscope,
} as const;

/** The rail, the view beside it, and what comes before there is a bot. */
export function Shell() {
  const { api, bot } = useSession();
  const [place, setPlace] = useState<Place>({ view: 'conversations' });
  // Somebody who just bound a bot still chooses who answers.
  const [starting, setStarting] = useState(bot.obstacle === 'not-bound');
  const go = useCallback((next: Place) => setPlace(next), []);
  useFollow(api.app.follow, (news: AppNews) => {
    if (news.type === 'swapped') window.location.reload();
    if (news.type === 'bind') setPlace({ view: 'status', binding: true });
    if (news.type === 'show') setPlace(placeOf(news.view, news.chat));
  });
  useViewKeys(go);
  const navigation: Navigation = { place, go };
  if (starting) {
    return (
      <div className={css.first}>
        <FirstRun
          onDone={() => {
            setPlace({ view: 'conversations' });
            setStarting(false);
          }}
        />
      </div>
    );
  }
  return (
    <NavigationContext value={navigation}>
      <div className={css.shell}>
        <Rail view={place.view} go={go} />
        <main className={css.view}>
          <ErrorFence key={place.view}>{viewOf(place.view)}</ErrorFence>
        </main>
      </div>
    </NavigationContext>
  );
}

function placeOf(view: ViewName, chat: ChatKey | undefined): Place {
  return chat ? { view, chat } : { view };
}

function viewOf(view: ViewName): ReactNode {
  switch (view) {
    case 'conversations':
      return <ConversationsView />;
    case 'status':
      return <StatusView />;
    case 'settings':
      return <SettingsView />;
    case 'diagnostics':
      return <DiagnosticsView />;
  }
}

function Rail({ view, go }: { view: ViewName; go: (place: Place) => void }) {
  const words = useWords(shellWords);
  return (
    <nav className={css.rail} aria-label={words.navigation}>
      <ul>
        {VIEWS.map((name) => {
          const Icon = ICONS[name];
          return (
            <li key={name}>
              <button
                type="button"
                className={css.place}
                aria-current={name === view ? 'page' : undefined}
                onClick={() => go({ view: name })}
              >
                <Icon size={18} strokeWidth={1.75} aria-hidden />
                <span>{words.views[name]}</span>
              </button>
            </li>
          );
        })}
      </ul>
      <div className={css.foot}>
        <Simulation />
        <ConnectionChip go={go} />
      </div>
    </nav>
  );
}

/** Always there, so that nobody takes the simulated WeCom for the real one. */
function Simulation() {
  const { api, info } = useSession();
  const words = useWords(shellWords);
  if (!info.demo) return null;
  return (
    <div className={css.simulation}>
      <span>{words.demo}</span>
      <Button kind="quiet" small onClick={() => showPhone(api)}>
        {words.demoPhone}
      </Button>
      <Button kind="quiet" small onClick={() => api.app.leaveDemo()}>
        {words.demoLeave}
      </Button>
    </div>
  );
}

function ConnectionChip({ go }: { go: (place: Place) => void }) {
  const { bot } = useSession();
  const words = useWords(shellWords);
  const state = useWords(stateWords);
  const condition = conditionOf(bot);
  const name = state.condition[condition];
  return (
    <button
      type="button"
      className={css.chip}
      title={state.line(bot, Date.now())}
      aria-label={words.showStatus(name)}
      onClick={() => go({ view: 'status' })}
    >
      <StateShape condition={condition} />
      <span>{name}</span>
    </button>
  );
}

/** Ctrl or Cmd with 1 to 4. */
function useViewKeys(go: (place: Place) => void): void {
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      const view = VIEWS[Number(event.key) - 1];
      if (!view) return;
      event.preventDefault();
      go({ view });
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, [go]);
}
