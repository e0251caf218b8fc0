import type { AppNews, LinkResult, LoginItem } from '../../shared/api.ts';
import type { Shell } from '../control/shell.ts';

/** What {@link createDesktopShell} needs. */
export interface DesktopShellOptions {
  readonly locale: () => string;
  readonly hasTray: () => boolean;
  readonly openLink: (href: string) => Promise<LinkResult>;
  readonly openPhone: (url: string) => void;
  readonly showFolder: (dir: string) => Promise<void>;
  readonly loginItem: { get(): LoginItem; set(on: boolean): LoginItem };
  readonly quit: () => void;
}

/** The desktop application's shell, and how it tells its window what to show. */
export interface DesktopShell extends Shell {
  /** A window that is only being opened is told as soon as it listens. */
  tell(news: AppNews): void;
}

/** Makes the shell of the desktop application. */
export function createDesktopShell(options: DesktopShellOptions): DesktopShell {
  const listeners = new Set<(news: AppNews) => void>();
  let untold: AppNews | undefined;
  return {
    kind: 'window',
    get tray() {
      return options.hasTray();
    },
    locale: options.locale,
    openLink: ({ href }) => options.openLink(href),
    async openPhone(url) {
      options.openPhone(url);
      return { url: null };
    },
    showFolder: options.showFolder,
    startAtLogin: async () => options.loginItem.get(),
    setStartAtLogin: async (on) => options.loginItem.set(on),
    quit: options.quit,
    onNews(listener) {
      listeners.add(listener);
      const news = untold;
      untold = undefined;
      if (news) listener(news);
      return () => void listeners.delete(listener);
    },
    tell(news) {
      untold = listeners.size === 0 ? news : undefined;
      for (const listener of listeners) listener(news);
    },
  };
}
