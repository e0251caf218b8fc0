import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { app, type BrowserWindow, powerMonitor, shell as system } from 'electron';
import type { Api, AppNews } from '../../shared/api.ts';
import type { Clock } from '../clock.ts';
import type { Host } from '../control/host.ts';
import type { Page } from '../control/page.ts';
import { servePort } from '../control/port.ts';
import { createRouter } from '../control/router.ts';
import { serveAppScheme } from './app-scheme.ts';
import { followAppearance } from './appearance.ts';
import { askAboutLink, askAfterCrash, askBeforeLeaving } from './dialogs.ts';
import { createEnding, type Ending } from './ending.ts';
import { createGuard } from './guard.ts';
import { createLinks } from './links.ts';
import { createLoginItem } from './login-item.ts';
import { createMainWindow, mainSession } from './main-window.ts';
import type { Notice } from './notices.ts';
import { showNotifications } from './notifications.ts';
import { createPhoneWindow } from './phone-window.ts';
import { followPreferences, type Preferences } from './preferences.ts';
import { createDesktopShell } from './shell.ts';
import { createTray } from './tray.ts';
import { createTrayActions } from './tray-actions.ts';
import { createTrayHost } from './tray-host.ts';

/** The running application, for what the system asks of it. */
export interface Application {
  readonly ending: Ending;
  showWindow(): void;
  /** Shows the window unless there is a tray to start to. */
  startToTray(): Promise<void>;
}

/** What {@link runApplication} needs. */
export interface ApplicationOptions {
  readonly host: Host;
  readonly page: Page;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder of `dist/` and `assets/`. */
  readonly root: string;
  /** The system's language, as BCP 47. */
  readonly locale: () => string;
}

/** Puts the bot, its tray and its windows together. Electron is ready; nothing is shown yet. */
export function runApplication(options: ApplicationOptions): Application {
  const { host, page, clock, env, root, locale } = options;
  const { log, home } = host.real;
  const stop = new AbortController();
  const { signal } = stop;
  const devTools = !app.isPackaged;
  const icon = process.platform === 'linux' ? join(root, 'assets/icon.png') : undefined;
  const onFailure = (error: unknown) => log.warn({ error }, 'something of the desktop failed');
  const preferences = followPreferences(host, locale);
  const { language } = preferences;

  const ending = createEnding({
    clock,
    async close() {
      main.destroy();
      phone.close();
      tray.destroy();
      stop.abort();
      await host.close();
    },
    exit: (code) => app.exit(code),
  });

  const guard = createGuard((what, url) =>
    log.warn({ what, url: withoutSecrets(url) }, 'a page was held back'),
  );
  const loginItem = createLoginItem(
    { env, execPath: process.execPath, appPath: app.isPackaged ? undefined : app.getAppPath() },
    icon,
  );
  const trayHost = createTrayHost({
    platform: process.platform,
    env,
    clock,
    signal,
    onChange: () => tray.refresh(),
  });

  const shell = createDesktopShell({
    locale,
    hasTray: () => trayHost.present,
    openLink: createLinks({
      ask: (link) => askAboutLink(main.current(), language(), link),
      open: (href) => system.openExternal(href),
    }),
    openPhone: (url) => phone.show(url),
    async showFolder(dir) {
      const problem = await system.openPath(dir);
      if (problem !== '') throw new Error(problem);
    },
    loginItem: {
      get: loginItem.get,
      set(on) {
        const now = loginItem.set(on);
        tray.refresh();
        return now;
      },
    },
    quit: ending.begin,
  });
  const router = createRouter({ host, shell, clock });
  const api: Api = createRouterClient(router, { context: {} });

  serveAppScheme(mainSession(guard), page);
  const main = createMainWindow({
    clock,
    guard,
    icon,
    devTools,
    preload: join(root, 'dist/preload.cjs'),
    placement: join(home.dir, 'window.json'),
    serve: (port) => servePort({ port, router, log }),
    onRefused: () => log.warn('a page that is not ours asked for the API'),
    mayClose: closing({ ending, preferences, hasTray: trayHost.look }),
    onCrash: (window) => askAfterCrash(window, language()),
    onSessionEnd: ending.begin,
  });
  const phone = createPhoneWindow({ guard, icon, devTools, beside: main.current });

  const showWindow = (): void => {
    // A window of a program that ends would find nobody behind it.
    if (!ending.begun) main.show();
  };
  const tell = (news: AppNews): void => {
    shell.tell(news);
    showWindow();
  };
  const tray = createTray({
    api,
    clock,
    env,
    signal,
    icons: join(root, 'assets/tray'),
    packaged: app.isPackaged,
    isPresent: () => trayHost.present,
    isDemo: host.isDemo,
    language,
    loginItem: loginItem.get,
    onAction: createTrayActions({
      api,
      tell,
      showWindow,
      quit: ending.begin,
      onFailure,
    }),
    onFailure,
  });

  showNotifications({
    api,
    clock,
    signal,
    preferences,
    isWatched: () => main.current()?.isFocused() === true,
    onClick: (notice) => tell(placeOf(notice)),
    onFailure,
  });
  host.onSwap(() => {
    if (!host.isDemo()) phone.close();
  });
  followAppearance({ preferences, devTools, onChange: tray.refresh });
  watchPower(host, ending);
  const hasTray = trayHost.wait();

  return {
    ending,
    showWindow,
    async startToTray() {
      if (!(await hasTray)) showWindow();
    },
  };
}

/** What closing the window means: back to the tray where there is one, else the end. */
function closing(parts: {
  readonly ending: Ending;
  readonly preferences: Preferences;
  readonly hasTray: () => Promise<boolean>;
}): (window: BrowserWindow) => Promise<boolean> {
  const { ending, preferences, hasTray } = parts;
  return async (window) => {
    const staysInTray = preferences.current().close_to_tray;
    if (staysInTray && (await hasTray())) return true;
    const wish = staysInTray ? await askBeforeLeaving(window, preferences.language()) : 'quit';
    if (wish === 'quit') ending.begin();
    if (wish === 'minimize') window.minimize();
    return false;
  };
}

/** After sleep nothing is waited for; before the computer goes off everything is put away. */
function watchPower(host: Host, ending: Ending): void {
  const wake = (): void => {
    host.real.bot.wake();
    if (host.isDemo()) host.current().bot.wake();
  };
  powerMonitor.on('resume', wake);
  powerMonitor.on('unlock-screen', wake);
  // Else the system goes off at once. Electron's types leave the event out.
  powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
    event?.preventDefault();
    ending.begin();
  });
}

function placeOf(notice: Notice): AppNews {
  return notice.kind === 'undelivered'
    ? { type: 'show', view: 'conversations', chat: notice.chat }
    : { type: 'show', view: 'status' };
}

/** An address as a log may have it: what follows the path may be a secret. */
function withoutSecrets(url: string): string {
  const { protocol = '', host = '', pathname = '' } = URL.parse(url) ?? {};
  return `${protocol}//${host}${pathname}`;
}
