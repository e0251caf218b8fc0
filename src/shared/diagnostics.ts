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

/** The values of a finding whose words need none. */
type None = Readonly<Record<never, never>>;

/** What each check can find beside {@link AnyFinding}, and the values that come with it. */
export interface Findings {
  readonly folder: {
    readonly ready: { readonly path: string };
    readonly unusable: { readonly why: string };
  };
  /** `free` is bytes. */
  readonly disk: {
    readonly enough: { readonly free: number };
    readonly low: { readonly free: number };
    readonly full: { readonly free: number };
  };
  /** `problems` are sentences; `unsaid` is 1 where they do not say which file they are about. */
  readonly settings: {
    readonly good: { readonly file: string };
    readonly problems: {
      readonly problems: string;
      readonly file: string;
      readonly unsaid: 0 | 1;
    };
    readonly unusable: {
      readonly problems: string;
      readonly file: string;
      readonly unsaid: 0 | 1;
    };
  };
  readonly keychain: {
    readonly answers: None;
    readonly unavailable: { readonly why: string; readonly remedy: string };
    /** It is unavailable, and the secret comes from the environment. */
    readonly unneeded: { readonly why: string; readonly remedy: string };
  };
  readonly journal: {
    readonly readable: { readonly path: string; readonly chats: number };
    readonly none: None;
    readonly unreadable: { readonly why: string };
  };
  readonly bot: {
    readonly bound: { readonly bot: string };
    readonly 'not-bound': None;
    readonly 'switched-off': { readonly bot: string };
    readonly 'no-secret': { readonly bot: string };
  };
  readonly dns: {
    readonly found: { readonly host: string; readonly address: string };
    /** The settings name an address, so that there is nothing to look up. */
    readonly literal: { readonly host: string };
    readonly unknown: { readonly host: string; readonly why: string };
  };
  readonly tls: {
    readonly good: { readonly host: string };
    /** The connection to this computer itself is not encrypted. */
    readonly plain: { readonly host: string };
    /** The name has no address; `dns` says why. */
    readonly unresolved: { readonly host: string };
    readonly unreachable: { readonly host: string; readonly why: string };
    /** Something answers, but does not speak TLS: often a sign-in page of the network. */
    readonly 'not-tls': { readonly host: string; readonly why: string };
    readonly 'self-signed': { readonly host: string; readonly issuer: string };
    readonly 'wrong-host': { readonly host: string; readonly subject: string };
    readonly expired: { readonly host: string; readonly until: string };
    readonly 'not-yet': { readonly host: string; readonly from: string };
    /** Nobody this computer trusts vouches for it. */
    readonly untrusted: { readonly host: string; readonly issuer: string };
    readonly certificate: { readonly host: string; readonly why: string };
  };
  /** `variables` are names; `proxy` is host and port, empty where it cannot be told. */
  readonly proxy: {
    readonly none: None;
    readonly excepted: { readonly variables: string; readonly host: string };
    readonly unused: { readonly variables: string; readonly proxy: string };
  };
  readonly clock: {
    readonly right: None;
    readonly fast: { readonly seconds: number };
    readonly slow: { readonly seconds: number };
    readonly unknown: { readonly why: string };
  };
  readonly agent: {
    readonly echo: None;
    readonly program: { readonly name: string; readonly path: string };
    readonly 'no-program': { readonly name: string };
    readonly model: { readonly url: string; readonly model: string };
    readonly 'no-model': { readonly url: string; readonly model: string };
    /** It answers, and does not tell its models. */
    readonly endpoint: { readonly url: string };
    readonly 'no-endpoint': { readonly url: string; readonly why: string };
    readonly unauthorized: { readonly url: string };
  };
  /** `seconds` is until the next try. */
  readonly connection: {
    readonly online: { readonly pid: number; readonly bot: string };
    readonly connecting: { readonly pid: number };
    readonly waiting: { readonly pid: number; readonly why: string; readonly seconds: number };
    readonly displaced: { readonly pid: number };
    readonly refused: { readonly pid: number; readonly why: string; readonly code: number };
    readonly stopped: { readonly pid: number };
    readonly absent: None;
    readonly silent: { readonly why: string };
  };
}

/** What any check can find about itself: it took too long, or it could not be done. */
export interface AnyFinding {
  readonly late: { readonly seconds: number };
  readonly broken: { readonly why: string };
}

/** What a check found; `values` are put into its words. */
export interface Finding {
  readonly mark: 'ok' | 'warn' | 'fail';
  /** Names the words for it, one of {@link Findings} or {@link AnyFinding}. */
  readonly finding: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** A {@link Finding} that the check `N` can have. */
export type FindingOf<N extends CheckName> = {
  readonly [F in keyof (Findings[N] & AnyFinding)]: {
    readonly mark: Finding['mark'];
    readonly finding: F;
    readonly values: (Findings[N] & AnyFinding)[F];
  };
}[keyof (Findings[N] & AnyFinding)];

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
