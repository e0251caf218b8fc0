import { type Clock, sleep } from '../clock.ts';

/** Milliseconds in which the program is gone, whatever hangs. */
const END_WITHIN = 5000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What {@link createEnding} needs. */
export interface EndingOptions {
  readonly clock: Clock;
  /** Finishes what is open and gives everything back. */
  readonly close: () => Promise<void>;
  /** Ends the process at once. */
  readonly exit: (code: number) => void;
}

/** How the program ends, whoever asks for it. */
export interface Ending {
  /** True from the first `begin` on. */
  readonly begun: boolean;
  /** Begins to end the program and returns; the second call changes nothing. */
  begin(): void;
}

/** Closes everything in an orderly way, and after 5 seconds in any way. */
export function createEnding({ clock, close, exit }: EndingOptions): Ending {
  let begun = false;
  return {
    get begun() {
      return begun;
    },
    begin() {
      if (begun) return;
      begun = true;
      const late = sleep(clock, END_WITHIN);
      // Not before whoever asked, such as a menu that goes away with all the rest, is done.
      const closed = sleep(clock, 0)
        .then(close)
        .catch(() => {});
      void Promise.race([closed, late]).then(() => exit(0));
    },
  };
}

/** One Ctrl-C may come twice, from the terminal and from a parent that passes it on. */
const SAME_PRESS_MS = 300;

/** What {@link catchSignals} needs. */
export interface SignalOptions {
  readonly clock: Clock;
  /** Told of the first signal. */
  readonly onFirst: () => void;
  /** Ends the process at once. */
  readonly exit: (code: number) => void;
}

/**
 * From now on the first signal is told, and one that follows it after a moment ends the process.
 * To be called when Electron is ready: what it catches by itself, it catches only once.
 */
export function catchSignals({ clock, onFirst, exit }: SignalOptions): void {
  let first: number | undefined;
  const onSignal = (): void => {
    const now = clock.monotonic();
    if (first !== undefined) {
      if (now - first > SAME_PRESS_MS) exit(130);
      return;
    }
    first = now;
    onFirst();
  };
  for (const name of SIGNALS) {
    // What writes the settings file listens, too, and would raise the signal once more. With no
    // listener left Node lets go of it, and takes it from Electron with the next one.
    process.removeAllListeners(name);
    process.on(name, onSignal);
  }
}
