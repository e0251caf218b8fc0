import type { FrameRecord } from './frame.ts';

const POLL_MS = 20;
const FRAMES_IN_MESSAGE = 8;

/** Waiting for something to become true. */
export interface Waits {
  /** Something changed: asks all probes again. */
  changed(): void;
  waitFor<T>(probe: () => T | undefined | false, timeoutMs?: number): Promise<T>;
  /** Rejects everything that still waits. */
  close(): void;
}

export function createWaits(frames: readonly FrameRecord[]): Waits {
  const waiting = new Set<{ check: () => void; fail: (reason: string) => void }>();
  return {
    changed() {
      for (const wait of waiting) wait.check();
    },
    waitFor<T>(probe: () => T | undefined | false, timeoutMs = 10_000) {
      return new Promise<T>((resolve, reject) => {
        const end = () => {
          waiting.delete(wait);
          clearInterval(poll);
          clearTimeout(deadline);
        };
        const fail = (reason: string) => {
          end();
          reject(new Error(`${reason} while waiting for ${String(probe)}\n${lastFrames(frames)}`));
        };
        const check = () => {
          try {
            const value = probe();
            if (value === undefined || value === false) return;
            end();
            resolve(value);
          } catch (error) {
            end();
            reject(error);
          }
        };
        const wait = { check, fail };
        const poll = setInterval(check, POLL_MS);
        const deadline = setTimeout(() => fail(`${timeoutMs} ms passed`), timeoutMs);
        waiting.add(wait);
        check();
      });
    },
    close() {
      for (const wait of waiting) wait.fail('The simulator was closed');
    },
  };
}

function lastFrames(frames: readonly FrameRecord[]): string {
  const lines = frames.slice(-FRAMES_IN_MESSAGE).map(({ dir, frame }) => {
    const masked = JSON.stringify(frame, (key, value) => (key === 'secret' ? '***' : value));
    return `  ${dir} ${masked.length > 300 ? `${masked.slice(0, 300)}…` : masked}`;
  });
  return lines.length > 0 ? `The last frames:\n${lines.join('\n')}` : 'No frame was exchanged.';
}
