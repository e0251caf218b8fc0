import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type InboundFrame, parseFrame } from '../../src/main/wecom/protocol.ts';
import { callback, event } from './frames.ts';

const media = { url: 'https://media.example/1', aeskey: 'k' };
const quote = { msgtype: 'appmsg', appmsg: { title: 't', description: 'd', url: 'u' } };
const items = [
  { msgtype: 'text', text: { content: 'a' } },
  { msgtype: 'image', image: media },
];
const valid = [
  callback({ quote, response_url: 'https://answers.example/1' }),
  callback({ chattype: 'group', chatid: 'wr1', msgtype: 'mixed', mixed: { msg_item: items } }),
  callback({
    msgtype: 'voice',
    voice: { content: 'v' },
    quote: { msgtype: 'image', image: media },
  }),
  ...['image', 'file', 'video'].map((msgtype) => callback({ msgtype, [msgtype]: media })),
  callback(quote),
  event({ event: { eventtype: 'enter_chat' } }),
  event({ event: { eventtype: 'feedback_event', feedback_event: { id: 'f', type: 1 } } }),
  JSON.stringify({ headers: { req_id: 'r1' }, errcode: 0, errmsg: 'ok', body: { media_id: 'm' } }),
  JSON.stringify({ cmd: 'aibot_dance', headers: { req_id: 'r1' } }),
];

/** Values that parsers stumble over, beside any JSON value. */
const anyValue = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>('', null, -1, 1e308, [], {}, 'x'.repeat(600), '__proto__', '\u0000'),
);

/** All paths into a JSON value. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...path, key]))];
}

/** `value` with what is at `path` replaced, or removed where `change` is undefined. */
function changed(value: unknown, [key, ...rest]: readonly string[], change: unknown): unknown {
  if (key === undefined) return change;
  const entries = Object.entries(value as object);
  const edited = entries.map(([name, child]) => [
    name,
    name === key ? changed(child, rest, change) : child,
  ]);
  if (Array.isArray(value)) return edited.map(([, child]) => child);
  return Object.fromEntries(edited.filter(([, child]) => child !== undefined));
}

/** A valid frame in which one to three things are replaced or removed. */
const mutated = fc
  .tuple(
    fc.constantFrom(...valid),
    fc.array(fc.tuple(fc.nat(), fc.option(anyValue, { nil: undefined })), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([frame, changes]) =>
    changes.reduce<unknown>((value, [at, change]) => {
      const paths = pathsOf(value);
      return changed(value, paths[at % paths.length] ?? [], change);
    }, JSON.parse(frame)),
  )
  .map((value) => JSON.stringify(value) ?? '');

/** A valid frame cut, doubled or with a few characters overwritten. */
const damaged = fc
  .tuple(fc.constantFrom(...valid), fc.nat(), fc.nat({ max: 9 }), fc.string({ unit: 'binary' }))
  .map(([frame, at, length, instead]) => {
    const from = at % frame.length;
    return frame.slice(0, from) + instead + frame.slice(from + length);
  });

/** All that code behind the parser relies on. */
function expectSound(frame: InboundFrame): void {
  switch (frame.kind) {
    case 'ack':
      expect(frame.requestId).toSatisfy(isId);
      expect(frame.code).toSatisfy(Number.isFinite);
      expect(frame.message).toBeTypeOf('string');
      return;
    case 'message':
      for (const id of [frame.requestId, frame.messageId, frame.userId]) expect(id).toSatisfy(isId);
      if (frame.chatType === 'group') expect(frame.chatId).toSatisfy(isId);
      else expect(frame.chatId).toBeUndefined();
      expect(frame.messageType).toBeTypeOf('string');
      expect(frame.text).toSatisfy(isClean);
      if (frame.quote !== undefined) expect(frame.quote).toSatisfy(isClean);
      if (frame.responseUrl !== undefined) expect(frame.responseUrl).toSatisfy(URL.canParse);
      return;
    case 'event':
      expect(frame.requestId).toSatisfy(isId);
      expect(frame.eventType).toBeTypeOf('string');
      return;
    case 'unknown':
      expect(frame.command).toBeTypeOf('string');
      return;
    case 'invalid':
      expect(frame.reason).not.toBe('');
  }
}

const isId = (id: unknown) => typeof id === 'string' && id.length > 0 && id.length <= 512;
const isClean = (text: string) => text.isWellFormed() && !/[^\P{Cc}\n\t\u0080-\u009f]/u.test(text);

it.each(valid)('reads %s', (frame) => {
  expect(parseFrame(frame).kind).not.toBe('invalid');
  expectSound(parseFrame(frame));
});

it.each([
  ['any string', fc.string({ unit: 'binary', maxLength: 200 })],
  ['any JSON', fc.json()],
  ['any mutation of a valid frame', mutated],
  ['any damage to a valid frame', damaged],
])('makes something sound of %s', (_, arbitrary) => {
  fc.assert(
    fc.property(arbitrary, (data) => expectSound(parseFrame(data))),
    { numRuns: 1000 },
  );
});

it('reads a valid frame whatever fields are added to it', () => {
  const extras = fc.dictionary(
    fc.string().map((key) => `x_${key}`),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(fc.constantFrom(...valid), extras, (frame, extra) => {
      const { body, ...rest } = JSON.parse(frame);
      const wider = { ...rest, ...extra, ...(body && { body: { ...body, ...extra } }) };
      expect(parseFrame(JSON.stringify(wider))).toMatchObject(withoutBody(parseFrame(frame)));
    }),
  );
});

/** A frame without the raw body that an acknowledgement hands on. */
function withoutBody(frame: InboundFrame): Partial<InboundFrame> {
  return frame.kind === 'ack' ? { ...frame, body: expect.anything() } : frame;
}
