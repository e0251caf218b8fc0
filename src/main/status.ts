import type { BotView } from '../shared/api.ts';
import type { ConnectionState } from '../shared/connection.ts';
import type { Clock } from './clock.ts';
import { type Obstacle, obstacleIn } from './credentials.ts';
import type { Journal } from './journal/journal.ts';
import type { SettingsStore } from './settings/store.ts';

const DAY = 86_400_000;
/** Milliseconds after which figures are counted anew though nothing happened: a day goes on. */
const FIGURES_AGE = 10_000;

/** How a bot is, in one look, as far as the bot itself knows. */
export type BotStatus = Omit<BotView, 'pid' | 'offline'>;

/** What a status is read from. */
export interface StatusOptions {
  readonly settings: SettingsStore;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly state: () => ConnectionState;
  readonly turns: () => number;
  /** Why the last try to read the credentials failed, if it did. */
  readonly lack: () => Obstacle | undefined;
}

/** Makes what tells how a bot is. It counts only after something changed, so ask it often. */
export function createStatus(options: StatusOptions): () => BotStatus {
  const { settings, journal, clock, state, turns, lack } = options;
  let counted = { revision: -1, at: 0, figures: NO_FIGURES };

  const figures = () => {
    const { revision } = journal;
    const at = clock.wall();
    const isCurrent = counted.revision === revision && Math.abs(at - counted.at) < FIGURES_AGE;
    if (!isCurrent) counted = { revision, at, figures: figuresSince(journal, at - DAY) };
    return counted.figures;
  };

  return () => {
    const { channels, agent, replies } = settings.current();
    const { bot_id } = channels.wecom;
    const known = bot_id === '' ? undefined : lack();
    return {
      state: state(),
      bot_id,
      agent: nameOf(agent),
      turns: turns(),
      ...figures(),
      paused: replies.paused,
      obstacle: state().name === 'stopped' ? (known ?? obstacleIn(settings)?.reason ?? null) : null,
    };
  };
}

/** A status in one line, for `/status` in a chat. */
export function describeStatus({ state, agent, turns, waiting, paused }: BotStatus): string {
  const pause = paused ? ', answers paused' : '';
  return `${state.name}${pause}, ${agent}, ${turns} in progress, ${waiting} waiting to be sent`;
}

type Figures = Pick<BotStatus, 'today' | 'waiting'>;

const NO_FIGURES: Figures = { today: { received: 0, failed: 0, median_ms: null }, waiting: 0 };

function figuresSince(journal: Journal, since: number): Figures {
  const { turns, failed, waiting } = journal.counts(since);
  return { today: { received: turns, failed, median_ms: journal.medianAnswerMs(since) }, waiting };
}

function nameOf({
  kind,
  model,
  command,
}: {
  readonly kind: string;
  readonly model: string;
  readonly command: readonly string[];
}): string {
  switch (kind) {
    case 'model':
      return `model ${model}`;
    case 'command':
      return `command ${command[0]}`;
    default:
      return kind;
  }
}
