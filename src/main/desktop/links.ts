import type { LinkResult } from '../../shared/api.ts';
import { outsideLink } from './verdicts.ts';

/** What a person answered. */
export interface LinkAnswer {
  readonly open: boolean;
  readonly dontAskAgain: boolean;
}

/** What {@link createLinks} needs. */
export interface LinkOptions {
  /** Asks a person whether a link is to be opened. */
  readonly ask: (link: { href: string; host: string }) => Promise<LinkAnswer>;
  /** Gives a link to the browser. */
  readonly open: (href: string) => Promise<void>;
}

/**
 * Opens links in the browser: https only, and only after a person said yes to its host. A second
 * link while one is being asked about is declined, so that a page cannot pile up questions.
 */
export function createLinks({ ask, open }: LinkOptions): (href: string) => Promise<LinkResult> {
  const trusted = new Set<string>();
  let asking = false;

  const isAllowed = async (link: { href: string; host: string }): Promise<boolean> => {
    if (trusted.has(link.host)) return true;
    if (asking) return false;
    asking = true;
    try {
      const answer = await ask(link);
      if (answer.open && answer.dontAskAgain) trusted.add(link.host);
      return answer.open;
    } finally {
      asking = false;
    }
  };

  return async (href) => {
    const link = outsideLink(href);
    if (!link) return { result: 'refused' };
    if (!(await isAllowed(link))) return { result: 'declined' };
    await open(link.href);
    return { result: 'opened' };
  };
}
