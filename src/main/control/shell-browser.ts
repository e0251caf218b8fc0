import type { Shell } from './shell.ts';

/** The shell of a window in a browser, which opens links itself and ends nothing. */
export function createBrowserShell(): Shell {
  return {
    kind: 'browser',
    tray: false,
    locale: () => Intl.DateTimeFormat().resolvedOptions().locale,
    openLink: async (link) => ({ result: 'here', ...link }),
    openPhone: async (url) => ({ url }),
    showFolder: null,
    startAtLogin: async () => ({ supported: false }),
    setStartAtLogin: async () => ({ supported: false }),
    quit: null,
    onNews: () => () => {},
  };
}
