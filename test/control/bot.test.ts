import { describe, expect, it } from 'vitest';
import { openDesk, reasonOf, until } from './windows.ts';

describe('the bot, asked from a window,', () => {
  it('says how it is', async () => {
    const { api, simulator } = await openDesk();
    expect(await api.bot.status()).toMatchObject({
      pid: process.pid,
      bot_id: simulator.bots[0]?.id,
      state: { name: 'online' },
      agent: 'echo',
      turns: 0,
      today: { received: 0, failed: 0, median_ms: null },
      waiting: 0,
      paused: false,
      obstacle: null,
      offline: expect.any(Boolean),
    });
  });

  it('is disconnected and connected', async () => {
    const { api, simulator } = await openDesk();
    expect(await api.bot.disconnect()).toMatchObject({ state: { name: 'stopped' } });
    expect(simulator.online).toBe(false);
    await api.bot.connect();
    await simulator.waitFor(() => simulator.online);
  });

  it('that is not bound declines to connect', async () => {
    const { api } = await openDesk({ bound: false });
    expect(await reasonOf(api.bot.connect())).toBe('not-bound');
    expect(await api.bot.status()).toMatchObject({ obstacle: 'not-bound' });
  });

  it('whose secret is nowhere declines to connect', async () => {
    const { api, keychain } = await openDesk();
    await api.bot.disconnect();
    await keychain.delete('channels.wecom.secret');
    expect(await reasonOf(api.bot.connect())).toBe('no-secret');
  });

  it('pauses and goes on', async () => {
    const { api } = await openDesk();
    expect(await api.bot.pause({ paused: true })).toMatchObject({ paused: true });
    expect(await api.bot.pause({ paused: false })).toMatchObject({ paused: false });
  });

  it('tells how its connection was', async () => {
    const { api } = await openDesk();
    const spans = await api.bot.connections({ since: 0 });
    expect(spans.at(-1)).toMatchObject({ state: 'online', name: 'online' });
  });

  it('tells what waits to be sent', async () => {
    const { api, simulator } = await openDesk();
    simulator.knowChat('zhangsan');
    simulator.misbehave({
      when: { cmd: 'aibot_send_msg' },
      do: { refuse: 45009, errmsg: 'too much' },
    });
    const { seq } = await api.chats.send({ chat: 'zhangsan', text: 'Lunch?' });
    await simulator.waitFor(() => simulator.frames.some(({ frame }) => frame.errcode === 45009));
    expect(await api.bot.outbox()).toMatchObject([
      { seq, chat: { channel: 'wecom', id: 'zhangsan' }, excerpt: 'Lunch?' },
    ]);
  });
});

describe('a window that follows the bot', () => {
  it('sees at once how it is, and then every change', async () => {
    const { api } = await openDesk();
    const seen = await api.bot.follow();
    expect((await seen.next()).value).toMatchObject({ state: { name: 'online' }, paused: false });
    await api.bot.pause({ paused: true });
    await until(seen, ({ paused }) => paused);
    await api.bot.disconnect();
    await until(seen, ({ state }) => state.name === 'stopped');
  });

  it('sees turns begin and end', async () => {
    const { api, simulator } = await openDesk();
    const seen = await api.bot.follow();
    await seen.next();
    simulator.say({ from: 'zhangsan', text: 'hi' });
    await until(seen, ({ today, turns }) => today.received === 1 && turns === 0);
  });
});
