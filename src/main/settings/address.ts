const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether `url` points to this computer itself. */
export function isLoopback(url: URL): boolean {
  return LOOPBACK.test(url.hostname);
}

/** The address in `text`, if it is one of `schemes` (`https:`) and carries no password. */
export function parseAddress(text: string, schemes: readonly string[]): URL | undefined {
  const url = URL.parse(text);
  return url && schemes.includes(url.protocol) && !url.username && !url.password ? url : undefined;
}
