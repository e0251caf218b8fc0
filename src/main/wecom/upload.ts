import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { Outcome } from '../channel/channel.ts';
import { type Clock, sleep } from '../clock.ts';
import type { Connection } from './connection.ts';
import { readMediaId, readUploadId } from './protocol.ts';

/**
 * Bytes of one chunk before base64 (docs/protocol.md § Uploads). Half of what WeCom takes: two of
 * them pass a line of half a megabit within a ping's time.
 */
const CHUNK = 256 * 1024;
/** Chunks on the wire at once, so that pings and bubbles get between them. */
const IN_FLIGHT = 2;
/** Milliseconds before a chunk that was refused or missed is sent again; repeating one is harmless. */
const CHUNK_WAITS = [500, 1_000];
/** Milliseconds that a chunk waits for its acknowledgement. */
const CHUNK_TIMEOUT = 30_000;
/** Bytes of the smallest file that WeCom takes. */
const SMALLEST = 6;
const MEGABYTE = 1024 * 1024;

/** The media kinds WeCom takes, with the extensions and sizes it allows; all else goes as a file. */
const KINDS = [
  { type: 'image', extensions: ['.jpg', '.jpeg', '.png'], limit: 10 * MEGABYTE },
  { type: 'voice', extensions: ['.amr'], limit: 2 * MEGABYTE },
  { type: 'video', extensions: ['.mp4'], limit: 10 * MEGABYTE },
] as const;
const FILE_LIMIT = 20 * MEGABYTE;

/** An uploaded file, ready to be sent; or what became of the upload instead. */
export type UploadResult =
  | { readonly kind: 'uploaded'; readonly type: string; readonly mediaId: string }
  | { readonly kind: 'impossible'; readonly reason: string }
  | Exclude<Outcome, { kind: 'acked' }>;

/** Uploads the file at `path` in three steps (docs/protocol.md § Uploads). */
export async function upload(
  connection: Connection,
  path: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<UploadResult> {
  const content = await readWhole(path);
  if (typeof content === 'string') return { kind: 'impossible', reason: content };
  const type = kindOf(path, content.length);
  const chunks = Math.ceil(content.length / CHUNK);
  const begun = await connection.request('aibot_upload_media_init', {
    type,
    filename: basename(path).slice(-80).toWellFormed(),
    total_size: content.length,
    total_chunks: chunks,
    md5: createHash('md5').update(content).digest('hex'),
  });
  if (begun.kind !== 'acked') return begun;
  const uploadId = readUploadId(begun.body);
  if (!uploadId) return { kind: 'impossible', reason: 'WeCom gave the upload no id' };
  const failed = await sendChunks(connection, uploadId, content, clock, signal);
  if (failed) return failed;
  const ended = await connection.request('aibot_upload_media_finish', { upload_id: uploadId });
  if (ended.kind !== 'acked') return ended;
  const mediaId = readMediaId(ended.body);
  if (!mediaId) return { kind: 'impossible', reason: 'WeCom gave the file no media id' };
  return { kind: 'uploaded', type, mediaId };
}

function kindOf(path: string, size: number): string {
  const extension = extname(path).toLowerCase();
  const kind = KINDS.find((candidate) => candidate.extensions.some((known) => known === extension));
  return kind && size <= kind.limit ? kind.type : 'file';
}

/** The file's bytes, or the reason why it cannot be sent. */
async function readWhole(path: string): Promise<Buffer | string> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    if (size < SMALLEST)
      return `${basename(path)} has under ${SMALLEST} bytes; WeCom takes none so small`;
    if (size > FILE_LIMIT) return `${basename(path)} is over 20 MB, the most that WeCom takes`;
    return await file.readFile();
  } catch (error) {
    return `${basename(path)} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Sends all chunks; resolves with what went wrong, or undefined. */
async function sendChunks(
  connection: Connection,
  uploadId: string,
  content: Buffer,
  clock: Clock,
  signal: AbortSignal,
): Promise<Exclude<Outcome, { kind: 'acked' }> | undefined> {
  let next = 0;
  let failed: Exclude<Outcome, { kind: 'acked' }> | undefined;
  const worker = async (): Promise<void> => {
    while (!failed && next * CHUNK < content.length) {
      const index = next++;
      const outcome = await sendChunk(connection, uploadId, content, index, clock, signal);
      if (outcome.kind !== 'acked') failed ??= outcome;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return failed;
}

async function sendChunk(
  connection: Connection,
  uploadId: string,
  content: Buffer,
  index: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<Outcome> {
  // Counted from 0, as every client in use does, though the documentation's example shows 1.
  const body = {
    upload_id: uploadId,
    chunk_index: index,
    base64_data: content.toString('base64', index * CHUNK, (index + 1) * CHUNK),
  };
  for (const wait of [...CHUNK_WAITS, undefined]) {
    if (signal.aborted) break;
    const outcome = await connection.request('aibot_upload_media_chunk', body, CHUNK_TIMEOUT);
    const again = outcome.kind === 'refused' || outcome.kind === 'unknown';
    if (!again || wait === undefined) return outcome;
    await sleep(clock, wait, signal);
  }
  return { kind: 'unsent', reason: 'cancelled' };
}
