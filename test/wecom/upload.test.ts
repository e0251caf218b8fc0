import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Clock, systemClock } from '../../src/main/clock.ts';
import { upload } from '../../src/main/wecom/upload.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { onlineClient, reached, roundTrip, sent, startSimulator } from './clients.ts';

const INIT = 'aibot_upload_media_init';
const CHUNK = 'aibot_upload_media_chunk';
const FINISH = 'aibot_upload_media_finish';
const CHUNK_BYTES = 256 * 1024;
const MEGABYTE = 1024 * 1024;
const never = new AbortController().signal;

/** A file in a folder that goes when the test ends; a number makes one of so many empty bytes. */
async function fileOf(content: Uint8Array | number, name = 'report.bin'): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'upload-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const path = join(dir, name);
  await writeFile(path, typeof content === 'number' ? '' : content);
  if (typeof content === 'number') await truncate(path, content);
  return path;
}

/** The pauses between the tries of a piece take no time here. */
const hasty: Clock = {
  ...systemClock,
  after(_, run) {
    const soon = setImmediate(run);
    return () => clearImmediate(soon);
  },
};

/** A subscribed connection, and uploads over it. */
async function uploader() {
  const simulator = await startSimulator();
  const client = await onlineClient(simulator);
  const { connection } = client;
  simulator.knowChat('alice');
  return {
    simulator,
    client,
    run: (path: string, signal = never) => upload(connection, path, hasty, signal),
    /** How an upload is announced that ends with this. */
    async announced(path: string) {
      simulator.misbehave({ when: { cmd: INIT }, do: { refuse: 40006 } });
      await upload(connection, path, hasty, never);
      return sent(simulator, INIT).at(-1)?.body;
    },
    /** The media that alice gets when `mediaId` is sent to her. */
    async received(type: string, mediaId: string) {
      const body = { chatid: 'alice', chat_type: 1, msgtype: type, [type]: { media_id: mediaId } };
      await connection.request('aibot_send_msg', body);
      const last = simulator.chat('alice').at(-1);
      return last && 'media' in last ? last.media : undefined;
    },
  };
}

/** The most chunks that were on the wire at one time. */
function mostInFlight(simulator: Simulator): number {
  const open = new Set<string>();
  return Math.max(
    ...simulator.frames.map(({ dir, frame: { cmd, headers } }) => {
      if (dir === 'in' && cmd === CHUNK) open.add(headers.req_id);
      if (dir === 'out') open.delete(headers.req_id);
      return open.size;
    }),
  );
}

describe('an upload', () => {
  it('announces the file, sends it in pieces and ends it; every byte arrives', async () => {
    const { simulator, run, received } = await uploader();
    const bytes = randomBytes(5 * CHUNK_BYTES + 1);
    const uploaded = await run(await fileOf(bytes, '年报.bin'));
    if (uploaded.kind !== 'uploaded') throw new Error(`It is ${uploaded.kind}.`);
    expect(uploaded.type).toBe('file');
    expect(sent(simulator, INIT)).toMatchObject([
      {
        body: {
          type: 'file',
          filename: '年报.bin',
          total_size: bytes.length,
          total_chunks: 6,
          md5: expect.stringMatching(/^[0-9a-f]{32}$/),
        },
      },
    ]);
    const indices = sent(simulator, CHUNK).map(({ body }) => body?.chunk_index);
    expect(indices.toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(sent(simulator, FINISH)).toHaveLength(1);
    const media = await received('file', uploaded.mediaId);
    expect(media?.name).toBe('年报.bin');
    expect(bytes.equals(media?.bytes ?? Buffer.alloc(0))).toBe(true);
  });

  it('has at most two pieces on the wire, each under its own request id', async () => {
    const { simulator, run } = await uploader();
    await run(await fileOf(8 * CHUNK_BYTES));
    expect(mostInFlight(simulator)).toBe(2);
    const ids = sent(simulator, CHUNK).map(({ headers }) => headers.req_id);
    expect(new Set(ids).size).toBe(8);
  });

  it.each([
    ['photo.PNG', '\x89PNG\r\n\x1a\n', 'image'],
    ['photo.jpeg', '\xff\xd8\xff\xe0 and more', 'image'],
    ['voice.amr', '#!AMR\n and more', 'voice'],
    ['clip.mp4', '\0\0\0\x18ftypmp42', 'video'],
    ['photo.gif', 'GIF89a and more', 'file'],
    ['README', 'no extension', 'file'],
  ])('takes %s for what it is', async (name, content, type) => {
    const { run } = await uploader();
    const uploaded = await run(await fileOf(Buffer.from(content, 'latin1'), name));
    expect(uploaded).toMatchObject({ kind: 'uploaded', type });
  });

  it.each([
    ['photo.png', 10],
    ['voice.amr', 2],
    ['clip.mp4', 10],
  ])('sends %s as a file where it is over %i MB', async (name, limit) => {
    const { announced } = await uploader();
    expect(await announced(await fileOf(limit * MEGABYTE + 1, name))).toMatchObject({
      type: 'file',
    });
    expect(await announced(await fileOf(limit * MEGABYTE, name))).not.toMatchObject({
      type: 'file',
    });
  });

  it('keeps the end of a long name, with its extension', async () => {
    const { simulator, run } = await uploader();
    const path = await fileOf(6, `${'长'.repeat(80)}.docx`);
    expect(await run(path)).toMatchObject({ kind: 'uploaded' });
    const [init] = sent(simulator, INIT);
    expect(init?.body?.filename).toBe(`${'长'.repeat(75)}.docx`);
  });
});

describe('a file that WeCom would not take', () => {
  it.each([
    ['is empty', 0],
    ['has 5 bytes', 5],
    ['is over 20 MB', 20 * MEGABYTE + 1],
  ])('is not sent where it %s', async (_, size) => {
    const { simulator, run } = await uploader();
    expect(await run(await fileOf(size))).toEqual({
      kind: 'impossible',
      reason: expect.stringMatching(/^report\.bin .*(6 bytes|20 MB)/),
    });
    expect(sent(simulator, INIT)).toEqual([]);
  });

  it('is not sent where it cannot be read', async () => {
    const { run } = await uploader();
    const missing = join(tmpdir(), 'no such file');
    for (const path of [missing, tmpdir()]) {
      expect(await run(path)).toMatchObject({
        kind: 'impossible',
        reason: expect.stringContaining('cannot be read'),
      });
    }
  });

  it('may have 6 bytes, or 20 MB', async () => {
    const { announced } = await uploader();
    for (const size of [6, 20 * MEGABYTE]) {
      expect(await announced(await fileOf(size))).toMatchObject({ total_size: size });
    }
  });

  it('is refused in the words of WeCom', async () => {
    const { run } = await uploader();
    const uploaded = await run(await fileOf(Buffer.from('this is no picture'), 'photo.png'));
    expect(uploaded).toMatchObject({ kind: 'refused', code: 40005 });
  });
});

describe('a piece', () => {
  it('that is refused is sent again, up to three times in all', async () => {
    const { simulator, run } = await uploader();
    simulator.misbehave({ when: { cmd: CHUNK }, times: 2, do: { refuse: -1 } });
    expect(await run(await fileOf(100))).toMatchObject({ kind: 'uploaded' });
    expect(sent(simulator, CHUNK)).toHaveLength(3);
    simulator.misbehave({ when: { cmd: CHUNK }, times: 3, do: { refuse: -1 } });
    expect(await run(await fileOf(100))).toMatchObject({ kind: 'refused', code: -1 });
    expect(sent(simulator, CHUNK)).toHaveLength(6);
    expect(sent(simulator, FINISH)).toHaveLength(1);
  });

  it('whose acknowledgement stays out for 30 seconds is sent again; a repeat is harmless', async () => {
    const { simulator, client, run } = await uploader();
    simulator.misbehave({ when: { cmd: CHUNK }, do: 'lose-ack' });
    const uploaded = run(await fileOf(100));
    await simulator.waitFor(() => sent(simulator, CHUNK).length === 1);
    // A ping is due at the same time; it must not end the connection.
    client.clock.advance(30_000);
    expect(await uploaded).toMatchObject({ kind: 'uploaded' });
    expect(sent(simulator, CHUNK)).toHaveLength(2);
    expect(client.connection.state.name).toBe('online');
  });

  it('that fails for good ends the upload: those behind it stay here', async () => {
    const { simulator, run } = await uploader();
    simulator.misbehave({ when: { cmd: CHUNK }, times: Infinity, do: { refuse: -1 } });
    expect(await run(await fileOf(20 * CHUNK_BYTES))).toMatchObject({ kind: 'refused' });
    const indices = sent(simulator, CHUNK).map(({ body }) => body?.chunk_index);
    expect(new Set(indices)).toEqual(new Set([0, 1]));
    expect(sent(simulator, FINISH)).toEqual([]);
  });

  it('is not sent once the upload is cancelled', async () => {
    const { simulator, client, run } = await uploader();
    const cancel = new AbortController();
    simulator.misbehave({ when: { cmd: INIT }, do: 'ignore' });
    const uploaded = run(await fileOf(20 * CHUNK_BYTES), cancel.signal);
    const { headers } = await simulator.waitFor(() => sent(simulator, INIT)[0]);
    cancel.abort();
    simulator.sendRaw(JSON.stringify({ headers, errcode: 0, body: { upload_id: 'u1' } }));
    expect(await uploaded).toEqual({ kind: 'unsent', reason: 'cancelled' });
    await roundTrip(client.connection);
    expect(sent(simulator, CHUNK)).toEqual([]);
    expect(sent(simulator, FINISH)).toEqual([]);
  });
});

describe('an upload that cannot go on', () => {
  it.each([INIT, FINISH])('ends where %s yields no id', async (cmd) => {
    const { simulator, run } = await uploader();
    simulator.misbehave({ when: { cmd }, do: 'ignore' });
    const uploaded = run(await fileOf(100));
    const { headers } = await simulator.waitFor(() => sent(simulator, cmd)[0]);
    simulator.sendRaw(JSON.stringify({ headers, errcode: 0, body: {} }));
    expect(await uploaded).toMatchObject({
      kind: 'impossible',
      reason: expect.stringContaining('no '),
    });
  });

  it.each([INIT, FINISH])('ends with the refusal of %s', async (cmd) => {
    const { simulator, run } = await uploader();
    simulator.misbehave({ when: { cmd }, do: { refuse: 45009 } });
    expect(await run(await fileOf(100))).toMatchObject({
      kind: 'refused',
      code: 45009,
      reaction: 'wait',
    });
  });

  it('ends where the connection does', async () => {
    const { simulator, client, run } = await uploader();
    simulator.misbehave({ when: { cmd: CHUNK }, do: 'close' });
    const uploaded = await run(await fileOf(3 * CHUNK_BYTES));
    expect(['unsent', 'unknown']).toContain(uploaded.kind);
    await reached(simulator, client, 'waiting');
    expect(sent(simulator, FINISH)).toEqual([]);
  });
});
