import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  APP_ORIGIN,
  APP_PAGE,
  isOurs,
  mayDownload,
  mayNavigate,
  mayUse,
  outsideLink,
} from '../../src/main/desktop/verdicts.ts';

const PHONE = 'http://127.0.0.1:4711/phone/';

describe('a window may go', () => {
  it.each([
    ['to its page again', APP_PAGE, APP_PAGE],
    ['to an anchor of its page', `${APP_PAGE}#chats`, APP_PAGE],
    ['to the phone with its token', `${PHONE}#token=abc`, PHONE],
  ])('%s', (_where, url, page) => {
    expect(mayNavigate({ url, isMainFrame: true }, page)).toBe(true);
  });
});

describe('a window may not go', () => {
  it.each([
    ['to the internet', 'https://example.com/'],
    ['to another host of our scheme', 'app://other/'],
    ['to a host that only begins like ours', 'app://main.example.com/'],
    ['to ours with a user', 'app://user@main/'],
    ['to ours with a password', 'app://:secret@main/'],
    ['to another file of ours', 'app://main/assets/index.js'],
    ['to its page with a question', 'app://main/?x=1'],
    ['to a file', 'file:///etc/passwd'],
    ['to a script', 'javascript:alert(1)'],
    ['to data', 'data:text/html,hello'],
    ['to a blob of its own', 'blob:app://main/0000'],
    ['to nothing', 'about:blank'],
    ['to nonsense', '::::'],
    ['to no address', ''],
    ['to the phone', PHONE],
  ])('%s', (_where, url) => {
    expect(mayNavigate({ url, isMainFrame: true }, APP_PAGE)).toBe(false);
  });

  it.each([
    ['another port', 'http://127.0.0.1:4712/phone/'],
    ['another name of this computer', 'http://localhost:4711/phone/'],
    ['https', 'https://127.0.0.1:4711/phone/'],
    ['what else the simulator serves', 'http://127.0.0.1:4711/qr'],
    ['our own window', APP_PAGE],
  ])('from the phone to %s', (_where, url) => {
    expect(mayNavigate({ url, isMainFrame: true }, PHONE)).toBe(false);
  });

  it('anywhere where nobody said what its page is', () => {
    expect(mayNavigate({ url: APP_PAGE, isMainFrame: true }, '')).toBe(false);
    expect(mayNavigate({ url: '', isMainFrame: true }, '')).toBe(false);
  });

  it('anywhere in a frame inside it', () => {
    expect(mayNavigate({ url: APP_PAGE, isMainFrame: false }, APP_PAGE)).toBe(false);
  });

  it('to any address but its page, however it is spelled', () => {
    const scheme = fc.constantFrom('app:', 'https:', 'file:', 'blob:app:', 'APP:', '');
    const rest = fc.constantFrom(
      '//main',
      '//main/',
      '//mаin/',
      '//main:1/',
      '/main/',
      '//',
      '\\\\main\\',
    );
    const address = fc.tuple(scheme, rest, fc.string()).map((parts) => parts.join(''));
    fc.assert(
      fc.property(address, (url) => {
        const parsed = URL.parse(url);
        const isItsPage = parsed && parsed.href.replace(/#.*$/s, '') === APP_PAGE;
        expect(mayNavigate({ url, isMainFrame: true }, APP_PAGE)).toBe(isItsPage === true);
      }),
    );
  });
});

describe('a page may use', () => {
  const permissions = [
    'media',
    'geolocation',
    'notifications',
    'midi',
    'midiSysex',
    'pointerLock',
    'keyboardLock',
    'fullscreen',
    'openExternal',
    'window-management',
    'clipboard-read',
    'display-capture',
    'fileSystem',
    'hid',
    'serial',
    'usb',
    'idle-detection',
    'storage-access',
    'top-level-storage-access',
    'mediaKeySystem',
    'speaker-selection',
    'deprecated-sync-clipboard-read',
    'unknown',
  ];

  it.each(permissions)('not %s', (permission) => {
    expect(mayUse(permission, APP_PAGE, APP_PAGE)).toBe(false);
  });

  it('the clipboard to copy something to it', () => {
    expect(mayUse('clipboard-sanitized-write', APP_PAGE, APP_PAGE)).toBe(true);
    expect(mayUse('clipboard-sanitized-write', APP_ORIGIN, APP_PAGE)).toBe(true);
  });

  it('nothing on behalf of another page', () => {
    expect(mayUse('clipboard-sanitized-write', 'https://example.com/', APP_PAGE)).toBe(false);
    expect(mayUse('clipboard-sanitized-write', '', APP_PAGE)).toBe(false);
    expect(mayUse('clipboard-sanitized-write', APP_PAGE, '')).toBe(false);
  });
});

describe('a download', () => {
  it.each([
    ['of what our page made', 'blob:app://main/4f0c', APP_PAGE, true],
    ['of what the phone made', 'blob:http://127.0.0.1:4711/4f0c', PHONE, true],
    ['of what another page made', 'blob:https://example.com/4f0c', APP_PAGE, false],
    ['of what the phone made, in our window', 'blob:http://127.0.0.1:4711/4f0c', APP_PAGE, false],
    ['from the internet', 'https://example.com/a.exe', APP_PAGE, false],
    ['of a file of ours', 'app://main/index.html', APP_PAGE, false],
    ['of data', 'data:text/plain,hello', APP_PAGE, false],
    ['of data that looks like ours', 'data:app://main/4f0c', APP_PAGE, false],
    ['of a blob of nobody', 'blob:null/4f0c', APP_PAGE, false],
  ])('%s: %s', (_what, url, page, allowed) => {
    expect(mayDownload(url, page)).toBe(allowed);
  });
});

describe('who asks for the API', () => {
  const ours = { webContentsId: 7, frame: { origin: APP_ORIGIN, isTop: true } };

  it('is our own page', () => {
    expect(isOurs(ours, 7)).toBe(true);
  });

  it.each([
    ['another window', { ...ours, webContentsId: 8 }],
    ['a frame that is gone', { ...ours, frame: null }],
    ['a frame inside our page', { ...ours, frame: { origin: APP_ORIGIN, isTop: false } }],
    ['another page', { ...ours, frame: { origin: 'https://example.com', isTop: true } }],
    ['a page without an origin', { ...ours, frame: { origin: 'null', isTop: true } }],
    ['a page of our scheme', { ...ours, frame: { origin: 'app://other', isTop: true } }],
  ])('is not %s', (_who, sender) => {
    expect(isOurs(sender, 7)).toBe(false);
  });
});

describe('a link for the browser', () => {
  it.each([
    ['is taken as it is', 'https://example.com/a?b#c', 'https://example.com/a?b#c', 'example.com'],
    [
      'shows its port',
      'https://example.com:8443/',
      'https://example.com:8443/',
      'example.com:8443',
    ],
    [
      'shows how a name in other letters is really spelled',
      'https://gоogle.com/',
      'https://xn--gogle-jye.com/',
      'xn--gogle-jye.com',
    ],
    [
      'loses what a parser drops',
      'https://exam\nple.com/\ta',
      'https://example.com/a',
      'example.com',
    ],
  ])('%s', (_how, url, href, host) => {
    expect(outsideLink(url)).toEqual({ href, host });
  });

  it.each([
    'http://example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'mailto:someone@example.com',
    'ms-settings:',
    'app://main/',
    'https://someone@example.com/',
    'https://:secret@example.com/',
    'https://',
    'example.com',
    '',
  ])('is not %s', (url) => {
    expect(outsideLink(url)).toBeUndefined();
  });

  it('is https without a name or password, whatever was given', () => {
    fc.assert(
      fc.property(
        fc
          .tuple(fc.constantFrom('https://', 'http://', ''), fc.string())
          .map((parts) => parts.join('')),
        (url) => {
          const link = outsideLink(url);
          if (!link) return;
          const parsed = new URL(link.href);
          expect([parsed.protocol, parsed.username, parsed.password]).toEqual(['https:', '', '']);
          expect(link).toEqual({ href: parsed.href, host: parsed.host });
        },
      ),
    );
  });
});
