import { type Clock, sleep } from '../clock.ts';
import { startDeadline } from '../deadline.ts';
import { hasTrayHost } from './session-bus.ts';

/** Milliseconds for one look. */
const LOOK_MS = 1000;
/** Milliseconds that a panel may take to appear after the session began, and between two looks. */
const PATIENCE_MS = 20_000;
const AGAIN_MS = 1000;

/** Whether this desktop shows tray icons. */
export interface TrayHost {
  /** As it was at the last look. */
  readonly present: boolean;
  look(): Promise<boolean>;
  /** Looks until there is one, for as long as a session takes to begin. */
  wait(): Promise<boolean>;
}

/** What {@link createTrayHost} needs. */
export interface TrayHostOptions {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told when one appeared or went away. */
  readonly onChange: () => void;
}

/** Only on Linux a desktop may have no tray; everywhere else it is always there. */
export function createTrayHost(options: TrayHostOptions): TrayHost {
  const { platform, env, clock, signal, onChange } = options;
  let present = platform !== 'linux';

  const look = async (): Promise<boolean> => {
    if (platform !== 'linux') return true;
    const deadline = startDeadline(clock, LOOK_MS, signal);
    const found = await hasTrayHost(env, deadline.signal);
    deadline.end();
    if (found !== present) {
      present = found;
      onChange();
    }
    return found;
  };

  return {
    get present() {
      return present;
    },
    look,
    async wait() {
      const until = clock.monotonic() + PATIENCE_MS;
      while (!(await look())) {
        if (signal.aborted || clock.monotonic() >= until) return false;
        await sleep(clock, AGAIN_MS, signal);
      }
      return true;
    },
  };
}
