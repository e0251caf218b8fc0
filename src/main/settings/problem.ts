/** Something about the settings that a person should know or put right. */
export interface Problem {
  /** The setting, variable or file it is about. */
  readonly key: string;
  /** What is wrong and what to do, in whole sentences. Never holds a secret. */
  readonly message: string;
}

/** The settings cannot be used. The message lists every problem, one a line. */
export class SettingsError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => problem.message).join('\n'));
    this.name = 'SettingsError';
    this.problems = problems;
  }
}

/** Whether a change was made; `note` says what still stands in its way. */
export type Change =
  | { readonly ok: true; readonly note?: string }
  | { readonly ok: false; readonly message: string };

/** The words of something thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
