import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import type { AppNews } from '../../src/shared/api.ts';
import type { Message } from '../../src/shared/message.ts';
import { openDesk, reasonOf, rest, until } from './windows.ts';

describe('the program, asked from a window,', () => {
  it('says what it is and where', async () => {
    const { api, host } = await openDesk({ bound: false });
    expect(await api.app.info()).toEqual({
      version: manifest.version,
      platform: process.platform,
      place: 'browser',
      demo: false,
      tray: false,
      locale: expect.stringMatching(/^[a-z]{2}/),
      dataFolder: host.real.home.dir,
    });
  });

  it.each([
    ['https://example.com/a?b=1#c', 'https://example.com/a?b=1#c', 'example.com'],
    ['HTTPS://EXAMPLE.com:8443', 'https://example.com:8443/', 'example.com:8443'],
    ['https://例子.cn/', 'https://xn--fsqu00a.cn/', 'xn--fsqu00a.cn'],
  ])('lets a browser follow %s itself, parsed', async (url, href, host) => {
    const { api } = await openDesk({ bound: false });
    expect(await api.app.openLink({ url })).toEqual({ result: 'here', href, host });
  });

  it.each([
    'http://example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,hi',
    'https://me:secret@example.com/',
    'example.com',
    '//example.com',
    '',
  ])('refuses the link %j', async (url) => {
    const { api } = await openDesk({ bound: false });
    expect(await api.app.openLink({ url })).toEqual({ result: 'refused' });
  });

  it('declines what its place cannot do', async () => {
    const { api } = await openDesk({ bound: false });
    expect(await api.app.startAtLogin()).toEqual({ supported: false });
    expect(await reasonOf(api.app.setStartAtLogin({ on: true }))).toBe('unsupported');
    expect(await reasonOf(api.app.showFolder())).toBe('unsupported');
    expect(await reasonOf(api.app.quit())).toBe('unsupported');
    expect(await reasonOf(api.app.openPhone())).toBe('unknown');
  });

  it('does what its place can', async () => {
    const done: unknown[] = [];
    const { api, host } = await openDesk({
      bound: false,
      shell: {
        kind: 'window',
        tray: true,
        showFolder: async (dir) => void done.push(dir),
        quit: () => void done.push('quit'),
        startAtLogin: async () => ({ supported: true, on: false }),
        setStartAtLogin: async (on) => ({ supported: true, on }),
        openLink: async ({ host: shown }) => {
          done.push(shown);
          return { result: 'opened' };
        },
      },
    });
    expect(await api.app.info()).toMatchObject({ place: 'window', tray: true });
    expect(await api.app.setStartAtLogin({ on: true })).toEqual({ supported: true, on: true });
    expect(await api.app.openLink({ url: 'https://example.com' })).toEqual({ result: 'opened' });
    await api.app.showFolder();
    await api.app.quit();
    expect(done).toEqual(['example.com', host.real.home.dir, 'quit']);
  });

  it('tells its windows what to show', async () => {
    let tell = (_news: AppNews) => {};
    const { api } = await openDesk({
      bound: false,
      shell: {
        onNews(listener) {
          tell = listener;
          return () => {};
        },
      },
    });
    const news = await api.app.follow();
    tell({ type: 'show', view: 'conversations', chat: { channel: 'wecom', id: 'zhangsan' } });
    tell({ type: 'bind' });
    expect((await news.next()).value).toMatchObject({ type: 'show', chat: { id: 'zhangsan' } });
    expect((await news.next()).value).toEqual({ type: 'bind' });
  });
});

describe('the demo, started from a window,', () => {
  it('puts another bot behind the API, which waits to be bound, and says so', async () => {
    const { api, host } = await openDesk();
    const news = await api.app.follow();
    await api.app.startDemo();
    expect(await rest(news)).toEqual([{ type: 'swapped' }]);
    const info = await api.app.info();
    expect(info).toMatchObject({ demo: true });
    expect(info.dataFolder).not.toBe(host.real.home.dir);
    expect(await api.bot.status()).toMatchObject({ obstacle: 'not-bound' });
    expect(await api.app.openPhone()).toEqual({ url: host.phoneUrl() });
  });

  it('leaves the real bot online, and nothing behind', async () => {
    const { api, simulator } = await openDesk();
    await api.app.startDemo();
    const { dataFolder } = await api.app.info();
    expect(existsSync(dataFolder)).toBe(true);
    expect(simulator.online).toBe(true);
    const news = await api.app.follow();
    await api.app.leaveDemo();
    expect(await rest(news)).toEqual([{ type: 'swapped' }]);
    expect(existsSync(dataFolder)).toBe(false);
    expect(await api.app.info()).toMatchObject({ demo: false });
    expect(await api.bot.status()).toMatchObject({ state: { name: 'online' } });
  });

  it('is started and left once, however often it is asked for', async () => {
    const { api } = await openDesk({ bound: false });
    await Promise.all([api.app.startDemo(), api.app.startDemo()]);
    const { dataFolder } = await api.app.info();
    await api.app.startDemo();
    expect((await api.app.info()).dataFolder).toBe(dataFolder);
    await Promise.all([api.app.leaveDemo(), api.app.leaveDemo()]);
    expect(await api.app.info()).toMatchObject({ demo: false });
  });

  it('is bound by its phone like any bot, and answers there', async () => {
    const { api, host } = await openDesk({ bound: false });
    await api.app.startDemo();
    const phone = phoneAt(host.phoneUrl());
    const states: string[] = [];
    for await (const step of await api.binding.start({ keep: 'keychain' })) {
      states.push(step.state);
      if (step.state === 'waiting') {
        const { scode } = await phone('scan', {});
        await phone('confirm', { scode });
      }
    }
    expect(states).toEqual(expect.arrayContaining(['requesting', 'waiting', 'verifying', 'saved']));
    const bot = await api.bot.follow();
    await until(bot, ({ state }) => state.name === 'online');
    const news = await api.chats.follow();
    await phone('say', { from: 'zhangsan', text: '你好' });
    const answered = ({ message }: { message: Message }) =>
      message.direction === 'out' && message.state === 'delivered';
    expect(await until(news, (one) => one.type === 'message' && answered(one))).toMatchObject({
      message: { text: '你好', chat_id: 'zhangsan' },
    });
    expect(host.real.bot.journal.summaries()).toEqual([]);
  });
});

/** The simulated phone, by its page's own requests. */
function phoneAt(address: string | null) {
  const { origin, hash } = new URL(address ?? '');
  const headers = {
    authorization: `Bearer ${hash.replace('#token=', '')}`,
    'content-type': 'application/json',
  };
  return async (action: string, body: object): Promise<{ scode?: string }> => {
    const url = `${origin}/phone/api/${action}`;
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await response.json()) as { scode?: string };
  };
}
