import type { TrayIcon } from './tray-model.ts';

/** The colour of what an icon lies on. */
export type Ground = 'light' | 'dark';

/** File of an icon under `assets/tray`. On macOS the system colours it by itself. */
export function trayIconFile(platform: NodeJS.Platform, icon: TrayIcon, ground: Ground): string {
  switch (platform) {
    case 'darwin':
      return `${icon}Template.png`;
    case 'win32':
      return `${icon}-${ground}.ico`;
    default:
      return `${icon}-${ground}.png`;
  }
}

/** Desktops whose panel is dark whatever the windows are. */
const DARK_PANELS = /gnome|unity|cosmic/i;

/** What the tray's icons lie on. `desktops` is `XDG_CURRENT_DESKTOP`. */
export function panelGround(desktops: string | undefined, systemIsDark: boolean): Ground {
  return systemIsDark || DARK_PANELS.test(desktops ?? '') ? 'dark' : 'light';
}
