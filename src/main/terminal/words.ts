import type { ConnectionState } from '../../shared/connection.ts';
import { messageOf, type Problem } from '../settings/problem.ts';
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

/** A bot as a person would say it: its connection and, once that is there, who answers. */
export function describeBot(
  bot: { readonly state: ConnectionState; readonly bot_id: string; readonly agent: string },
  now: number,
): string {
  const connection = describeState(bot.state, bot.bot_id, now);
  if (bot.state.name !== 'online') return connection;
  return `${connection}, answered by the agent: ${plainLine(bot.agent)}`;
}

/** Where wrong settings are; undefined where each names the file, or a variable, by itself. */
export function describePlace(
  problems: readonly Problem[],
  env: Readonly<Record<string, string | undefined>>,
  file: string,
): string | undefined {
  const isUnsaid = problems.some(({ key }) => key !== file && !Object.hasOwn(env, key));
  return isUnsaid ? `The settings file is ${file}.` : undefined;
}

/** Why a file cannot be read, in words that follow a colon. */
export function describeFileError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'it does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'you may not read it';
    case 'EISDIR':
      return 'it is a folder';
    default:
      return messageOf(error);
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
