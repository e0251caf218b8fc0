import { readFileSync } from 'node:fs';
import { decryptFile } from '@wecom/aibot-node-sdk';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { encrypt } from '../../src/simulator/media.ts';
import type { Attachment, SimulatorOptions } from '../../src/simulator/simulator.ts';
import { startSimulator, subscribedRaw } from './clients.ts';

const fileSchema = z.object({ url: z.url(), aeskey: z.string() });

interface Vectors {
  readonly aeskey: string;
  readonly vectors: readonly { name: string; plain_utf8: string; cipher_hex: string }[];
}
const vectors: Vectors = JSON.parse(
  readFileSync(new URL('../fixtures/media.json', import.meta.url), 'utf8'),
);

/** Sends a file and returns what a client gets to fetch it. */
async function file(media: Attachment, options?: SimulatorOptions) {
  const simulator = await startSimulator(options);
  const client = await subscribedRaw(simulator);
  simulator.say({ kind: 'file', media });
  const { body } = await simulator.waitFor(() => client.received[1]);
  return { simulator, ...fileSchema.parse(body?.file) };
}

const download = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer());

it.each(vectors.vectors)('encrypts the vector "$name"', ({ plain_utf8, cipher_hex }) => {
  const key = Buffer.from(vectors.aeskey, 'base64');
  expect(encrypt(Buffer.from(plain_utf8), key).toString('hex')).toBe(cipher_hex);
});

it("encrypts anything so that Tencent's client decrypts it", () => {
  const keys = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), keys, (plain, key) => {
      const cipher = encrypt(plain, key);
      expect(cipher.length % 32).toBe(0);
      expect(decryptFile(cipher, Buffer.from(key).toString('base64'))).toEqual(Buffer.from(plain));
    }),
  );
});

it('serves ciphertext under a key of its own, and records the download', async () => {
  const bytes = Buffer.from('the file');
  const { simulator, url, aeskey } = await file({ bytes });
  const cipher = await download(url);
  expect(cipher.includes(bytes)).toBe(false);
  expect(decryptFile(cipher, aeskey)).toEqual(bytes);
  expect(simulator.httpRequests).toMatchObject([{ method: 'GET', path: new URL(url).pathname }]);
});

it.each([
  [undefined, /^[A-Za-z0-9+/]{43}$/],
  ['padded', /^[A-Za-z0-9+/]{43}=$/],
  ['url-safe', /^[A-Za-z0-9_-]{43}$/],
  ['hex', /^[0-9a-f]{64}$/],
] as const)('writes the key in the form %s', async (keyForm, pattern) => {
  const { aeskey } = await file(keyForm ? { keyForm } : {});
  expect(aeskey).toMatch(pattern);
});

it('sends any Content-Disposition', async () => {
  const { url } = await file({ disposition: 'attachment; filename="100%.txt"' });
  const { headers } = await fetch(url);
  expect(headers.get('content-disposition')).toBe('attachment; filename="100%.txt"');
});

it('serves corrupt media that no key decrypts', async () => {
  const { url, aeskey } = await file({ fault: 'corrupt' });
  const cipher = await download(url);
  expect(() => decryptFile(cipher, aeskey)).toThrow('Decryption failed');
});

it('has lost missing media', async () => {
  const { url } = await file({ fault: 'missing' });
  expect((await fetch(url)).status).toBe(404);
});

it('serves a media URL for 5 minutes', async () => {
  let now = 1_000_000;
  const { url } = await file({}, { now: () => now });
  now += 5 * 60_000;
  expect((await fetch(url)).status).toBe(200);
  now += 1;
  expect((await fetch(url)).status).toBe(403);
});

it('serves huge media without end', async () => {
  const { url } = await file({ fault: 'huge' });
  const { body, headers } = await fetch(url);
  expect(headers.has('content-length')).toBe(false);
  let size = 0;
  for await (const piece of body ?? []) {
    size += piece.length;
    if (size > 30_000_000) break;
  }
  expect(size).toBeGreaterThan(30_000_000);
});

it('serves slow media byte by byte', async () => {
  const { url } = await file({ fault: 'slow' });
  const { body, headers } = await fetch(url);
  expect(headers.get('content-length')).toBe('32');
  const first = await body?.getReader().read();
  expect(first?.value).toHaveLength(1);
});
