import { join } from 'node:path';
import { app, type Session, session, type WebContents } from 'electron';
import { mayDownload, mayNavigate, mayUse } from './verdicts.ts';

/** Keeps every page on its own ground; one that nobody gave any may go nowhere. */
export interface Guard {
  /** Gives a page its ground: its own address. */
  settle(contents: WebContents, page: string): void;
  /** Confines what runs in a session to a page: what it may use, and what it may hand out. */
  confine(session: Session, page: () => string): void;
}

/** Watches over all pages from now on. `onDenied` is told what was tried. */
export function createGuard(onDenied: (what: string, url: string) => void): Guard {
  const pages = new WeakMap<WebContents, string>();

  app.on('web-contents-created', (_event, contents) => {
    const pageOf = () => pages.get(contents) ?? '';
    const stop = (what: string, isMainFrame: boolean, url: string, event: Electron.Event) => {
      if (mayNavigate({ url, isMainFrame }, pageOf())) return;
      event.preventDefault();
      onDenied(what, url);
    };
    contents.on('will-navigate', (event) => stop('navigation', true, event.url, event));
    contents.on('will-frame-navigate', (event) =>
      stop('navigation', event.isMainFrame, event.url, event),
    );
    contents.on('will-redirect', (event) => stop('redirect', event.isMainFrame, event.url, event));
    contents.on('will-attach-webview', (event) => {
      event.preventDefault();
      onDenied('webview', pageOf());
    });
    contents.setWindowOpenHandler(({ url }) => {
      onDenied('window', url);
      return { action: 'deny' };
    });
  });

  const confine = (own: Session, page: () => string): void => {
    own.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
      answer(mayUse(permission, requestingUrl, page())),
    );
    own.setPermissionCheckHandler((_contents, permission, origin) =>
      mayUse(permission, origin, page()),
    );
    own.setDevicePermissionHandler(() => false);
    own.on('will-download', (event, item) => {
      if (mayDownload(item.getURL(), page())) {
        const defaultPath = join(app.getPath('downloads'), item.getFilename());
        item.setSaveDialogOptions({ defaultPath });
      } else {
        event.preventDefault();
        onDenied('download', item.getURL());
      }
    });
  };
  // Nothing runs in it.
  confine(session.defaultSession, () => '');

  return { settle: (contents, page) => void pages.set(contents, page), confine };
}
