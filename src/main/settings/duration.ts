const UNITS = { s: 1000, m: 60_000, h: 3_600_000 } as const;
const LONGEST = 24 * UNITS.h;

/**
 * Milliseconds of a duration such as `90s`, `5m` or `1h`; undefined where `text` is not one, is
 * zero, or is longer than a day.
 */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,5})([smh])$/.exec(text.trim());
  if (!match) return undefined;
  const ms = Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
  return ms > 0 && ms <= LONGEST ? ms : undefined;
}
