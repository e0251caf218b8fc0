import type { BindingFailure, BindingStep } from '../../shared/binding.ts';
import { type Clock, sleep } from '../clock.ts';
import { startDeadline } from '../deadline.ts';
import { isLoopback, parseAddress } from '../settings/address.ts';
import { advance, type Credentials, readOffer, readRefusal } from './answers.ts';

/** Where the QR endpoints are, unless `WECOM_TRAY_QR_URL` says otherwise. */
const QR_URL = 'https://work.weixin.qq.com';

/** One step of a binding; the last one is `bound`, or says why there is no bot. */
export type BindingEvent =
  | Extract<BindingStep, { state: 'requesting' | 'waiting' | 'scanned' | 'verifying' }>
  | { readonly state: 'bound'; readonly botId: string }
  | BindingEnd;

/** How a binding ends that made no bot. */
export type BindingEnd = Extract<
  BindingStep,
  { state: 'expired' | 'timeout' | 'cancelled' | 'failed' }
>;

/** The new bot, or how it ended without one. */
export type BindingResult =
  | { readonly state: 'bound'; readonly credentials: Credentials }
  | BindingEnd;

/** Whether the new bot works; `message` says why not. */
export type VerifyResult = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** What {@link bind} needs. */
export interface BindingOptions {
  /** Base of the QR endpoints: https, or http on this computer itself. */
  readonly baseUrl?: string | undefined;
  readonly clock: Clock;
  /** Default the built-in one; Electron's follows the system's proxy. */
  readonly fetch?: typeof fetch;
  /** Tries the bot out, by a subscribe; aborted after 30 seconds. */
  readonly verify: (credentials: Credentials, signal: AbortSignal) => Promise<VerifyResult>;
  readonly signal: AbortSignal;
  readonly onEvent: (event: BindingEvent) => void;
  /** How long the QR code is waited on, in milliseconds. */
  readonly timeoutMs?: number;
  /** Milliseconds between two polls. */
  readonly pollMs?: number;
}

const SOURCE = 'picoclaw';
const REQUEST_MS = 15_000;
const VERIFY_MS = 30_000;
const MINUTE = 60_000;

/**
 * Makes a bot: shows a QR code, waits until a person scanned it and confirmed in WeCom, and tries
 * the new bot out. Never throws and saves nothing. The secret is in the result and in no event.
 */
export async function bind(options: BindingOptions): Promise<BindingResult> {
  const result = await attempt(options);
  options.onEvent(
    result.state === 'bound' ? { state: 'bound', botId: result.credentials.botId } : result,
  );
  return result;
}

async function attempt(options: BindingOptions): Promise<BindingResult> {
  const { baseUrl = QR_URL, clock, signal, onEvent, timeoutMs = 5 * MINUTE } = options;
  const base = parseBase(baseUrl);
  if (!base) {
    return failed('address', 'The address of the QR endpoints must begin with https://.');
  }

  onEvent({ state: 'requesting' });
  const answer = await getJson(generateUrl(base), options, signal);
  if (signal.aborted) return { state: 'cancelled' };
  if (!answer.ok) return failed('unreachable', `${answer.message} Check the network.`);
  const refusal = readRefusal(answer.body);
  if (refusal) return failed('refused', `WeCom made no QR code (${refusal}). Try again later.`);
  const offer = readOffer(answer.body);
  if (!offer) return failed('unreadable', `${base.host} answered without a QR code. Try again.`);

  onEvent({ state: 'waiting', link: offer.link, until: clock.wall() + timeoutMs });
  const confirmed = await waitForConfirm(pollUrl(base, offer.code), options, timeoutMs);
  if (!('botId' in confirmed)) return confirmed;

  onEvent({ state: 'verifying' });
  const verified = await tryOut(confirmed, options);
  if (signal.aborted) return { state: 'cancelled' };
  return verified.ok
    ? { state: 'bound', credentials: confirmed }
    : failed('unverified', `The new bot could not connect: ${verified.message}`);
}

async function waitForConfirm(
  url: URL,
  options: BindingOptions,
  timeoutMs: number,
): Promise<Credentials | BindingEnd> {
  const { clock, signal, onEvent, pollMs = 3000 } = options;
  const expiry = startDeadline(clock, timeoutMs, signal);
  let phase: 'waiting' | 'scanned' = 'waiting';
  try {
    for (;;) {
      await sleep(clock, pollMs, expiry.signal);
      if (expiry.signal.aborted) return { state: signal.aborted ? 'cancelled' : 'timeout' };
      const answer = await getJson(url, options, expiry.signal);
      // A poll that failed is no news.
      if (!answer.ok) continue;
      const progress = advance(phase, answer.body);
      switch (progress.phase) {
        case 'confirmed':
          return progress.credentials;
        case 'incomplete':
          return failed('unreadable', 'WeCom confirmed without a bot id and secret. Try again.');
        case 'expired':
          return { state: 'expired' };
        default:
          if (progress.phase === 'scanned' && phase === 'waiting') onEvent({ state: 'scanned' });
          phase = progress.phase;
      }
    }
  } finally {
    expiry.end();
  }
}

async function tryOut(
  credentials: Credentials,
  { clock, signal, verify }: BindingOptions,
): Promise<VerifyResult> {
  const deadline = startDeadline(clock, VERIFY_MS, signal);
  try {
    return await verify(credentials, deadline.signal);
  } catch (error) {
    return { ok: false, message: causeOf(error) };
  } finally {
    deadline.end();
  }
}

type Answer =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly message: string };

async function getJson(
  url: URL,
  { clock, fetch = globalThis.fetch }: BindingOptions,
  signal: AbortSignal,
): Promise<Answer> {
  const deadline = startDeadline(clock, REQUEST_MS, signal);
  try {
    const response = await fetch(url, { signal: deadline.signal });
    if (!response.ok) return { ok: false, message: `${url.host} answered ${response.status}.` };
    return { ok: true, body: await response.json() };
  } catch (error) {
    const why = deadline.expired ? 'it did not answer in time' : causeOf(error);
    return { ok: false, message: `${url.host} could not be asked: ${why}.` };
  } finally {
    deadline.end();
  }
}

/** The words of an error; `fetch` hides its own behind "fetch failed". */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** The secret comes back in clear, so plain http stays on this computer. */
function parseBase(text: string): URL | undefined {
  const url = parseAddress(text.endsWith('/') ? text : `${text}/`, ['https:', 'http:']);
  return url?.protocol === 'https:' || (url && isLoopback(url)) ? url : undefined;
}

const PLATFORMS: Partial<Record<NodeJS.Platform, string>> = { darwin: '1', win32: '2', linux: '3' };

function generateUrl(base: URL): URL {
  const url = new URL('ai/qc/generate', base);
  url.search = new URLSearchParams({
    source: SOURCE,
    sourceID: SOURCE,
    plat: PLATFORMS[process.platform] ?? '0',
  }).toString();
  return url;
}

function pollUrl(base: URL, code: string): URL {
  const url = new URL('ai/qc/query_result', base);
  url.searchParams.set('scode', code);
  return url;
}

function failed(reason: BindingFailure, message: string): BindingEnd {
  return { state: 'failed', reason, message };
}
