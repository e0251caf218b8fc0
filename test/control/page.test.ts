import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy, readPage, rendererFolder } from '../../src/main/control/page.ts';
import { pageFolder } from './windows.ts';

const FILES = {
  'index.html': '<!doctype html>',
  'assets/app-1a2b.js': 'let a;',
  'assets/app-1a2b.css': 'a {}',
  'assets/font.woff2': 'font',
  'icon.svg': '<svg/>',
  'icon.png': 'png',
  'assets/app-1a2b.js.map': '{}',
  '.secret': 'hidden',
};

describe('the page', () => {
  it.each([
    ['/', 'text/html; charset=utf-8', 'no-store'],
    ['/index.html', 'text/html; charset=utf-8', 'no-store'],
    ['/assets/app-1a2b.js', 'text/javascript; charset=utf-8', 'immutable'],
    ['/assets/app-1a2b.css', 'text/css; charset=utf-8', 'immutable'],
    ['/assets/font.woff2', 'font/woff2', 'immutable'],
    ['/icon.svg', 'image/svg+xml', 'no-store'],
    ['/icon.png', 'image/png', 'no-store'],
  ])('has %s as %s, %s', (path, type, cache) => {
    const { status, headers, body } = readPage(pageFolder(FILES)).answer(path, 'the policy');
    expect(status).toBe(200);
    expect(body.length).toBeGreaterThan(0);
    expect(headers).toMatchObject({
      'content-type': type,
      'cache-control': expect.stringContaining(cache),
      'content-security-policy': 'the policy',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
  });

  it.each([
    '/nothing',
    '/assets',
    '/assets/',
    '/assets/app-1a2b.js.map',
    '/.secret',
    '/../package.json',
    '/assets/../index.html',
    '/%2e%2e/package.json',
    '//index.html',
    'index.html',
    '',
    '/__proto__',
    '/constructor',
  ])('has nothing at %j', (path) => {
    const { status, headers } = readPage(pageFolder(FILES)).answer(path, 'the policy');
    expect(status).toBe(404);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': 'the policy',
      'content-type': 'text/plain; charset=utf-8',
    });
  });

  it('holds no file that a link leads to elsewhere', () => {
    const folder = pageFolder(FILES);
    symlinkSync('/etc/hostname', join(folder, 'linked.html'));
    expect(readPage(folder).answer('/linked.html', '').status).toBe(404);
  });

  it('is read once: what changes later is not served', () => {
    const folder = pageFolder(FILES);
    const page = readPage(folder);
    writeFileSync(join(folder, 'index.html'), 'other');
    expect(page.answer('/', '').body.toString()).toBe('<!doctype html>');
  });

  it('that was not built is one clear error', () => {
    const folder = pageFolder({ 'other.html': '' });
    const words = `The window is not built yet: ${folder} is missing. Run \`npm run build\`.`;
    expect(() => readPage(folder)).toThrow(words);
    expect(() => readPage(join(folder, 'missing'))).toThrow('npm run build');
  });

  it('is found from the sources as from what is built of them', () => {
    const root = pageFolder({ 'package.json': '{"name":"wecom-tray"}' });
    const inside = pageFolder({});
    for (const place of ['src/main/control', 'dist', 'dist/assets']) {
      mkdirSync(join(root, place), { recursive: true });
      expect(rendererFolder(join(root, place))).toBe(join(root, 'dist/renderer'));
    }
    mkdirSync(join(root, 'dist/vendor'), { recursive: true });
    writeFileSync(join(root, 'dist/vendor/package.json'), '{"name":"other"}');
    expect(rendererFolder(join(root, 'dist/vendor'))).toBe(join(root, 'dist/renderer'));
    expect(() => rendererFolder(inside)).toThrow('package.json');
  });
});

describe('what the page may do', () => {
  it('in a window is to show what it brings, and to reach nobody', () => {
    expect(contentSecurityPolicy()).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
        "font-src 'self'; connect-src 'none'; base-uri 'none'; form-action 'none'; " +
        "frame-ancestors 'none'; require-trusted-types-for 'script'",
    );
  });

  it('in a browser is to reach its own server besides', () => {
    const policy = contentSecurityPolicy('ws://127.0.0.1:8080');
    expect(policy).toContain("; connect-src 'self' ws://127.0.0.1:8080; ");
    expect(policy.replace("'self' ws://127.0.0.1:8080", "'none'")).toBe(contentSecurityPolicy());
  });
});
