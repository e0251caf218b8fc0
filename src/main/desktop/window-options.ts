import type { BrowserWindowConstructorOptions, WebPreferences } from 'electron';
import type { Placement } from './placement.ts';

/** Partitions without `persist:` live in memory: no cookie, cache or storage on disk. */
export const MAIN_PARTITION = 'main';
export const PHONE_PARTITION = 'phone';

/** As the page's own ground, so that nothing flashes before it is drawn. */
const GROUND = { light: '#f5f6f8', dark: '#1a1c20' } as const;

/** What every page here gets: nothing of Node, and nothing that Chromium does not need. */
const CONFINED = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  // Its dictionaries would be fetched from the internet.
  spellcheck: false,
} as const satisfies WebPreferences;

/** What a window is made from. */
export interface WindowLook {
  readonly placement: Placement;
  readonly dark: boolean;
  /** Path of the application's icon; where the system takes it from the package, undefined. */
  readonly icon: string | undefined;
  /** Whether the developer tools can be opened. */
  readonly devTools: boolean;
}

/** The application's own window. */
export function mainWindowOptions(
  { placement, dark, icon, devTools }: WindowLook,
  preload: string,
): BrowserWindowConstructorOptions {
  const { width, height, x, y } = placement;
  return {
    title: 'WeCom Tray',
    width,
    height,
    ...(x === undefined || y === undefined ? {} : { x, y }),
    minWidth: 720,
    minHeight: 480,
    show: false,
    backgroundColor: dark ? GROUND.dark : GROUND.light,
    ...(icon === undefined ? {} : { icon }),
    webPreferences: { ...CONFINED, devTools, partition: MAIN_PARTITION, preload },
  };
}

/** The phone of the simulated WeCom: a stranger's page as far as this program is concerned. */
export function phoneWindowOptions({
  placement,
  dark,
  icon,
  devTools,
}: WindowLook): BrowserWindowConstructorOptions {
  const { width, height, x, y } = placement;
  return {
    title: 'WeCom',
    width,
    height,
    ...(x === undefined || y === undefined ? {} : { x, y }),
    minWidth: 320,
    minHeight: 480,
    maximizable: false,
    fullscreenable: false,
    show: false,
    backgroundColor: dark ? GROUND.dark : GROUND.light,
    ...(icon === undefined ? {} : { icon }),
    webPreferences: { ...CONFINED, devTools, partition: PHONE_PARTITION },
  };
}
