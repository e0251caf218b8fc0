import type { Check, CheckName, Finding, FindingOf } from '../../shared/diagnostics.ts';
import { type Clock, sleep } from '../clock.ts';
import type { Home } from '../settings/home.ts';
import type { SecretStore } from '../settings/keychain.ts';
import { messageOf } from '../settings/problem.ts';
import type { SettingsStore } from '../settings/store.ts';
import { type BotAnswer, checkAgent, judgeConnection } from './answering.ts';
import {
  checkBot,
  checkDisk,
  checkFolder,
  checkJournal,
  checkKeychain,
  checkSettings,
} from './local.ts';
import { checkClock, checkDns, checkProxy, checkTls } from './network.ts';

/** Milliseconds that a check may take. The keychain has a deadline of its own, below this one. */
const CHECK_MS = 12_000;
const NETWORK_MS = 6_000;
const API_URL = 'https://qyapi.weixin.qq.com';

/** What is examined. */
export interface Patient {
  readonly home: Home;
  readonly settings: Pick<SettingsStore, 'current' | 'secret' | 'problems'>;
  readonly keychain: Pick<SecretStore, 'status'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Asks the running bot how it is. */
  readonly bot: (signal: AbortSignal) => Promise<BotAnswer>;
}

type Look<N extends CheckName> = (signal: AbortSignal) => Promise<FindingOf<N>> | FindingOf<N>;

/** Every check, in the order in which they are shown. */
type Looks = { readonly [N in CheckName]: { readonly look: Look<N>; readonly withinMs?: number } };

/**
 * Looks at all that a bot needs: every check first as `running`, then each result as it comes.
 * None takes longer than 12 seconds. Ends at once when `signal` aborts; never throws.
 */
export async function* examine(
  patient: Patient,
  signal: AbortSignal,
): AsyncGenerator<Check, void, void> {
  const looks = Object.entries(looksAt(patient)) as [CheckName, Looks[CheckName]][];
  for (const [name] of looks) yield { name, mark: 'running' };
  const left = new AbortController();
  const stopped = AbortSignal.any([signal, left.signal]);
  try {
    const running = new Map(
      looks.map(([name, { look, withinMs = CHECK_MS }]) => [
        name,
        within(withinMs, look, patient.clock, stopped).then((found) => ({ name, ...found })),
      ]),
    );
    const given = aborted(stopped);
    while (running.size > 0) {
      const check = await Promise.race([given, ...running.values()]);
      if (check === undefined) return;
      running.delete(check.name);
      yield check;
    }
  } finally {
    left.abort();
  }
}

function looksAt(patient: Patient): Looks {
  const { home, settings, env, clock } = patient;
  const { channels, agent } = settings.current();
  const gateway = channels.wecom.websocket_url;
  const apiUrl = env['WECOM_TRAY_API_URL'] || API_URL;
  const now = () => clock.wall();
  return {
    folder: { look: () => checkFolder(home) },
    disk: { look: () => checkDisk(home) },
    settings: { look: () => checkSettings(patient) },
    keychain: { look: () => checkKeychain(patient) },
    journal: { look: () => checkJournal(home) },
    bot: { look: () => checkBot(patient) },
    dns: { look: () => checkDns(gateway), withinMs: NETWORK_MS },
    tls: { look: (signal) => checkTls(gateway, signal), withinMs: NETWORK_MS },
    proxy: { look: () => checkProxy(gateway, env) },
    clock: { look: (signal) => checkClock(apiUrl, now, signal), withinMs: NETWORK_MS },
    agent: {
      look: (signal) => checkAgent(agent, () => settings.secret('agent.api_key'), env, signal),
    },
    connection: {
      look: async (signal) => judgeConnection(await patient.bot(signal), now()),
    },
  };
}

/** Looks, for `ms` milliseconds at most; never rejects. */
async function within(
  ms: number,
  look: (signal: AbortSignal) => Promise<Finding> | Finding,
  clock: Clock,
  stopped: AbortSignal,
): Promise<Finding> {
  const done = new AbortController();
  const signal = AbortSignal.any([stopped, done.signal]);
  const late = sleep(clock, ms, signal).then(
    (): Finding => ({ mark: 'fail', finding: 'late', values: { seconds: ms / 1000 } }),
  );
  try {
    return await Promise.race([looked(look, signal), late]);
  } catch (error) {
    return { mark: 'fail', finding: 'broken', values: { why: messageOf(error) } };
  } finally {
    done.abort();
  }
}

/** Also what a look throws at once is a rejection. */
async function looked(
  look: (signal: AbortSignal) => Promise<Finding> | Finding,
  signal: AbortSignal,
): Promise<Finding> {
  return look(signal);
}

function aborted(signal: AbortSignal): Promise<undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
