import { BrowserWindow, nativeTheme, screen, session } from 'electron';
import type { Guard } from './guard.ts';
import { placeBeside } from './placement.ts';
import { PHONE_PARTITION, phoneWindowOptions } from './window-options.ts';

const SIZE = { width: 390, height: 760 };

/** The phone of the simulated WeCom. */
export interface PhoneWindow {
  /** Shows the phone at `url`, beside the main window where that is open. */
  show(url: string): void;
  close(): void;
}

/** What {@link createPhoneWindow} needs. */
export interface PhoneWindowOptions {
  readonly guard: Guard;
  readonly icon: string | undefined;
  readonly devTools: boolean;
  readonly beside: () => BrowserWindow | undefined;
}

/** Makes the window on the first `show`. The address holds a token and is never logged. */
export function createPhoneWindow(options: PhoneWindowOptions): PhoneWindow {
  const { guard, icon, devTools } = options;
  let window: BrowserWindow | undefined;
  /** The phone's own address; a simulated WeCom has a new one each time. */
  let page = '';
  guard.confine(session.fromPartition(PHONE_PARTITION), () => page);

  const open = (url: string): BrowserWindow => {
    const main = options.beside()?.getBounds();
    const display = main ? screen.getDisplayMatching(main) : screen.getPrimaryDisplay();
    const placement = placeBeside(main ?? display.workArea, display.workArea, SIZE);
    const dark = nativeTheme.shouldUseDarkColors;
    const made = new BrowserWindow(phoneWindowOptions({ placement, icon, devTools, dark }));
    page = url.replace(/#.*$/s, '');
    guard.settle(made.webContents, page);
    made.removeMenu();
    made.once('ready-to-show', () => made.show());
    made.once('closed', () => {
      window = undefined;
    });
    // A page that cannot be loaded shows nothing; who opened it can open it again.
    made.webContents.loadURL(url).catch(() => {});
    return made;
  };

  return {
    show(url) {
      if (window) window.show();
      else window = open(url);
    },
    close: () => window?.destroy(),
  };
}
