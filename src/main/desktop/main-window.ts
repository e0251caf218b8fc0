import { BrowserWindow, nativeTheme, screen, session } from 'electron';
import type { Clock } from '../clock.ts';
import { handOutPorts } from './control-port.ts';
import { createCrashCount } from './crashes.ts';
import type { Guard } from './guard.ts';
import { fitPlacement, readPlacement, savePlacement } from './placement.ts';
import { APP_PAGE } from './verdicts.ts';
import { MAIN_PARTITION, mainWindowOptions } from './window-options.ts';

/** The application's window: there while a person looks at it, and made anew for the next time. */
export interface MainWindow {
  /** Undefined while it is closed. */
  current(): BrowserWindow | undefined;
  show(): void;
  /** Closes it without asking anybody. */
  destroy(): void;
}

/** What {@link createMainWindow} needs. */
export interface MainWindowOptions {
  readonly clock: Clock;
  readonly guard: Guard;
  readonly preload: string;
  readonly icon: string | undefined;
  readonly devTools: boolean;
  /** File that remembers where the window was. */
  readonly placement: string;
  /** Answers the API at a port of the page. */
  readonly serve: (port: Electron.MessagePortMain) => { close(): void };
  readonly onRefused: () => void;
  /** Asked when a person closes the window; resolves with whether it may go. */
  readonly mayClose: (window: BrowserWindow) => Promise<boolean>;
  /** Asked when the page died twice in a row. */
  readonly onCrash: (window: BrowserWindow) => Promise<'reload' | 'close'>;
  /** The session is being ended by the system. */
  readonly onSessionEnd: () => void;
}

/** Makes the window on the first `show`. */
export function createMainWindow(options: MainWindowOptions): MainWindow {
  const countCrash = createCrashCount(options.clock);
  let window: BrowserWindow | undefined;
  let askingToClose = false;

  const remember = (from: BrowserWindow): void => {
    savePlacement(options.placement, {
      ...from.getNormalBounds(),
      maximized: from.isMaximized(),
    });
  };

  const destroy = (): void => {
    if (!window) return;
    remember(window);
    window.destroy();
  };

  const open = (): BrowserWindow => {
    const screens = screen.getAllDisplays().map(({ workArea }) => workArea);
    const placement = fitPlacement(readPlacement(options.placement), screens);
    const { icon, devTools, preload } = options;
    const look = { placement, icon, devTools, dark: nativeTheme.shouldUseDarkColors };
    const made = new BrowserWindow(mainWindowOptions(look, preload));
    const contents = made.webContents;
    options.guard.settle(contents, APP_PAGE);
    handOutPorts(contents, options.serve, options.onRefused);
    made.setMenuBarVisibility(false);
    made.once('ready-to-show', () => {
      if (placement.maximized) made.maximize();
      made.show();
    });
    made.on('close', (event) => {
      event.preventDefault();
      void askToClose(made);
    });
    made.once('closed', () => {
      window = undefined;
    });
    made.on('session-end', options.onSessionEnd);
    contents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') void recover(made);
    });
    // It is closed while it loads, or the page dies, which is seen to elsewhere.
    contents.loadURL(APP_PAGE).catch(() => {});
    return made;
  };

  /** A second click on the close button asks nothing that the first one does not ask already. */
  const askToClose = async (closing: BrowserWindow): Promise<void> => {
    if (askingToClose) return;
    askingToClose = true;
    try {
      if (await options.mayClose(closing)) destroy();
    } finally {
      askingToClose = false;
    }
  };

  const recover = async (broken: BrowserWindow): Promise<void> => {
    const verdict = countCrash() === 'reload' ? 'reload' : await options.onCrash(broken);
    if (broken.isDestroyed()) return;
    if (verdict === 'reload') broken.webContents.reload();
    else destroy();
  };

  return {
    current: () => window,
    show() {
      if (!window) {
        window = open();
        return;
      }
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    destroy,
  };
}

/** The session of the window: in memory, and confined to its own page. */
export function mainSession(guard: Guard): Electron.Session {
  const own = session.fromPartition(MAIN_PARTITION);
  guard.confine(own, () => APP_PAGE);
  return own;
}
