/** What is looked at. */
export type CheckName =
  | 'folder'
  | 'disk'
  | 'settings'
  | 'keychain'
  | 'journal'
  | 'bot'
  | 'dns'
  | 'tls'
  | 'proxy'
  | 'clock'
  | 'agent'
  | 'connection';

/** What a check found; `values` are put into its words. */
export interface Finding {
  readonly mark: 'ok' | 'warn' | 'fail';
  /** Names the words for it, apart from `name`: `unreachable`, `slow`, `no-secret`. */
  readonly finding: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** A check that runs, or what it found. */
export type Check =
  | { readonly name: CheckName; readonly mark: 'running' }
  | ({ readonly name: CheckName } & Finding);

/** A line of the log, redacted. */
export interface LogLine {
  readonly at: number;
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
  readonly message: string;
  /** What else the line holds, as JSON; empty where there is nothing. */
  readonly details: string;
}
