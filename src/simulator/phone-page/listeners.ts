import type { ServerResponse } from 'node:http';
import type { PhoneNews } from './view.ts';

/** A page that reads nothing is cut off here; it comes back and gets everything anew. */
const MAX_UNREAD_BYTES = 8 * 1024 * 1024;

/** The pages that are open. */
export interface Listeners {
  readonly count: number;
  /** Sends `first` and then all news, until the page goes. */
  add(response: ServerResponse, first: readonly PhoneNews[]): void;
  tell(news: PhoneNews): void;
}

export function createListeners(): Listeners {
  const open = new Set<ServerResponse>();
  const write = (response: ServerResponse, news: PhoneNews) => {
    if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
    else response.write(`${JSON.stringify(news)}\n`);
  };
  return {
    get count() {
      return open.size;
    },
    add(response, first) {
      open.add(response);
      response.on('close', () => open.delete(response));
      for (const news of first) write(response, news);
    },
    tell(news) {
      for (const response of open) write(response, news);
    },
  };
}
