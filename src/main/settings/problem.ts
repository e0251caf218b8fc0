import type { SettingsProblem } from '../../shared/settings.ts';

/** Something about the settings that a person should know or put right. */
export type Problem = SettingsProblem;

/** The settings cannot be used. The message lists every problem, one a line. */
export class SettingsError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => problem.message).join('\n'));
    this.name = 'SettingsError';
    this.problems = problems;
  }
}

/**
 * Whether a change was made. `hidden`: variables of the environment that stay in force over it;
 * `note` says that, or what else still stands in its way, to whoever reads English.
 */
export type Change =
  | { readonly ok: true; readonly note?: string; readonly hidden?: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** The words of something thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
