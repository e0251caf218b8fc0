import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Keeps everybody but the phone page out: other web pages, other programs, other users. */
export interface Guard {
  /** What the page carries in the fragment of its address, which no request tells. */
  readonly token: string;
  /** Whether a request was addressed to this server by its own name. Rebound names are not. */
  isOurHost(headers: IncomingHttpHeaders): boolean;
  /** Whether a request comes from the page, and from no page of another origin. */
  isPage(headers: IncomingHttpHeaders): boolean;
}

export function createGuard(port: () => number): Guard {
  const token = randomBytes(24).toString('base64url');
  const expected = Buffer.from(`Bearer ${token}`);
  const isOurHost = ({ host }: IncomingHttpHeaders) =>
    host === `127.0.0.1:${port()}` || host === `localhost:${port()}`;
  return {
    token,
    isOurHost,
    isPage(headers) {
      const given = Buffer.from(headers.authorization ?? '');
      return (
        isOurHost(headers) &&
        (headers.origin === undefined || headers.origin === `http://${headers.host}`) &&
        given.length === expected.length &&
        timingSafeEqual(given, expected)
      );
    },
  };
}
