import type { ConnectionState } from '../../shared/connection.ts';
import { plainLine } from './plain.ts';

/** A connection as a person would say it. */
export function describeState(state: ConnectionState, botId: string, now: number): string {
  switch (state.name) {
    case 'stopped':
      return 'disconnected';
    case 'connecting':
    case 'subscribing':
      return 'connecting';
    case 'online':
      return `online as ${plainLine(botId)}`;
    case 'waiting':
      return (
        `not connected: ${plainLine(state.detail)}; ` +
        `next try in ${describeSpan(Math.max(0, state.until - now))}`
      );
    case 'displaced':
      return 'taken over by another device; run `wecom-tray connect` to use the bot here';
    case 'refused':
      return (
        `refused by WeCom (${state.code} ${plainLine(state.message)}); ` +
        'run `wecom-tray auth wecom` to bind the bot again'
      );
  }
}

/** Milliseconds in the largest unit that fits, such as `2 s` or `3 min`. */
export function describeSpan(ms: number): string {
  if (ms < 90_000) return `${Math.ceil(ms / 1000)} s`;
  if (ms < 90 * 60_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 3_600_000)} h`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** The local time of day, such as `09:05:01`. */
export function timeOfDay(moment: number): string {
  const at = new Date(moment);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
}

/** The local date and time, such as `2026-01-05 09:05:01`. */
export function dateAndTime(moment: number): string {
  const at = new Date(moment);
  const date = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map(two).join('-');
  return `${date} ${timeOfDay(moment)}`;
}
