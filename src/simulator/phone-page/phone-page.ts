import type { ServerResponse } from 'node:http';
import { ZodError } from 'zod';
import type { Route } from '../http.ts';
import type { Screen } from '../screen.ts';
import type { Simulator } from '../simulator.ts';
import { type Actions, createActions } from './actions.ts';
import { PAGE_HEADERS, sendFile } from './files.ts';
import { createGuard } from './guard.ts';
import { createListeners } from './listeners.ts';
import { createTimeline, type Timeline, viewEntry } from './timeline.ts';
import type { CodeStatus, PhoneState } from './view.ts';

const PAGE = '/phone/';
const API = '/phone/api/';
const MAX_BODY_CHARACTERS = 64 * 1024;

/** There from the start; whoever else speaks joins them. */
const PEOPLE = ['zhangsan', 'lisi'];
const GROUPS = ['project'];

/** The web page that plays WeCom on a phone. */
export interface PhonePage {
  /** What follows the server's address, with the token in its fragment. */
  readonly path: string;
  readonly routes: readonly Route[];
  /** Something about connections or QR codes may have changed. */
  changed(): void;
}

export function createPhonePage(parts: {
  readonly simulator: () => Simulator;
  readonly port: () => number;
  readonly screen: Screen;
  readonly now: () => number;
}): PhonePage {
  const { simulator, screen, now } = parts;
  const guard = createGuard(parts.port);
  const listeners = createListeners();
  const timeline = createTimeline(screen, now, (placed) => {
    if (listeners.count > 0) listeners.tell({ type: 'entries', entries: [viewEntry(placed)] });
  });
  let bound = false;
  let unreachable = false;
  let lastState = '';

  const actions = createActions({
    simulator,
    timeline,
    now,
    setUnreachable(value) {
      unreachable = value;
    },
  });

  function state(): PhoneState {
    const { online, qr } = simulator();
    const code = codeStatus(qr);
    bound ||= online || code === 'confirmed';
    return { bound, online, code, unreachable, ...whoAndWhere(timeline) };
  }

  function changed(): void {
    if (bound && listeners.count === 0) return;
    const news = { type: 'state', ...state() } as const;
    const text = JSON.stringify(news);
    if (text === lastState) return;
    lastState = text;
    listeners.tell(news);
  }
  screen.onShown(changed);

  /** Answers nobody but the page. */
  function forPage(
    answer: (name: string, body: string, response: ServerResponse) => void,
  ): Route['answer'] {
    return ({ url, headers, body }, response) => {
      if (!guard.isPage(headers)) return send(response, 403, { error: 'Only the page may ask.' });
      answer(url.pathname.slice(API.length), body, response);
    };
  }

  const routes: Route[] = [
    {
      method: 'GET',
      path: `${API}events`,
      answer: forPage((_name, _body, response) => {
        response.writeHead(200, { ...PAGE_HEADERS, 'content-type': 'application/x-ndjson' });
        listeners.add(response, [
          { type: 'state', ...state() },
          { type: 'entries', entries: timeline.last() },
        ]);
      }),
    },
    {
      method: 'GET',
      path: `${API}media/`,
      answer: forPage((name, _body, response) => {
        const bytes = mediaOf(timeline, Number(name.slice('media/'.length)));
        if (!bytes) return send(response, 404, { error: 'There is no such file.' });
        const type = { 'content-type': 'application/octet-stream' };
        response.writeHead(200, { ...PAGE_HEADERS, ...type }).end(bytes);
      }),
    },
    {
      method: 'POST',
      path: API,
      answer: forPage((name, body, response) => {
        const { status, value } = perform(actions, name, body);
        send(response, status, value);
      }),
    },
    {
      method: 'GET',
      path: PAGE,
      answer({ url, headers }, response) {
        if (!guard.isOurHost(headers))
          return send(response, 403, { error: 'Not addressed to us.' });
        void sendFile(response, url.pathname.slice(PAGE.length));
      },
    },
  ];
  return { path: `${PAGE}#token=${guard.token}`, routes, changed };
}

function send(response: ServerResponse, status: number, value: unknown): void {
  const type = { 'content-type': 'application/json; charset=utf-8' };
  response.writeHead(status, { ...PAGE_HEADERS, ...type }).end(JSON.stringify(value));
}

/** Carries out what a page asked for; what it did not understand is 400. */
function perform(actions: Actions, name: string, body: string): { status: number; value: unknown } {
  if (body.length > MAX_BODY_CHARACTERS) return { status: 413, value: { error: 'Too long.' } };
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (!action) return { status: 404, value: { error: 'There is no such action.' } };
  try {
    return { status: 200, value: action(JSON.parse(body)) };
  } catch (error) {
    if (!(error instanceof ZodError || error instanceof SyntaxError)) throw error;
    return { status: 400, value: { error: 'Not understood.' } };
  }
}

function mediaOf(timeline: Timeline, id: number): Buffer | Uint8Array | undefined {
  const entry = timeline.find(id)?.entry;
  return entry && 'media' in entry ? entry.media?.bytes : undefined;
}

function codeStatus(qr: Simulator['qr']): CodeStatus {
  const scode = qr.latest();
  if (scode === undefined) return 'none';
  const statuses: Readonly<Record<string, CodeStatus>> = {
    wait: 'waiting',
    scaned: 'scanned',
    success: 'confirmed',
    expired: 'expired',
  };
  return statuses[qr.status(scode)] ?? 'other';
}

function whoAndWhere(timeline: Timeline): Pick<PhoneState, 'people' | 'groups'> {
  const people = new Set(PEOPLE);
  const groups = new Set(GROUPS);
  for (const { id, type } of timeline.chats()) (type === 'group' ? groups : people).add(id);
  return { people: [...people], groups: [...groups] };
}
