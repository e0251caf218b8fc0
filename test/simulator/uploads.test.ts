import { createHash, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import type { SimulatorOptions } from '../../src/simulator/simulator.ts';
import { emitted, startSimulator, subscribedRaw, subscribedSdk } from './clients.ts';

const init = 'aibot_upload_media_init';
const chunk = 'aibot_upload_media_chunk';
const finish = 'aibot_upload_media_finish';

/** A subscribed client and the three steps of an upload, as bare frames. */
async function uploader(options?: SimulatorOptions) {
  const simulator = await startSimulator(options);
  const client = await subscribedRaw(simulator);
  simulator.knowChat('alice');
  const begin = async (bytes: Buffer, file: Record<string, unknown> = {}) => {
    const whole = { type: 'file', filename: 'a.bin', total_size: bytes.length, total_chunks: 2 };
    const answer = await client.request(init, { ...whole, ...file });
    return { id: String(answer.body?.upload_id), answer };
  };
  const put = (id: string, index: number, bytes: Buffer) =>
    client.request(chunk, {
      upload_id: id,
      chunk_index: index,
      base64_data: bytes.toString('base64'),
    });
  const end = (id: string) => client.request(finish, { upload_id: id });
  const push = (type: string, mediaId: unknown) =>
    client.request('aibot_send_msg', {
      chatid: 'alice',
      msgtype: type,
      [type]: { media_id: mediaId },
    });
  return { simulator, client, begin, put, end, push };
}

it("takes what Tencent's client uploads in many pieces and shows what it sends", async () => {
  const simulator = await startSimulator();
  const client = await subscribedSdk(simulator);
  const bytes = randomBytes(1_300_000);
  const uploaded = await client.uploadMedia(bytes, { type: 'file', filename: '报告.bin' });
  expect(uploaded).toMatchObject({ type: 'file', media_id: expect.any(String) });
  const message = emitted(client, 'message.text');
  simulator.say({ text: 'send me the report' });
  await client.replyMedia(await message, 'file', uploaded.media_id);
  await client.sendMediaMessage('alice', 'file', uploaded.media_id);
  const media = { id: uploaded.media_id, type: 'file', name: '报告.bin', bytes };
  expect(simulator.chat('alice').slice(1)).toEqual([
    expect.objectContaining({ kind: 'reply', msgtype: 'file', media }),
    expect.objectContaining({ kind: 'push', mediaId: uploaded.media_id, media }),
  ]);
});

it.each([0, 1])('takes pieces counted from %i, in any order, and repeats', async (first) => {
  const { simulator, begin, put, end, push } = await uploader();
  const bytes = Buffer.from('0123456789');
  const { id } = await begin(bytes, { md5: createHash('md5').update(bytes).digest('hex') });
  await put(id, first + 1, bytes.subarray(6));
  await put(id, first, bytes.subarray(0, 6));
  expect(await put(id, first, Buffer.from('ignored'))).toMatchObject({ errcode: 0 });
  const { body } = await end(id);
  expect(body).toEqual({
    type: 'file',
    media_id: expect.any(String),
    created_at: expect.stringMatching(/^\d+$/),
  });
  await push('file', body?.media_id);
  expect(simulator.chat('alice')).toMatchObject([{ kind: 'push', media: { bytes } }]);
});

it('refuses to finish while a piece is missing, and takes it afterwards', async () => {
  const { begin, put, end } = await uploader();
  const { id } = await begin(Buffer.from('0123456789'));
  await put(id, 0, Buffer.from('01234'));
  expect(await end(id)).toMatchObject({ errcode: 40058 });
  await put(id, 1, Buffer.from('56789'));
  expect(await end(id)).toMatchObject({ errcode: 0 });
});

it('refuses a wrong checksum, a wrong size and content of another type', async () => {
  const { begin, put, end } = await uploader();
  const upload = async (file: Record<string, unknown>) => {
    const { id } = await begin(Buffer.from('0123456789'), { total_chunks: 1, ...file });
    await put(id, 0, Buffer.from('0123456789'));
    return end(id);
  };
  expect(await upload({ md5: '0'.repeat(32) })).toMatchObject({ errcode: 40058 });
  expect(await upload({ total_size: 11 })).toMatchObject({ errcode: 40006 });
  expect(await upload({ type: 'image' })).toMatchObject({ errcode: 40005 });
  expect(await upload({})).toMatchObject({ errcode: 0 });
});

it.each([
  ['a file of 5 bytes', { total_size: 5 }, 40006],
  ['a file over 20 MiB', { total_size: 20 * 1024 * 1024 + 1, total_chunks: 41 }, 40006],
  ['an image over 10 MiB', { type: 'image', total_size: 10 * 1024 * 1024 + 1 }, 40006],
  ['a voice over 2 MiB', { type: 'voice', total_size: 2 * 1024 * 1024 + 1 }, 40006],
  ['101 pieces', { total_chunks: 101 }, 40058],
  ['too few pieces', { total_size: 2_000_000 }, 40058],
  ['a name over 256 bytes', { filename: '字'.repeat(86) }, 40058],
  ['an unknown type', { type: 'poster' }, 40058],
])('refuses to begin an upload of %s', async (_what, file, errcode) => {
  const { begin } = await uploader();
  expect((await begin(Buffer.from('0123456789'), file)).answer).toMatchObject({ errcode });
});

it('refuses a piece over 512 KiB, one past the last, and one of an unknown upload', async () => {
  const { begin, put } = await uploader();
  const { id } = await begin(Buffer.alloc(600_000));
  expect(await put(id, 0, Buffer.alloc(512 * 1024 + 1))).toMatchObject({ errcode: 40058 });
  expect(await put(id, 3, Buffer.from('x'))).toMatchObject({ errcode: 40058 });
  expect(await put('made-up', 0, Buffer.from('x'))).toMatchObject({ errcode: 40058 });
});

it('refuses a piece that is not base64', async () => {
  const { client, begin } = await uploader();
  const { id } = await begin(Buffer.alloc(10));
  for (const base64_data of ['not base64!', 'abc', 7]) {
    const answer = await client.request(chunk, { upload_id: id, chunk_index: 0, base64_data });
    expect(answer).toMatchObject({ errcode: 40058 });
  }
});

it('forgets an upload after 30 minutes and a media id after 3 days', async () => {
  let now = 1_000_000;
  const { begin, put, end, push } = await uploader({ now: () => now });
  const { id } = await begin(Buffer.from('0123456789'), { total_chunks: 1 });
  now += 30 * 60_000 + 1;
  expect(await put(id, 0, Buffer.from('0123456789'))).toMatchObject({ errcode: 40058 });
  const second = await begin(Buffer.from('0123456789'), { total_chunks: 1 });
  await put(second.id, 0, Buffer.from('0123456789'));
  const { body } = await end(second.id);
  now += 3 * 24 * 60 * 60_000;
  expect(await push('file', body?.media_id)).toMatchObject({ errcode: 0 });
  now += 1;
  expect(await push('file', body?.media_id)).toMatchObject({ errcode: 40007 });
});

it('refuses a media id that is unknown or of another type with 40007', async () => {
  const { begin, put, end, push } = await uploader();
  expect(await push('file', 'made-up')).toMatchObject({ errcode: 40007 });
  const { id } = await begin(Buffer.from('0123456789'), { total_chunks: 1 });
  await put(id, 0, Buffer.from('0123456789'));
  const { body } = await end(id);
  expect(await push('image', body?.media_id)).toMatchObject({ errcode: 40007 });
});

it('keeps only the head of uploaded pieces in the frame log', async () => {
  const { simulator, begin, put } = await uploader();
  const { id } = await begin(Buffer.alloc(100_000));
  await put(id, 0, Buffer.alloc(60_000));
  const logged = simulator.frames.find(({ frame }) => frame.cmd === chunk)?.frame.body;
  expect(logged?.base64_data).toContain('(80000 characters)');
});

it('refuses more than 30 uploads a minute when it enforces rates', async () => {
  const { begin } = await uploader({ enforceRate: true, now: () => 1_000_000 });
  for (let count = 0; count < 30; count += 1) {
    expect((await begin(Buffer.alloc(10))).answer).toMatchObject({ errcode: 0 });
  }
  expect((await begin(Buffer.alloc(10))).answer).toMatchObject({ errcode: 45009 });
});
