import { createCipheriv, randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Route } from './http.ts';

/** A media URL works for 5 minutes. */
const URL_LIFETIME_MS = 5 * 60 * 1000;
const PADDING_BLOCK = 32;
const SLOW_PIECE_MS = 200;
const HUGE_PIECE = Buffer.alloc(64 * 1024);

/** A picture, file or video that a person sends. */
export interface Attachment {
  /** File name; default made up from the kind. */
  readonly name?: string;
  /** Default a few bytes that begin as a file of the kind does. */
  readonly bytes?: Uint8Array;
  /** How the key is written; default `unpadded`, 43 characters of base64. */
  readonly keyForm?: 'unpadded' | 'padded' | 'url-safe' | 'hex';
  /** Sent in place of the `Content-Disposition` that fits the name. */
  readonly disposition?: string;
  /**
   * What goes wrong: `slow` sends a byte every 200 ms, `huge` never ends, `corrupt` cannot be
   * decrypted, `missing` is a 404.
   */
  readonly fault?: 'slow' | 'huge' | 'corrupt' | 'missing';
}

/** The host that people's media are fetched from, encrypted. */
export interface MediaHost {
  /** Stores `attachment` under a URL and key of its own. */
  add(kind: string, attachment?: Attachment): { url: string; aeskey: string };
  readonly routes: readonly Route[];
}

interface Stored {
  readonly name: string;
  readonly cipher: Buffer;
  readonly at: number;
  readonly attachment: Attachment;
}

export function createMediaHost(baseUrl: () => string, now: () => number): MediaHost {
  const stored = new Map<string, Stored>();
  return {
    add(kind, attachment = {}) {
      const sample = samples[kind] ?? sampleFile;
      const key = randomBytes(32);
      const id = randomBytes(12).toString('hex');
      const whole = encrypt(attachment.bytes ?? sample.bytes, key);
      // Cut off the block boundary, no key decrypts it.
      const cipher = attachment.fault === 'corrupt' ? whole.subarray(0, -1) : whole;
      stored.set(id, { name: attachment.name ?? sample.name, cipher, at: now(), attachment });
      return { url: `${baseUrl()}/media/${id}`, aeskey: writeKey(key, attachment.keyForm) };
    },
    routes: [
      {
        method: 'GET',
        path: '/media/',
        answer({ url }, response) {
          const found = stored.get(url.pathname.slice('/media/'.length));
          if (!found || found.attachment.fault === 'missing') response.writeHead(404).end();
          else if (now() - found.at > URL_LIFETIME_MS) response.writeHead(403).end();
          else serve(found, response);
        },
      },
    ],
  };
}

const sampleFile = { name: 'notes.txt', bytes: Buffer.from('hello wecom') };
const samples: Record<string, { name: string; bytes: Buffer }> = {
  image: {
    name: 'picture.png',
    bytes: Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk' +
        '+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    ),
  },
  video: { name: 'clip.mp4', bytes: Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1') },
};

/** AES-256-CBC as WeCom does it: the key's first half is the IV, PKCS#7 to 32 bytes. */
export function encrypt(plain: Uint8Array, key: Uint8Array): Buffer {
  const padding = PADDING_BLOCK - (plain.length % PADDING_BLOCK);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(padding, padding))]);
}

function writeKey(key: Buffer, form: Attachment['keyForm'] = 'unpadded'): string {
  if (form === 'hex') return key.toString('hex');
  if (form === 'url-safe') return key.toString('base64url');
  const padded = key.toString('base64');
  return form === 'padded' ? padded : padded.replace(/=+$/, '');
}

function serve({ name, cipher, attachment }: Stored, response: ServerResponse): void {
  // Header bytes are latin1 for Node; this sends the UTF-8 bytes of the name as they are.
  const raw = Buffer.from(name).toString('latin1').replaceAll('"', '');
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-disposition':
      attachment.disposition ??
      `attachment; filename="${raw}"; filename*=UTF-8''${encodeURIComponent(name)}`,
    ...(attachment.fault !== 'huge' && { 'content-length': cipher.length }),
  });
  if (attachment.fault === 'slow') sendSlowly(cipher, response);
  else if (attachment.fault === 'huge') sendForEver(response);
  else response.end(cipher);
}

function sendSlowly(bytes: Buffer, response: ServerResponse): void {
  let sent = 0;
  response.flushHeaders();
  const timer = setInterval(() => {
    response.write(bytes.subarray(sent, sent + 1));
    sent += 1;
    if (sent === bytes.length) response.end();
  }, SLOW_PIECE_MS);
  response.on('close', () => clearInterval(timer));
}

function sendForEver(response: ServerResponse): void {
  const more = () => {
    while (!response.destroyed && response.write(HUGE_PIECE));
  };
  response.on('drain', more);
  more();
}
