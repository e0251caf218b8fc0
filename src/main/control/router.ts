import type { RouterClient } from '@orpc/server';
import type { Api } from '../../shared/api.ts';
import type { Clock } from '../clock.ts';
import type { Host, Source } from './host.ts';
import type { LocalApi } from './questions.ts';
import { createAgentProcedures } from './router/agents.ts';
import { createAppProcedures } from './router/app.ts';
import { createBase } from './router/base.ts';
import { createBindingProcedures } from './router/binding.ts';
import { createBotProcedures } from './router/bot.ts';
import { createChatProcedures } from './router/chats.ts';
import { createDiagnosticsProcedures } from './router/diagnostics.ts';
import { createSettingsProcedures } from './router/settings.ts';
import type { Shell } from './shell.ts';

/** What {@link createRouter} needs. */
export interface RouterOptions {
  readonly host: Host;
  readonly shell: Shell;
  readonly clock: Clock;
}

/** All that a window can ask. */
export function createRouter({ host, shell, clock }: RouterOptions) {
  const base = createBase(host);
  return {
    app: createAppProcedures(base, host, shell),
    bot: createBotProcedures(base, host, clock),
    binding: createBindingProcedures(base, host, clock),
    chats: createChatProcedures(base, host, clock, { sendsFiles: false }),
    settings: createSettingsProcedures(base, host, clock),
    agents: createAgentProcedures(base, host, clock),
    diagnostics: createDiagnosticsProcedures(base, host, clock),
  };
}

/** All that a terminal can ask, over the local socket that only its owner can open. */
export function createLocalRouter(source: Source, clock: Clock) {
  const base = createBase(source);
  return {
    bot: createBotProcedures(base, source, clock),
    chats: createChatProcedures(base, source, clock, { sendsFiles: true }),
  };
}

/** See {@link createRouter}. */
export type Router = ReturnType<typeof createRouter>;
/** See {@link createLocalRouter}. */
export type LocalRouter = ReturnType<typeof createLocalRouter>;

/** Does not compile where a client of `R` would not be what the windows were promised. */
type Keeps<R extends Promise, Promise> = R;
/** @public For the compiler alone. */
export type RouterKeepsApi = Keeps<RouterClient<Router>, Api>;
/** @public For the compiler alone. */
export type LocalRouterKeepsApi = Keeps<RouterClient<LocalRouter>, LocalApi>;
