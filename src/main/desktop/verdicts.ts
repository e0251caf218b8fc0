/** Where our own window lives. */
export const APP_ORIGIN = 'app://main';
/** The one page of our own window. */
export const APP_PAGE = `${APP_ORIGIN}/`;

/** A frame that wants to go somewhere. */
export interface Navigation {
  readonly url: string;
  readonly isMainFrame: boolean;
}

/** A window may load its own page again, at any anchor; no frame inside it may load anything. */
export function mayNavigate({ url, isMainFrame }: Navigation, page: string): boolean {
  if (!isMainFrame) return false;
  const target = URL.parse(url);
  const own = URL.parse(page);
  return (
    target !== null &&
    own !== null &&
    target.protocol === own.protocol &&
    target.host === own.host &&
    target.pathname === own.pathname &&
    target.search === '' &&
    target.username === '' &&
    target.password === ''
  );
}

/** Everything that Electron would grant by itself is refused; copying is what a window needs. */
export function mayUse(permission: string, requestingUrl: string, page: string): boolean {
  return permission === 'clipboard-sanitized-write' && isWithin(requestingUrl, page);
}

/** A page may hand out what it made itself, and nothing from anywhere else. */
export function mayDownload(url: string, page: string): boolean {
  return url.startsWith('blob:') && isWithin(url.slice('blob:'.length), page);
}

/** Who sent a message to the main process. */
export interface Sender {
  readonly webContentsId: number;
  /** Null where the frame is gone, or went somewhere else since. */
  readonly frame: { readonly origin: string; readonly isTop: boolean } | null;
}

/** Only the page of our own window is listened to. */
export function isOurs({ webContentsId, frame }: Sender, ownId: number): boolean {
  return webContentsId === ownId && frame?.isTop === true && frame.origin === APP_ORIGIN;
}

/** A link that may be given to the browser, as the parser reads it; undefined for any other. */
export function outsideLink(url: string): { href: string; host: string } | undefined {
  const link = URL.parse(url);
  if (link?.protocol !== 'https:' || link.username !== '' || link.password !== '') return undefined;
  return { href: link.href, host: link.host };
}

function isWithin(url: string, page: string): boolean {
  const asking = URL.parse(url);
  const own = URL.parse(page);
  return asking !== null && asking.protocol === own?.protocol && asking.host === own.host;
}
