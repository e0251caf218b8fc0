/** @import {PhoneNews} from '../phone-page/view.ts' */

const RETRY_MS = 1_000;

const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
const headers = { authorization: `Bearer ${token}` };

/**
 * Does something with the phone. Undefined where it did not work.
 *
 * @template T
 * @param {string} action
 * @param {Record<string, unknown>} [body]
 * @returns {Promise<T | undefined>}
 */
export async function post(action, body = {}) {
  try {
    const response = await fetch(`api/${action}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The bytes of the file in an entry, under an address of this page's own.
 *
 * @param {number} entry
 * @param {string} type
 */
export async function mediaAddress(entry, type) {
  const response = await fetch(`api/media/${entry}`, { headers });
  if (!response.ok) throw new Error('The file is not there.');
  return URL.createObjectURL(new Blob([await response.arrayBuffer()], { type }));
}

/**
 * Tells all news for as long as the page is open. After a break it begins with everything anew.
 *
 * @param {(news: PhoneNews) => void} onNews
 * @param {(state: 'connected' | 'gone' | 'refused') => void} onConnection
 */
export async function follow(onNews, onConnection) {
  while (true) {
    try {
      const response = await fetch('api/events', { headers });
      if (response.status === 403) return onConnection('refused');
      onConnection('connected');
      if (response.ok && response.body) await readLines(response.body, onNews);
    } catch {
      // Told below, and tried again.
    }
    onConnection('gone');
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

/**
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} body
 * @param {(news: PhoneNews) => void} onNews
 */
async function readLines(body, onNews) {
  let rest = '';
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  while (true) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onNews(JSON.parse(line));
  }
}
