import { useCallback, useEffect, useState } from 'react';
import type { Api, AppInfo } from '../shared/api.ts';
import { chooseLanguage } from '../words/language.ts';
import { shellWords } from '../words/shell.ts';
import css from './app.module.css';
import { SessionContext, useNewest } from './connection/api.tsx';
import { type Connected, connect } from './connection/connect.ts';
import { Notice } from './design/notice.tsx';
import { LanguageContext, localeOf } from './language.tsx';
import { Shell } from './shell.tsx';

/** Milliseconds between two tries to reach a program that went away. */
const RETRY_MS = 2000;

type Phase = Connected | { readonly ok: undefined };

/** The window: connects to the program, and stays with it. */
export function App() {
  const [phase, setPhase] = useState<Phase>({ ok: undefined });
  useEffect(() => {
    let gone = false;
    void connect().then((connected) => {
      if (gone) return;
      setPhase(connected);
      if (!connected.ok) return;
      void connected.closed.then((reason) => !gone && setPhase({ ok: false, reason }));
    });
    return () => {
      gone = true;
    };
  }, []);
  useEffect(() => {
    // A new address that is typed into this tab changes only what stands behind the #.
    const reload = () => window.location.reload();
    window.addEventListener('hashchange', reload);
    return () => window.removeEventListener('hashchange', reload);
  }, []);
  if (phase.ok) return <Connection api={phase.api} />;
  if (phase.ok === false) return <Unconnected reason={phase.reason} />;
  return null;
}

function Connection({ api }: { api: Api }) {
  const [info, setInfo] = useState<AppInfo>();
  const bot = useNewest(api.bot.follow);
  const settings = useNewest(api.settings.follow);
  useEffect(() => {
    void api.app.info().then(setInfo, () => {});
  }, [api]);
  const value = useCallback(
    (path: string) => settings?.fields.find((field) => field.path === path)?.value,
    [settings],
  );
  // A browser may be in front of another person than the program is.
  const system = info?.place === 'window' ? info.locale : navigator.language;
  const language = chooseLanguage(value('app.language'), system);
  const appearance = value('app.appearance');
  useEffect(() => {
    document.documentElement.lang = localeOf[language];
  }, [language]);
  useEffect(() => {
    const { dataset } = document.documentElement;
    if (appearance === 'light' || appearance === 'dark') dataset['scheme'] = appearance;
    else delete dataset['scheme'];
  }, [appearance]);
  if (!info || !bot || !settings) return null;
  return (
    <LanguageContext value={language}>
      <SessionContext value={{ api, info, bot, settings }}>
        <Shell />
      </SessionContext>
    </LanguageContext>
  );
}

/** Without a program there is no setting to tell the language. */
function Unconnected({ reason }: { reason: 'no-token' | 'refused' | 'unreachable' }) {
  const words = shellWords[chooseLanguage('auto', navigator.language)];
  const text = { 'no-token': words.noToken, refused: words.refused, unreachable: words.lost };
  useEffect(() => {
    if (reason !== 'unreachable') return;
    const timer = setInterval(() => {
      void fetchAlive().then((alive) => alive && window.location.reload());
    }, RETRY_MS);
    return () => clearInterval(timer);
  }, [reason]);
  return (
    <main className={css.alone}>
      <h1>WeCom Tray</h1>
      <Notice kind={reason === 'unreachable' ? 'info' : 'warn'}>{text[reason]}</Notice>
    </main>
  );
}

/** Only a browser gets here: a window ends with its program. */
async function fetchAlive(): Promise<boolean> {
  try {
    return (await fetch(window.location.pathname, { method: 'HEAD' })).ok;
  } catch {
    return false;
  }
}
