import { z } from 'zod';
import type { CardPress } from '../events.ts';
import type { Said } from '../inbound.ts';
import type { Simulator } from '../simulator.ts';
import { sampleFile, samplePicture } from './attachments.ts';
import type { Placed, Timeline } from './timeline.ts';
import type { ConfirmResult, ScanResult } from './view.ts';

const id = z.string().min(1).max(128);
const place = { from: id, group: id.optional() };
const scodeSchema = z.object({ scode: id });
const enterSchema = z.object({ from: id });
const saySchema = z
  .object({
    ...place,
    kind: z.enum(['text', 'voice', 'image', 'file']).default('text'),
    text: z.string().max(20_000).optional(),
    quote: z.int().optional(),
    mention: z.boolean().optional(),
  })
  .refine(({ group, kind }) => group === undefined || kind === 'text', 'groups take only text');
const cardSchema = z.object({
  ...place,
  entry: z.int(),
  eventKey: z.string().max(1024),
  selected: z.record(z.string(), z.array(z.string())).optional(),
});
const troubleSchema = z.object({ what: z.enum(['displace', 'cut', 'unreachable', 'reachable']) });

/** What a person does with the phone, by name. Each throws on a body that does not fit. */
export type Actions = Readonly<Record<string, (body: unknown) => unknown>>;

export function createActions(parts: {
  readonly simulator: () => Simulator;
  readonly timeline: Timeline;
  readonly now: () => number;
  /** Notes whether those who dial are turned away. */
  readonly setUnreachable: (value: boolean) => void;
}): Actions {
  const { simulator, timeline, now } = parts;
  /** The day each person last opened the chat with the bot: WeCom tells the first time a day. */
  const entered = new Map<string, number>();
  let attachments = 0;

  function attachment(kind: string): Pick<Said, 'media'> {
    if (kind !== 'image' && kind !== 'file') return {};
    attachments += 1;
    return { media: kind === 'image' ? samplePicture(attachments) : sampleFile(attachments) };
  }

  return {
    scan(): ScanResult {
      const { qr } = simulator();
      const scode = qr.latest();
      const status = scode === undefined ? undefined : qr.status(scode);
      if (scode === undefined || status === undefined) return { result: 'none' };
      if (status === 'expired') return { result: 'expired' };
      if (status === 'success') return { result: 'used' };
      qr.scan(scode);
      return { result: 'scanned', scode };
    },

    confirm(body): ConfirmResult {
      const { scode } = scodeSchema.parse(body);
      const { qr } = simulator();
      if (scode !== qr.latest() || qr.status(scode) !== 'scaned') return { result: 'expired' };
      qr.confirm(scode);
      return { result: 'confirmed' };
    },

    enter(body) {
      const { from } = enterSchema.parse(body);
      const today = new Date(now()).setHours(0, 0, 0, 0);
      if (entered.get(from) === today) return { delivered: false };
      const { delivered } = simulator().enterChat(from);
      if (delivered) entered.set(from, today);
      return { delivered };
    },

    say(body) {
      const { from, group, kind, text, quote, mention } = saySchema.parse(body);
      const quoted = quote === undefined ? undefined : timeline.find(quote);
      const { delivered } = simulator().say({
        from,
        kind,
        ...attachment(kind),
        ...(group !== undefined && { chat: group }),
        ...(text !== undefined && { text }),
        ...(quoted && { quote: quoteOf(quoted) }),
        ...(mention !== undefined && { mention }),
      });
      return { delivered };
    },

    card(body) {
      const { from, group, entry, eventKey, selected } = cardSchema.parse(body);
      const press = pressOf(timeline.find(entry));
      if (!press) return { delivered: false };
      const { delivered } = simulator().cardEvent({
        ...press,
        from,
        eventKey,
        ...(group !== undefined && { chat: group }),
        ...(selected && { selected }),
      });
      return { delivered };
    },

    trouble(body) {
      const { what } = troubleSchema.parse(body);
      if (what === 'displace') {
        if (!simulator().online) return { done: false };
        simulator().displace();
      } else if (what === 'cut') {
        simulator().closeConnections();
      } else {
        parts.setUnreachable(what === 'unreachable');
        simulator().handshakes(what === 'unreachable' ? 'reject' : 'accept');
        if (what === 'unreachable') simulator().closeConnections();
      }
      return { done: true };
    },
  };
}

/** What a message that quotes `placed` carries of it. */
function quoteOf({ entry }: Placed): Exclude<Said['quote'], undefined> {
  if (entry.who === 'me') {
    if (entry.msgtype === 'voice') return { kind: 'voice', text: entry.text };
    return entry.media ? { kind: imageOrFile(entry.msgtype), media: entry.media } : entry.text;
  }
  if (entry.kind === 'bubble') return entry.content;
  const { media, card, content } = entry;
  if (media) return { kind: imageOrFile(media.type), media };
  return card ? String(Object(card['main_title'])['title'] ?? '') : content;
}

function imageOrFile(kind: string): 'image' | 'file' {
  return kind === 'image' ? 'image' : 'file';
}

/** Which card of the bot a press is about; undefined where there is none that takes presses. */
function pressOf(placed: Placed | undefined): Pick<CardPress, 'taskId' | 'cardType'> | undefined {
  const entry = placed?.entry;
  const card = entry?.who === 'bot' && entry.kind !== 'bubble' ? entry.card : undefined;
  const taskId = card?.['task_id'];
  if (typeof taskId !== 'string') return undefined;
  return { taskId, cardType: String(card?.['card_type']) };
}
