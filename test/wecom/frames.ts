import { type MessageFrame, parseFrame } from '../../src/main/wecom/protocol.ts';

type Fields = Readonly<Record<string, unknown>>;

function frame(cmd: string, common: Fields, body: Fields | readonly unknown[] | null): string {
  const laid = body === null || Array.isArray(body) ? body : { ...common, ...body };
  return JSON.stringify({ cmd, headers: { req_id: 'r1' }, body: laid });
}

const envelope = {
  msgid: 'm1',
  create_time: 1_767_600_000,
  aibotid: 'aib1',
  chattype: 'single',
  from: { userid: 'alice' },
};

/** A message as WeCom sends it, with `body` laid over what it says; `null` and lists replace it. */
export function callback(body: Fields | readonly unknown[] | null): string {
  const text = { msgtype: 'text', text: { content: 'hello' } };
  return frame('aibot_msg_callback', { ...envelope, ...text }, body);
}

/** An event as WeCom sends it. */
export function event(body: Fields | null): string {
  return frame('aibot_event_callback', { ...envelope, msgtype: 'event' }, body);
}

/** A message that WeCom sent, as it was read; throws where it cannot be. */
export function message(body: Fields): MessageFrame {
  const read = parseFrame(callback(body));
  if (read.kind !== 'message') throw new Error(`It was read as ${JSON.stringify(read)}.`);
  return read;
}
