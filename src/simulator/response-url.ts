import { randomBytes } from 'node:crypto';
import { readContent } from './content.ts';
import { answerOf, refuse } from './frame.ts';
import { type Route, sendJson } from './http.ts';
import type { Rates } from './rates.ts';
import type { IssuedRequest } from './requests.ts';
import type { Screen } from './screen.ts';

const LIFETIME_MS = 60 * 60 * 1000;
const PATH = '/cgi-bin/aibot/response';

/** The one-use URLs by which a message can be answered without a socket. */
export interface ResponseUrls {
  create(request: IssuedRequest): string;
  readonly routes: readonly Route[];
}

export function createResponseUrls(parts: {
  readonly baseUrl: () => string;
  readonly now: () => number;
  readonly screen: Screen;
  readonly rates: Rates;
}): ResponseUrls {
  const { now, screen, rates } = parts;
  const unused = new Map<string, IssuedRequest>();

  function respond(code: string, body: string): undefined {
    const request = unused.get(code) ?? refuse(40058, 'response_code is unknown or was used');
    if (now() - request.at > LIFETIME_MS) refuse(40058, 'response_code is older than an hour');
    const content = readContent(parseJson(body), ['markdown', 'template_card'], () =>
      refuse(40008),
    );
    rates.count(`${request.chat.type} ${request.chat.id}`);
    unused.delete(code);
    const shown = { who: 'bot', kind: 'url-reply', reqId: request.id, ...content } as const;
    screen.show(request.chat, shown);
  }

  return {
    create(request) {
      const code = randomBytes(24).toString('base64url');
      unused.set(code, request);
      return `${parts.baseUrl()}${PATH}?response_code=${code}`;
    },
    routes: [
      {
        method: 'POST',
        path: PATH,
        answer({ url, body }, response) {
          const code = url.searchParams.get('response_code') ?? '';
          sendJson(
            response,
            answerOf(() => respond(code, body)),
          );
        },
      },
    ],
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse(40058, 'not JSON');
  }
}
