import { type ClientLink, createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { Api } from '../../shared/api.ts';

declare global {
  interface Window {
    /** Given by the preload script, and only in our own window. */
    requestControlPort?: () => void;
  }
}

/** The API, or why there is none. */
export type Connected =
  | {
      readonly ok: true;
      readonly api: Api;
      /** Resolves when the other side is gone. */
      readonly closed: Promise<Lost>;
    }
  | { readonly ok: false; readonly reason: 'no-token' | Lost };

/** Why a connection ended: the token is not, or no longer, the right one; or nobody is there. */
export type Lost = 'refused' | 'unreachable';

const PORT_MESSAGE = 'control-port';
const TOKEN_KEY = 'token';
/** Close code for a token that is not, or no longer, the right one. */
const WRONG_TOKEN = 4401;

/** Reaches the program: over the port that its window has, else over a WebSocket to this origin. */
export async function connect(): Promise<Connected> {
  if (window.requestControlPort) return connectByPort(window.requestControlPort);
  const token = takeToken();
  return token === null ? { ok: false, reason: 'no-token' } : connectBySocket(token);
}

async function connectByPort(request: () => void): Promise<Connected> {
  const port = await new Promise<MessagePort>((resolve) => {
    const listener = (event: MessageEvent<unknown>): void => {
      const [first] = event.ports;
      if (event.source !== window || event.data !== PORT_MESSAGE || !first) return;
      window.removeEventListener('message', listener);
      resolve(first);
    };
    window.addEventListener('message', listener);
    request();
  });
  const api = apiOver(new PortLink({ port }));
  const closed = new Promise<Lost>((resolve) => {
    port.addEventListener('close', () => resolve('unreachable'), { once: true });
  });
  port.start();
  return { ok: true, api, closed };
}

function connectBySocket(token: string): Promise<Connected> {
  const url = new URL('control', window.location.href);
  url.protocol = 'ws:';
  url.hash = '';
  const websocket = new WebSocket(url, ['wecom-tray', `token.${token}`]);
  // The link hears of the end before the page does: giving up what ran over it needs no message.
  const api = apiOver(new SocketLink({ websocket }));
  const closed = new Promise<Lost>((resolve) => {
    const listener = ({ code }: CloseEvent) =>
      resolve(code === WRONG_TOKEN ? 'refused' : 'unreachable');
    websocket.addEventListener('close', listener, { once: true });
  });
  return new Promise((resolve) => {
    websocket.addEventListener('open', () => resolve({ ok: true, api, closed }), { once: true });
    void closed.then((reason) => resolve({ ok: false, reason }));
  });
}

/** The token comes once, in the address; from then on this tab keeps it. */
function takeToken(): string | null {
  const given = new URLSearchParams(window.location.hash.slice(1)).get(TOKEN_KEY);
  if (given !== null) {
    sessionStorage.setItem(TOKEN_KEY, given);
    window.history.replaceState(null, '', window.location.pathname);
  }
  return sessionStorage.getItem(TOKEN_KEY);
}

/**
 * The API over a link. That it is an `Api` is checked where its procedures are. A procedure is the
 * same function each time it is asked for, so that effects can depend on it.
 */
function apiOver(link: ClientLink<Record<never, never>>): Api {
  const client: unknown = createORPCClient(link);
  return remembering(client as Api);
}

function remembering<T extends object>(client: T): T {
  const known = new Map<PropertyKey, unknown>();
  return new Proxy(client, {
    get(target, key) {
      if (!known.has(key)) {
        const value: unknown = Reflect.get(target, key);
        known.set(key, typeof value === 'function' ? remembering(value) : value);
      }
      return known.get(key);
    },
  });
}
