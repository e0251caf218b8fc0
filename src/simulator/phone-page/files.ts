import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { dirname, extname, join } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/** Sent with everything below /phone/. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** Sends the page's file `name`, the page itself for an empty one. */
export async function sendFile(response: ServerResponse, name: string): Promise<void> {
  const file = name === '' ? 'index.html' : name;
  const type = /^[a-z-]+\.[a-z]+$/.test(file) ? TYPES[extname(file)] : undefined;
  const folder = type && findFolder();
  const bytes = folder && (await readFile(join(folder, file)).catch(() => undefined));
  if (!type || !bytes) {
    response.writeHead(404, PAGE_HEADERS).end();
    return;
  }
  response.writeHead(200, { ...PAGE_HEADERS, 'content-type': type }).end(bytes);
}

/** The nearest folder of the page: `page/` beside the sources, `phone-page/` beside a bundle. */
function findFolder(): string | undefined {
  let from = import.meta.dirname;
  while (true) {
    for (const name of ['page', 'phone-page']) {
      if (existsSync(join(from, name, 'index.html'))) return join(from, name);
    }
    const above = dirname(from);
    if (above === from) return undefined;
    from = above;
  }
}
