import { z } from 'zod';

/** What a new bot subscribes with. */
export interface Credentials {
  readonly botId: string;
  readonly secret: string;
}

/** A code to poll with, and the link that the QR code shows. */
export interface Offer {
  readonly code: string;
  readonly link: string;
}

/** How far the person with the phone has come. */
export type Progress =
  | { readonly phase: 'waiting' | 'scanned' }
  | { readonly phase: 'confirmed'; readonly credentials: Credentials }
  | { readonly phase: 'expired' }
  /** Confirmed, but without a bot id or a secret. */
  | { readonly phase: 'incomplete' };

const refusal = z.object({ errcode: z.number().refine((code) => code !== 0), errmsg: z.string() });

const offer = z.object({
  data: z.object({
    // It becomes part of an address.
    scode: z.string().regex(/^[\w-]{1,256}$/),
    auth_url: z.url({ protocol: /^https?$/ }).max(1000),
  }),
});

const poll = z.object({
  errcode: z.literal(0).optional(),
  data: z.object({ status: z.string(), bot_info: z.unknown().optional() }),
});

const botInfo = z.object({ botid: z.string().trim().min(1), secret: z.string().trim().min(1) });

/** Reads the answer to `generate`; undefined where it is none. */
export function readOffer(answer: unknown): Offer | undefined {
  const { data } = offer.safeParse(answer);
  return data && { code: data.data.scode, link: data.data.auth_url };
}

/** WeCom's error code and words, where `answer` is a refusal. */
export function readRefusal(answer: unknown): string | undefined {
  const { data } = refusal.partial({ errmsg: true }).safeParse(answer);
  return data && `${data.errcode} ${data.errmsg ?? ''}`.trim();
}

/**
 * Where an answer to `query_result` leads from `phase`. Anything unknown, refused or unreadable is
 * no news. Once scanned stays scanned.
 */
export function advance(phase: 'waiting' | 'scanned', answer: unknown): Progress {
  const { data: read } = poll.safeParse(answer);
  switch (read?.data.status) {
    // Tencent's spelling, and the dictionary's.
    case 'scaned':
    case 'scanned':
      return { phase: 'scanned' };
    case 'expired':
      return { phase: 'expired' };
    case 'success': {
      const { data: bot } = botInfo.safeParse(read.data.bot_info);
      if (!bot) return { phase: 'incomplete' };
      return { phase: 'confirmed', credentials: { botId: bot.botid, secret: bot.secret } };
    }
    default:
      return { phase };
  }
}
