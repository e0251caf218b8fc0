import { describe, expect, it } from 'vitest';
import { createLinks, type LinkAnswer } from '../../src/main/desktop/links.ts';

/** Links with a person who answers `answers` one after the other. */
function linksWith(...answers: LinkAnswer[]) {
  const asked: string[] = [];
  const opened: string[] = [];
  const follow = createLinks({
    ask: async ({ host }) => {
      asked.push(host);
      return answers.shift() ?? { open: false, dontAskAgain: false };
    },
    open: async (href) => void opened.push(href),
  });
  return { follow, asked, opened };
}

const YES = { open: true, dontAskAgain: false };
const YES_ALWAYS = { open: true, dontAskAgain: true };

describe('a link in a chat', () => {
  it('is opened after a person said yes to its host', async () => {
    const { follow, asked, opened } = linksWith(YES);
    expect(await follow('https://example.com/a')).toEqual({ result: 'opened' });
    expect(asked).toEqual(['example.com']);
    expect(opened).toEqual(['https://example.com/a']);
  });

  it('is not opened after a no', async () => {
    const { follow, opened } = linksWith();
    expect(await follow('https://example.com/')).toEqual({ result: 'declined' });
    expect(opened).toEqual([]);
  });

  it('is asked about again each time', async () => {
    const { follow, asked } = linksWith(YES, YES);
    await follow('https://example.com/a');
    await follow('https://example.com/b');
    expect(asked).toHaveLength(2);
  });

  it('is not asked about where a person trusts the host', async () => {
    const { follow, asked, opened } = linksWith(YES_ALWAYS);
    await follow('https://example.com/a');
    expect(await follow('https://example.com/b')).toEqual({ result: 'opened' });
    expect(asked).toHaveLength(1);
    expect(opened).toHaveLength(2);
  });

  it('of another host, or port, is asked about all the same', async () => {
    const { follow, asked } = linksWith(YES_ALWAYS);
    await follow('https://example.com/');
    await follow('https://example.com:8443/');
    await follow('https://www.example.com/');
    expect(asked).toEqual(['example.com', 'example.com:8443', 'www.example.com']);
  });

  it('is not trusted by a no that says not to ask again', async () => {
    const { follow, asked } = linksWith({ open: false, dontAskAgain: true });
    await follow('https://example.com/');
    await follow('https://example.com/');
    expect(asked).toHaveLength(2);
  });

  it('that is no https link is refused, and nobody is asked', async () => {
    const { follow, asked } = linksWith(YES);
    expect(await follow('file:///etc/passwd')).toEqual({ result: 'refused' });
    expect(asked).toEqual([]);
  });

  it('is declined while another is being asked about', async () => {
    const { promise, resolve } = Promise.withResolvers<LinkAnswer>();
    const follow = createLinks({ ask: () => promise, open: async () => {} });
    const first = follow('https://example.com/');
    expect(await follow('https://example.org/')).toEqual({ result: 'declined' });
    resolve(YES);
    expect(await first).toEqual({ result: 'opened' });
  });

  it('can be asked about again after a question that failed', async () => {
    let asked = 0;
    const follow = createLinks({
      ask: async () => {
        asked += 1;
        if (asked === 1) throw new Error('no window to ask in');
        return YES;
      },
      open: async () => {},
    });
    await expect(follow('https://example.com/')).rejects.toThrow('no window');
    expect(await follow('https://example.com/')).toEqual({ result: 'opened' });
  });
});
