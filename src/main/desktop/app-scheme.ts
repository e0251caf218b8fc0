import { protocol, type Session } from 'electron';
import { contentSecurityPolicy, type Page } from '../control/page.ts';
import { APP_ORIGIN } from './verdicts.ts';

const { protocol: scheme, host } = new URL(APP_ORIGIN);

/** Makes `app:` an origin of its own, as https is one. Before the application is ready. */
export function registerAppScheme(): void {
  const privileges = { standard: true, secure: true };
  protocol.registerSchemesAsPrivileged([{ scheme: scheme.slice(0, -1), privileges }]);
}

/** Serves the window's page, and nothing else, under `app://main/`. */
export function serveAppScheme(session: Session, page: Page): void {
  session.protocol.handle(scheme.slice(0, -1), ({ url, method }) => {
    const asked = new URL(url);
    const path = method === 'GET' && asked.host === host ? asked.pathname : '';
    const { status, headers, body } = page.answer(path, contentSecurityPolicy());
    return new Response(new Uint8Array(body), { status, headers });
  });
}
