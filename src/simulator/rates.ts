import { refuse } from './frame.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * The limit of 30 a minute and 1000 an hour, on messages of a chat and on uploads of a bot
 * (docs/protocol.md, Limits).
 */
export interface Rates {
  /** Counts one for `key`; refuses with 45009, uncounted, when that is too many. */
  count(key: string): void;
}

export function createRates(enforced: boolean, now: () => number): Rates {
  const sent = new Map<string, number[]>();
  return {
    count(key) {
      if (!enforced) return;
      const at = now();
      const lastHour = (sent.get(key) ?? []).filter((time) => at - time < HOUR_MS);
      const lastMinute = lastHour.filter((time) => at - time < MINUTE_MS);
      sent.set(key, lastHour);
      if (lastHour.length >= 1000 || lastMinute.length >= 30) refuse(45009);
      lastHour.push(at);
    },
  };
}
