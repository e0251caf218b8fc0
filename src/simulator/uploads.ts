import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { refuse } from './frame.ts';
import type { Rates } from './rates.ts';
import type { ReceivedMedia } from './screen.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const MAX_CHUNK_BYTES = 512 * KIB;
const SESSION_MS = 30 * 60 * 1000;
const MEDIA_MS = 3 * 24 * 60 * 60 * 1000;
/** Smaller files are refused. */
const MIN_BYTES = 6;
const maxBytes = { image: 10 * MIB, voice: 2 * MIB, video: 10 * MIB, file: 20 * MIB };

const initSchema = z.looseObject({
  type: z.enum(['file', 'image', 'voice', 'video']),
  filename: z
    .string()
    .min(1)
    .refine((name) => Buffer.byteLength(name) <= 256, 'over 256 bytes'),
  total_size: z.int(),
  total_chunks: z.int().min(1).max(100),
  md5: z
    .string()
    .regex(/^[0-9a-fA-F]{32}$/)
    .optional(),
});
const chunkSchema = z.looseObject({
  upload_id: z.string(),
  chunk_index: z.int().min(0),
  base64_data: z.string(),
});
const finishSchema = z.looseObject({ upload_id: z.string() });

/** Uploads in three steps, and the media they yield (docs/protocol.md, Uploads). */
export interface Uploads {
  init(bot: string, body: unknown): { upload_id: string };
  chunk(bot: string, body: unknown): undefined;
  finish(bot: string, body: unknown): { type: string; media_id: string; created_at: string };
  /** The media `id` of `bot`; refuses one that is unknown, of another type, or 3 days old. */
  media(bot: string, type: string, id: string): ReceivedMedia;
}

interface Session {
  readonly bot: string;
  readonly at: number;
  readonly file: z.infer<typeof initSchema>;
  /** By index; clients count from 0 or from 1. */
  readonly chunks: Map<number, Buffer>;
}

export function createUploads(now: () => number, rates: Rates): Uploads {
  const sessions = new Map<string, Session>();
  const finished = new Map<string, { bot: string; at: number; media: ReceivedMedia }>();

  function session(bot: string, id: string): Session {
    const found = sessions.get(id);
    if (!found || found.bot !== bot) return refuse(40058, 'unknown upload_id');
    if (now() - found.at > SESSION_MS) return refuse(40058, 'the upload is older than 30 minutes');
    return found;
  }

  return {
    init(bot, body) {
      const file = initSchema.parse(body);
      if (file.total_size < MIN_BYTES || file.total_size > maxBytes[file.type]) refuse(40006);
      if (file.total_chunks < Math.ceil(file.total_size / MAX_CHUNK_BYTES)) {
        refuse(40058, 'total_chunks is too small for total_size');
      }
      rates.count(`uploads ${bot}`);
      const id = randomBytes(16).toString('hex');
      sessions.set(id, { bot, at: now(), file, chunks: new Map() });
      return { upload_id: id };
    },
    chunk(bot, body) {
      const { upload_id, chunk_index: index, base64_data: data } = chunkSchema.parse(body);
      const { file, chunks } = session(bot, upload_id);
      if (index > file.total_chunks) refuse(40058, `chunk_index ${index} is past the last`);
      if (chunks.has(index)) return undefined;
      const bytes = Buffer.from(data, 'base64');
      if (Math.ceil(bytes.length / 3) * 4 !== data.length) refuse(40058, 'base64_data');
      if (bytes.length > MAX_CHUNK_BYTES) refuse(40058, 'a chunk may have 512 KiB');
      chunks.set(index, bytes);
      return undefined;
    },
    finish(bot, body) {
      const { upload_id } = finishSchema.parse(body);
      const { file, chunks } = session(bot, upload_id);
      const bytes = assemble(file, chunks);
      sessions.delete(upload_id);
      const id = randomBytes(24).toString('base64url');
      const media = { id, type: file.type, name: file.filename, bytes };
      finished.set(id, { bot, at: now(), media });
      return { type: file.type, media_id: id, created_at: String(Math.floor(now() / 1000)) };
    },
    media(bot, type, id) {
      const found = finished.get(id);
      if (!found || found.bot !== bot) return refuse(40007);
      if (now() - found.at > MEDIA_MS) return refuse(40007, 'older than 3 days');
      if (found.media.type !== type) return refuse(40007, `it is a ${found.media.type}`);
      return found.media;
    },
  };
}

function assemble(file: Session['file'], chunks: Session['chunks']): Buffer {
  const first = chunks.has(0) ? 0 : 1;
  const pieces: Buffer[] = [];
  for (let index = first; index < first + file.total_chunks; index += 1) {
    pieces.push(chunks.get(index) ?? refuse(40058, `chunk ${index} is missing`));
  }
  const bytes = Buffer.concat(pieces);
  if (bytes.length !== file.total_size) refuse(40006, `${bytes.length} bytes came`);
  const md5 = createHash('md5').update(bytes).digest('hex');
  if (file.md5 && file.md5.toLowerCase() !== md5) refuse(40058, 'md5 does not fit');
  if (!looksLike(file.type, bytes)) refuse(40005, `not the content of a ${file.type}`);
  return bytes;
}

/** Images are PNG or JPEG, voice is AMR, video is MP4; a file is anything. */
function looksLike(type: ReceivedMedia['type'], bytes: Buffer): boolean {
  const head = bytes.toString('latin1', 0, 8);
  if (type === 'image') return head.startsWith('\x89PNG') || head.startsWith('\xff\xd8\xff');
  if (type === 'voice') return head.startsWith('#!AMR');
  return type === 'file' || head.startsWith('ftyp', 4);
}
