import { randomBytes } from 'node:crypto';
import type { BotAccount } from './gateway.ts';
import { type Route, sendJson, sendPage } from './http.ts';

/** The phone that scans the QR codes of binding. Methods throw on a code that was never made. */
export interface QrPhone {
  /** Scans the code; the poll then reports `scaned`. */
  scan(scode: string): void;
  /** Confirms it: the poll reports `success` with the bot's id and secret. */
  confirm(scode: string): void;
  /** Confirms it, but the server leaves the secret out. */
  confirmWithoutSecret(scode: string): void;
  /** Lets the code expire now. */
  expire(scode: string): void;
  /** Makes the poll report any status, such as `scanned` or `cancel`. */
  report(scode: string, status: string): void;
  /** What a poll would report now: `wait`, `scaned`, `success`, `expired`, or what was planned. */
  status(scode: string): string;
  /** The code made last. */
  latest(): string | undefined;
  /** The next `count` polls fail with HTTP 502. */
  failNextPolls(count: number): void;
  /** The next `count` requests for a code are refused with -1, system error. */
  failNextCodes(count: number): void;
  /** How long codes last, in milliseconds; default 5 minutes. Confirmed ones do not expire. */
  expiresAfterMs: number;
}

interface Code {
  readonly at: number;
  status: string;
  botInfo?: { botid: string; secret?: string };
}

/**
 * QR binding: the phone, and the endpoints that the new bot's computer asks (docs/protocol.md,
 * Binding).
 */
export function createQr(parts: {
  readonly baseUrl: () => string;
  readonly now: () => number;
  /** What a confirmed code yields. */
  readonly bot: BotAccount;
  readonly changed: () => void;
}): { readonly phone: QrPhone; readonly routes: readonly Route[] } {
  const { baseUrl, now, bot } = parts;
  const codes = new Map<string, Code>();
  let latest: string | undefined;
  let failingPolls = 0;
  let failingCodes = 0;

  function find(scode: string): Code {
    const code = codes.get(scode);
    if (!code) throw new Error(`No QR code ${scode} was made.`);
    return code;
  }

  function change(scode: string, status: string, botInfo?: Code['botInfo']): void {
    const code = find(scode);
    code.status = status;
    if (botInfo) code.botInfo = botInfo;
    parts.changed();
  }

  const phone: QrPhone = {
    scan: (scode) => change(scode, 'scaned'),
    confirm: (scode) => change(scode, 'success', { botid: bot.id, secret: bot.secret }),
    confirmWithoutSecret: (scode) => change(scode, 'success', { botid: bot.id }),
    expire: (scode) => change(scode, 'expired'),
    report: (scode, status) => change(scode, status),
    status: (scode) => statusOf(find(scode)),
    latest: () => latest,
    failNextPolls(count) {
      failingPolls = count;
    },
    failNextCodes(count) {
      failingCodes = count;
    },
    expiresAfterMs: 5 * 60 * 1000,
  };

  /** The status a poll or a page sees now. */
  function statusOf(code: Code): string {
    const late = now() - code.at > phone.expiresAfterMs;
    return late && code.status !== 'success' ? 'expired' : code.status;
  }

  const routes: Route[] = [
    {
      method: 'GET',
      path: '/ai/qc/generate',
      answer(_request, response) {
        if (failingCodes > 0) {
          failingCodes -= 1;
          return sendJson(response, { errcode: -1, errmsg: 'system error' });
        }
        latest = randomBytes(16).toString('hex');
        codes.set(latest, { at: now(), status: 'wait' });
        const authUrl = `${baseUrl()}/ai/qc/c?s=${latest}`;
        sendJson(response, { errcode: 0, data: { scode: latest, auth_url: authUrl } });
      },
    },
    {
      method: 'GET',
      path: '/ai/qc/query_result',
      answer({ url }, response) {
        if (failingPolls > 0) {
          failingPolls -= 1;
          return void response.writeHead(502).end();
        }
        const code = codes.get(url.searchParams.get('scode') ?? '');
        if (!code) return sendJson(response, { errcode: 40058, errmsg: 'unknown scode' });
        const botInfo = code.botInfo && { bot_info: code.botInfo };
        sendJson(response, { errcode: 0, data: { status: statusOf(code), ...botInfo } });
      },
    },
    {
      method: 'GET',
      path: '/ai/qc/gen',
      answer({ url }, response) {
        const scode = url.searchParams.get('scode') ?? '';
        if (!codes.has(scode)) return void response.writeHead(404).end();
        const link = `${baseUrl()}/ai/qc/c?s=${scode}`;
        sendPage(response, 'Scan with WeCom', `<p>Scan: <a href="${link}">${link}</a></p>`);
      },
    },
    {
      method: 'GET',
      path: '/ai/qc/c',
      answer({ url }, response) {
        const scode = url.searchParams.get('s') ?? '';
        const code = codes.get(scode);
        if (!code) return void response.writeHead(404).end();
        if (statusOf(code) === 'wait') phone.scan(scode);
        const usable = statusOf(code) === 'scaned';
        const button = '<form method="post"><button>Confirm</button></form>';
        sendPage(response, 'Bind a bot', usable ? button : `<p>${statusOf(code)}</p>`);
      },
    },
    {
      method: 'POST',
      path: '/ai/qc/c',
      answer({ url }, response) {
        const scode = url.searchParams.get('s') ?? '';
        const code = codes.get(scode);
        if (!code) return void response.writeHead(404).end();
        if (statusOf(code) === 'scaned') phone.confirm(scode);
        sendPage(response, 'Bind a bot', `<p>${statusOf(code)}</p>`);
      },
    },
  ];
  return { phone, routes };
}
