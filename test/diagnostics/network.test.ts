import { once } from 'node:events';
import { createServer as createTcpServer, type Server } from 'node:net';
import {
  createServer as createTlsServer,
  getCACertificates,
  setDefaultCACertificates,
  type TlsOptions,
} from 'node:tls';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { checkClock, checkDns, checkProxy, checkTls } from '../../src/main/diagnostics/network.ts';
import { makeCertificate } from '../fixtures/certificate.ts';

const never = () => new AbortController().signal;
const GATEWAY = 'wss://openws.work.weixin.qq.com';

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

/** A gateway that shows a certificate; its address. */
async function gateway(options: TlsOptions): Promise<string> {
  const server = createTlsServer(options);
  server.on('tlsClientError', () => {});
  return `wss://${await listening(server)}`;
}

describe('the certificate of the gateway', () => {
  const authority = makeCertificate({ name: 'Test Authority' });
  const usual = getCACertificates('default');
  beforeAll(() => setDefaultCACertificates([...usual, authority.cert]));
  afterAll(() => setDefaultCACertificates(usual));
  const signed = { name: 'gateway', address: '127.0.0.1', issuer: authority };

  it('is good where somebody this computer trusts vouches for it', async () => {
    const address = await gateway(makeCertificate(signed));
    expect(await checkTls(address, never())).toEqual({
      mark: 'ok',
      finding: 'good',
      values: { host: '127.0.0.1' },
    });
  });

  it('is told apart where it is signed by nobody but itself', async () => {
    const address = await gateway(makeCertificate({ name: 'portal', address: '127.0.0.1' }));
    expect(await checkTls(address, never())).toEqual({
      mark: 'fail',
      finding: 'self-signed',
      values: { host: '127.0.0.1', issuer: 'portal' },
    });
  });

  it('is told apart where it belongs to another host', async () => {
    const other = makeCertificate({ ...signed, name: 'login.hotel', address: '10.0.0.1' });
    expect(await checkTls(await gateway(other), never())).toEqual({
      mark: 'fail',
      finding: 'wrong-host',
      values: { host: '127.0.0.1', subject: 'login.hotel' },
    });
  });

  it('is told apart where it ran out, or is not valid yet', async () => {
    const long = 30 * 86_400_000;
    const old = { from: new Date(Date.now() - 2 * long), until: new Date(Date.now() - long) };
    const expired = await gateway(makeCertificate({ ...signed, ...old }));
    expect(await checkTls(expired, never())).toMatchObject({ mark: 'fail', finding: 'expired' });
    const young = { from: new Date(Date.now() + long), until: new Date(Date.now() + 2 * long) };
    const early = await gateway(makeCertificate({ ...signed, ...young }));
    expect(await checkTls(early, never())).toMatchObject({ mark: 'fail', finding: 'not-yet' });
  });

  it('is told apart where nobody this computer knows vouches for it', async () => {
    const company = makeCertificate({ name: 'Company Proxy' });
    const leaf = makeCertificate({ ...signed, issuer: company });
    const values = { host: '127.0.0.1', issuer: 'Company Proxy' };
    const untrusted = { mark: 'fail', finding: 'untrusted', values };
    expect(await checkTls(await gateway(leaf), never())).toEqual(untrusted);
    const chain = { ...leaf, cert: leaf.cert + company.cert };
    expect(await checkTls(await gateway(chain), never())).toEqual(untrusted);
  });
});

describe('the way to the gateway', () => {
  it('is taken by a sign-in page where what answers does not speak TLS', async () => {
    const portal = createTcpServer((socket) => void socket.end('HTTP/1.1 302 Found\r\n\r\n'));
    expect(await checkTls(`wss://${await listening(portal)}`, never())).toMatchObject({
      mark: 'fail',
      finding: 'not-tls',
    });
  });

  it('is closed where nobody listens', async () => {
    expect(await checkTls('wss://127.0.0.1:1', never())).toMatchObject({
      mark: 'fail',
      finding: 'unreachable',
      values: { host: '127.0.0.1', why: expect.stringContaining('ECONNREFUSED') },
    });
  });

  it('is left to the check of the name where that has no address', async () => {
    expect(await checkTls('wss://nowhere.invalid', never())).toMatchObject({
      mark: 'warn',
      finding: 'unresolved',
    });
    expect(await checkDns('wss://nowhere.invalid')).toMatchObject({
      mark: 'fail',
      finding: 'unknown',
      values: { host: 'nowhere.invalid' },
    });
  });

  it('is given up when nobody waits any more, with its socket', async () => {
    const silent = createTcpServer();
    const closed = new Promise((resolve) => {
      silent.on('connection', (socket) => {
        socket.resume().once('close', resolve);
        stop.abort();
      });
    });
    const stop = new AbortController();
    const found = await checkTls(`wss://${await listening(silent)}`, stop.signal);
    expect(found).toMatchObject({ mark: 'fail', finding: 'unreachable' });
    await closed;
  });

  it('needs no name where the settings have an address', async () => {
    for (const address of ['wss://127.0.0.1:9', 'wss://[::1]:9']) {
      expect(await checkDns(address)).toMatchObject({ mark: 'ok', finding: 'literal' });
    }
    expect(await checkDns('ws://localhost:9')).toMatchObject({ mark: 'ok', finding: 'found' });
  });
});

describe('a proxy in the environment', () => {
  it('is nothing to speak of where there is none', () => {
    expect(checkProxy(GATEWAY, { NO_PROXY: 'x', HTTPS_PROXY: '' })).toEqual({
      mark: 'ok',
      finding: 'none',
      values: {},
    });
  });

  it.each([
    { HTTPS_PROXY: 'http://proxy.example:8080' },
    { https_proxy: 'proxy.example:8080' },
    { ALL_PROXY: 'socks5://proxy.example:8080/' },
    { http_proxy: 'http://zhang:se%40cret@proxy.example:8080' },
  ])('is named where it is set and not used: %o', (env) => {
    expect(checkProxy(GATEWAY, env)).toEqual({
      mark: 'warn',
      finding: 'unused',
      values: { variables: Object.keys(env)[0], proxy: 'proxy.example:8080' },
    });
  });

  it.each(['weixin.qq.com', '.qq.com', '*.qq.com, x', '*', 'localhost,OPENWS.work.weixin.qq.com'])(
    'is fine where NO_PROXY leaves the gateway out of it: %s',
    (exceptions) => {
      const env = { HTTPS_PROXY: 'http://proxy:1', NO_PROXY: exceptions };
      expect(checkProxy(GATEWAY, env)).toMatchObject({ mark: 'ok', finding: 'excepted' });
    },
  );

  it.each(['eixin.qq.com', 'qq.com.evil', ''])('is not where NO_PROXY is "%s"', (exceptions) => {
    const env = { HTTPS_PROXY: 'http://proxy:1', NO_PROXY: exceptions };
    expect(checkProxy(GATEWAY, env)).toMatchObject({ mark: 'warn' });
  });

  it('never shows a user or password, however the address is written', () => {
    const part = fc.oneof(
      fc.string({ minLength: 5, maxLength: 20 }),
      fc.stringMatching(/^[1-9]{4}[/?#\\]q$/),
    );
    fc.assert(
      fc.property(part, part, fc.constantFrom('http://', 'socks5://', ''), (user, word, scheme) => {
        const env = { ALL_PROXY: `${scheme}${user}:${word}@proxy.example:8080` };
        const shown = JSON.stringify(checkProxy(GATEWAY, env).values);
        fc.pre(
          !'{"variables":"ALL_PROXY","proxy":"proxy.example:8080"}'.includes(word.slice(0, 4)),
        );
        expect(shown).not.toContain(word.slice(0, 4));
        expect(shown).not.toContain(encodeURIComponent(word.slice(0, 4).toWellFormed()));
      }),
    );
  });
});

it('the clock is not judged by an answer that tells no time', async () => {
  const silent = createTcpServer((socket) => void socket.end('HTTP/1.1 204 No Content\r\n\r\n'));
  const url = `http://${await listening(silent)}`;
  expect(await checkClock(url, Date.now, never())).toMatchObject({
    mark: 'warn',
    finding: 'unknown',
  });
});
