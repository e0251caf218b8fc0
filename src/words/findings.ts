import type { AnyFinding, CheckName, Findings } from '../shared/diagnostics.ts';

/** What a check found, and what to do in the window where something can be done. */
export interface Sentences {
  readonly detail: string;
  readonly remedy?: string;
}

type For<All> = { readonly [F in keyof All]: (values: All[F]) => Sentences };

/** Words for every finding of every check. */
export type FindingWords = {
  readonly [N in CheckName]: For<Findings[N]>;
} & { readonly any: For<AnyFinding> };

/** Megabytes, or gigabytes where that reads better. */
export const size = (bytes: number): string => {
  const mb = bytes / 1024 / 1024;
  return mb < 1024 ? `${Math.floor(mb)} MB` : `${(mb / 1024).toFixed(1)} GB`;
};

/** Words of the system that follow ours in brackets. */
export const bare = (why: string): string => why.trim().replace(/[.。]$/, '');
