import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, relative, sep } from 'node:path';
import { messageOf } from '../settings/problem.ts';

/** An answer to who loads the window's page. */
export interface PageAnswer {
  readonly status: 200 | 404;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The window's page, read once: what is not in it is nowhere. */
export interface Page {
  /** Answers `path`, which begins with a slash; `csp` is of {@link contentSecurityPolicy}. */
  answer(path: string, csp: string): PageAnswer;
}

/** There is no built page. */
class NotBuiltError extends Error {
  constructor(folder: string) {
    super(`The window is not built yet: ${folder} is missing. Run \`npm run build\`.`);
    this.name = 'NotBuiltError';
  }
}

const INDEX = '/index.html';
/** Files under here have their content's hash in their names. */
const HASHED = '/assets/';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** Where the build puts the page: under the nearest folder upwards that holds our package.json. */
export function rendererFolder(from = import.meta.dirname): string {
  for (let dir = from; dir !== dirname(dir); dir = dirname(dir)) {
    if (isOurs(join(dir, 'package.json'))) return join(dir, 'dist', 'renderer');
  }
  throw new Error(`No package.json of wecom-tray is above ${from}.`);
}

function isOurs(manifest: string): boolean {
  if (!existsSync(manifest)) return false;
  const content: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
  return (
    typeof content === 'object' &&
    content !== null &&
    'name' in content &&
    content.name === 'wecom-tray'
  );
}

/**
 * What the page may do: its own scripts, styles and pictures and nothing else. `connect` is the
 * address of the WebSocket that a browser needs; a window has its message port and needs none.
 */
export function contentSecurityPolicy(connect?: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${connect === undefined ? "'none'" : `'self' ${connect}`}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

/** Reads the built page in `folder`. Throws {@link NotBuiltError} where there is none. */
export function readPage(folder: string): Page {
  const files = readFiles(folder);
  if (!files.has(INDEX)) throw new NotBuiltError(folder);
  return {
    answer(asked, csp) {
      const path = asked === '/' ? INDEX : asked;
      const body = files.get(path);
      const headers = {
        'content-security-policy': csp,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': path.startsWith(HASHED) && body ? FOR_EVER : 'no-store',
      };
      const type = body ? TYPES[extname(path)] : 'text/plain; charset=utf-8';
      return {
        status: body ? 200 : 404,
        headers: { ...headers, 'content-type': type ?? 'application/octet-stream' },
        body: body ?? Buffer.from('There is nothing here.\n'),
      };
    },
  };
}

const FOR_EVER = 'private, max-age=31536000, immutable';

/** Every file of a known type by its path in an address. */
function readFiles(folder: string): ReadonlyMap<string, Buffer> {
  if (!existsSync(folder)) return new Map();
  try {
    const found = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && extname(entry.name) in TYPES)
      .map((entry) => join(entry.parentPath, entry.name));
    return new Map(
      found.map((file) => [`/${relative(folder, file).split(sep).join('/')}`, readFileSync(file)]),
    );
  } catch (error) {
    throw new Error(`The window's page in ${folder} cannot be read: ${messageOf(error)}.`);
  }
}
