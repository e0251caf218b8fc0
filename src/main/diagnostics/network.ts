import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { FindingOf } from '../../shared/diagnostics.ts';
import { isLoopback } from '../settings/address.ts';
import { messageOf } from '../settings/problem.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Milliseconds that clocks may differ; codes and reply addresses live for minutes. */
const CLOCK_TOLERANCE = 120_000;

/** Whether the name of the gateway has an address. */
export async function checkDns(address: string): Promise<FindingOf<'dns'>> {
  const { host } = placeOf(address);
  if (isIP(host)) return { mark: 'ok', finding: 'literal', values: { host } };
  try {
    const found = await lookup(host);
    return { mark: 'ok', finding: 'found', values: { host, address: found.address } };
  } catch (error) {
    return { mark: 'fail', finding: 'unknown', values: { host, why: messageOf(error) } };
  }
}

/** Whether the gateway answers, and its certificate is good. Nothing is said to it. */
export async function checkTls(address: string, signal: AbortSignal): Promise<FindingOf<'tls'>> {
  const { host, port, secure } = placeOf(address);
  const values = { host };
  try {
    if (!secure) {
      await dialPlain(host, port, signal);
      return { mark: 'ok', finding: 'plain', values };
    }
    return await dial(host, port, signal);
  } catch (error) {
    const code = codeOf(error);
    const why = messageOf(error);
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
      return { mark: 'warn', finding: 'unresolved', values };
    }
    return code === 'EPROTO' || code.startsWith('ERR_SSL')
      ? { mark: 'fail', finding: 'not-tls', values: { host, why } }
      : { mark: 'fail', finding: 'unreachable', values: { host, why } };
  }
}

function placeOf(address: string) {
  const { hostname, port, protocol } = new URL(address);
  const secure = protocol === 'wss:';
  const host = hostname.replace(/^\[|\]$/g, '');
  return { host, port: Number(port) || (secure ? 443 : 80), secure };
}

function dialPlain(host: string, port: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port, signal });
    socket.once('error', reject);
    socket.once('connect', () => {
      resolve();
      socket.destroy();
    });
  });
}

function dial(host: string, port: number, signal: AbortSignal): Promise<FindingOf<'tls'>> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      host,
      port,
      ...(isIP(host) ? {} : { servername: host }),
      // A certificate that is not good is looked at, and the connection then dropped unused.
      rejectUnauthorized: false,
    });
    const end = () => void socket.destroy();
    signal.addEventListener('abort', end, { once: true });
    socket.once('error', reject);
    socket.once('close', () => {
      signal.removeEventListener('abort', end);
      reject(new Error('the connection was closed'));
    });
    socket.once('secureConnect', () => {
      resolve(judgeCertificate(host, socket));
      end();
    });
  });
}

function judgeCertificate(host: string, socket: TLSSocket): FindingOf<'tls'> {
  if (socket.authorized) return { mark: 'ok', finding: 'good', values: { host } };
  const { issuer, subject, valid_from: from, valid_to: until } = socket.getPeerCertificate();
  const nameOf = (party: typeof issuer | undefined) => String(party?.CN ?? party?.O ?? '?');
  // Node's types promise an Error; what is there is its code.
  const code = String(socket.authorizationError);
  switch (code) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return { mark: 'fail', finding: 'self-signed', values: { host, issuer: nameOf(issuer) } };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'HOSTNAME_MISMATCH':
      return { mark: 'fail', finding: 'wrong-host', values: { host, subject: nameOf(subject) } };
    case 'CERT_HAS_EXPIRED':
      return { mark: 'fail', finding: 'expired', values: { host, until } };
    case 'CERT_NOT_YET_VALID':
      return { mark: 'fail', finding: 'not-yet', values: { host, from } };
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return { mark: 'fail', finding: 'untrusted', values: { host, issuer: nameOf(issuer) } };
    default:
      return { mark: 'fail', finding: 'certificate', values: { host, why: code } };
  }
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** By order of what would be used for the gateway. */
const PROXIES = ['HTTPS_PROXY', 'ALL_PROXY', 'HTTP_PROXY'];

/** Whether the environment names a proxy for the gateway, which is connected to directly. */
export function checkProxy(address: string, env: Env): FindingOf<'proxy'> {
  const named = PROXIES.flatMap((name) => [name, name.toLowerCase()]).filter((name) => env[name]);
  const [first] = named;
  if (first === undefined) return { mark: 'ok', finding: 'none', values: {} };
  const variables = named.join(', ');
  const { host } = placeOf(address);
  if (isLoopback(new URL(address)) || isExcepted(host, env['NO_PROXY'] ?? env['no_proxy'] ?? '')) {
    return { mark: 'ok', finding: 'excepted', values: { variables, host } };
  }
  const values = { variables, proxy: proxyOf(env[first] ?? '') };
  return { mark: 'warn', finding: 'unused', values };
}

/** Only host and port: all before the last @ may be a password, whatever is in it. */
function proxyOf(value: string): string {
  const afterUser = value.replace(/^[a-z][a-z\d+.-]*:\/\//i, '').replace(/^.*@/s, '');
  return /^([\w.-]+|\[[\da-f:]+\])(:\d+)?(?=\/|$)/i.exec(afterUser)?.[0] ?? '';
}

function isExcepted(host: string, exceptions: string): boolean {
  return exceptions
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((name) => name.toLowerCase().replace(/^\*?\./, ''))
    .some((name) => name === '*' || host === name || host.endsWith(`.${name}`));
}

/** Whether the clock of this computer is right, as far as the server of `url` knows. */
export async function checkClock(
  url: string,
  now: () => number,
  signal: AbortSignal,
): Promise<FindingOf<'clock'>> {
  let date: string | null;
  try {
    const response = await fetch(url, { method: 'HEAD', redirect: 'manual', signal });
    date = response.headers.get('date');
  } catch (error) {
    const why = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { mark: 'warn', finding: 'unknown', values: { why: messageOf(why) } };
  }
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs)) {
    return { mark: 'warn', finding: 'unknown', values: { why: 'no time came' } };
  }
  const ahead = now() - theirs;
  if (Math.abs(ahead) <= CLOCK_TOLERANCE) return { mark: 'ok', finding: 'right', values: {} };
  const seconds = Math.round(Math.abs(ahead) / 1000);
  return { mark: 'warn', finding: ahead > 0 ? 'fast' : 'slow', values: { seconds } };
}
