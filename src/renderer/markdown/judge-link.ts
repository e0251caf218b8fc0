/** What becomes of a link in a message. */
export type LinkVerdict =
  /** It can be opened. `shownHost` is set where the text could be taken for another address. */
  | { readonly type: 'link'; readonly href: string; readonly shownHost?: string }
  /** It stays text; `address` is set where the text does not say it. */
  | { readonly type: 'text'; readonly address?: string };

/** The name of a host as people write one, with the dots that a browser takes for dots. */
const HOST = /(?:[\p{L}\p{N}-]+[.。．｡])+[\p{L}\p{N}-]*\p{L}[\p{L}\p{N}-]*/giu;

/** Characters of a text that is looked at. */
const LONGEST_TEXT = 500;

/** Judges a link by where it goes and what it says. Only https can be opened. */
export function judgeLink(address: string, text: string): LinkVerdict {
  const said = text.trim();
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'https:') {
    const isSaid = [said, `http://${said}`, `mailto:${said}`, ''].includes(address);
    return isSaid ? { type: 'text' } : { type: 'text', address };
  }
  const link = { type: 'link', href: url.href } as const;
  return claimsOnly(said, url) ? link : { ...link, shownHost: url.host };
}

/** Whether `said` names no host but that of `url`. */
function claimsOnly(said: string, url: URL): boolean {
  // A name before an @ is the oldest disguise there is.
  if (url.username !== '' || url.password !== '') return false;
  if (said === url.href || `${said}/` === url.href) return true;
  // Nobody reads that far, and it would take long to look for names in it.
  if (said.length > LONGEST_TEXT) return false;
  return [...said.matchAll(HOST)].every(([host]) => {
    const name = host.replace(/[。．｡]/gu, '.').toLowerCase();
    return name === url.hostname || `www.${name}` === url.hostname;
  });
}
