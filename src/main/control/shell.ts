import type { AppNews, LinkResult, LoginItem } from '../../shared/api.ts';

/** What shows the windows: the desktop application, or a browser. */
export interface Shell {
  readonly kind: 'window' | 'browser';
  /** Whether closing the window leaves an icon to come back by. */
  readonly tray: boolean;
  /** The system's language, as BCP 47. */
  locale(): string;
  /** Follows a link, which is https; `host` is what a person is shown of it. */
  openLink(link: { readonly href: string; readonly host: string }): Promise<LinkResult>;
  /**
   * Opens the phone of the simulated WeCom; answers `url` where the page has to. The address holds
   * a token and belongs into no log.
   */
  openPhone(url: string): Promise<{ url: string | null }>;
  /** Shows a folder in the file manager; null where there is none. */
  readonly showFolder: ((dir: string) => Promise<void>) | null;
  startAtLogin(): Promise<LoginItem>;
  /** Asked only where it is supported. */
  setStartAtLogin(on: boolean): Promise<LoginItem>;
  /** Begins to end the program and returns; null where this is not for a window to decide. */
  readonly quit: (() => void) | null;
  /** Tells what windows are asked to show; the function returned ends that. */
  onNews(listener: (news: AppNews) => void): () => void;
}
