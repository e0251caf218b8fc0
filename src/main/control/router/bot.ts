import { networkInterfaces } from 'node:os';
import { z } from 'zod';
import type { BotView, ConnectionSpan, Waiting } from '../../../shared/api.ts';
import type { Clock } from '../../clock.ts';
import { declined, made } from '../declined.ts';
import type { Source } from '../host.ts';
import type { Instance } from '../instance.ts';
import { openView } from '../stream.ts';
import type { Base } from './base.ts';

/** Milliseconds between two views of the bot. */
const SHOW_EVERY = 100;
const MOST_WAITING = 100;

/** The bot and its connection. */
export function createBotProcedures(base: Base, source: Source, clock: Clock) {
  const view = () => viewOf(source.current());
  return {
    status: base.handler(view),

    follow: base.handler(({ signal }) => {
      const instance = source.current();
      const { bot, settings } = instance;
      return openView<BotView>({
        signal,
        clock,
        everyMs: SHOW_EVERY,
        listen(changed, end) {
          const stops = [
            bot.onEvent(({ type }) => {
              if (type === 'state' || type === 'status') changed();
            }),
            settings.onChange(changed),
            source.onSwap(end),
          ];
          return () => {
            for (const stop of stops) stop();
          };
        },
        read: () => viewOf(instance),
      });
    }),

    connect: base.handler(async (): Promise<BotView> => {
      const asked = await source.current().bot.connect();
      if (!asked.ok) throw declined(asked.reason, asked.message);
      return view();
    }),

    disconnect: base.handler(async (): Promise<BotView> => {
      await source.current().bot.disconnect();
      return view();
    }),

    pause: base
      .input(z.strictObject({ paused: z.boolean() }))
      .handler(async ({ input }): Promise<BotView> => {
        made(await source.current().settings.set('replies.paused', input.paused));
        return view();
      }),

    connections: base
      .input(z.strictObject({ since: z.number() }))
      .handler(({ input }): ConnectionSpan[] =>
        source.current().bot.journal.connections(input.since),
      ),

    outbox: base.handler((): Waiting[] => source.current().bot.journal.outbox(MOST_WAITING)),
  };
}

/** How a bot is, in one look. */
export function viewOf({ bot }: Instance): BotView {
  return { pid: process.pid, ...bot.status(), offline: isOffline() };
}

/** Without any address but its own, this computer reaches nobody. */
function isOffline(): boolean {
  return Object.values(networkInterfaces()).every((addresses = []) =>
    addresses.every(({ internal }) => internal),
  );
}
