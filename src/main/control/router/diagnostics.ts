import { arch, platform, release } from 'node:os';
import manifest from '../../../../package.json' with { type: 'json' };
import type { Check, LogLine } from '../../../shared/diagnostics.ts';
import type { Clock } from '../../clock.ts';
import { examine } from '../../diagnostics/examine.ts';
import { idsOf, writeReport } from '../../diagnostics/report.ts';
import type { Source } from '../host.ts';
import type { Instance } from '../instance.ts';
import { openView } from '../stream.ts';
import type { Base } from './base.ts';

/** Lines of the log that a window has, at most. */
const LINES = 1000;
const LINES_EVERY = 200;
/** Lines of the log that a report holds. */
const REPORTED = 200;

/** What is in the way, and what the program did. */
export function createDiagnosticsProcedures(base: Base, source: Source, clock: Clock) {
  async function* check(signal: AbortSignal | undefined): AsyncGenerator<Check, void, void> {
    const instance = source.current();
    const left = new AbortController();
    const stopWatching = source.onSwap(() => left.abort());
    try {
      yield* examine(
        patientOf(instance, clock),
        signal ? AbortSignal.any([signal, left.signal]) : left.signal,
      );
    } finally {
      left.abort();
      stopWatching();
    }
  }

  return {
    run: base.handler(({ signal }) => check(signal)),

    log: base.handler(({ signal }) => {
      const { lines } = source.current();
      const unread: LogLine[] = [...lines.recent(LINES)];
      return openView<readonly LogLine[]>({
        signal,
        clock,
        everyMs: LINES_EVERY,
        listen(changed, end) {
          const stopLines = lines.follow((line) => {
            unread.push(line);
            if (unread.length > LINES) unread.shift();
            changed();
          });
          const stopSwap = source.onSwap(end);
          return () => {
            stopLines();
            stopSwap();
          };
        },
        read: () => unread.splice(0),
      });
    }),

    report: base.handler(async ({ signal }): Promise<{ text: string }> => {
      const { settings, bot, lines, scrub } = source.current();
      const checks = new Map<string, Check>();
      for await (const result of check(signal)) checks.set(result.name, result);
      const text = writeReport({
        version: manifest.version,
        platform: `${platform()} ${arch()} ${release()}`,
        versions: process.versions,
        fields: await settings.origins(),
        problems: settings.problems(),
        checks: [...checks.values()],
        lines: lines.recent(REPORTED),
        ids: idsOf(settings.current(), bot.journal),
        scrub,
        now: clock.wall(),
      });
      return { text };
    }),
  };
}

function patientOf({ home, settings, keychain, env, bot }: Instance, clock: Clock) {
  return {
    home,
    settings,
    keychain,
    env,
    clock,
    bot: async () => ({ found: 'running', status: { pid: process.pid, ...bot.status() } }) as const,
  };
}
