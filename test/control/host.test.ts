import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/main/clock.ts';
import { callInstance } from '../../src/main/control/client.ts';
import { openHost } from '../../src/main/control/host.ts';
import { HeldError } from '../../src/main/control/instance.ts';
import { temporaryFolder } from '../fixtures/bot.ts';
import { createMemory, openDesk } from './windows.ts';

describe('a host', () => {
  it('comes up with a bot that is not bound, and says so', async () => {
    const host = await openHost({
      env: { WECOM_TRAY_HOME: temporaryFolder() },
      clock: systemClock,
      keychain: createMemory(),
    });
    onTestFinished(() => host.close());
    expect(await host.start()).toMatchObject({ ok: false, reason: 'not-bound' });
    expect(host.current()).toBe(host.real);
    expect([host.isDemo(), host.phoneUrl()]).toEqual([false, null]);
  });

  it('has its data folder for itself', async () => {
    const { host } = await openDesk({ bound: false });
    const second = openHost({ env: host.real.env, clock: systemClock, keychain: createMemory() });
    await expect(second).rejects.toThrow(HeldError);
  });

  it('takes a person’s language and the like along into a demo', async () => {
    const { host, api } = await openDesk();
    await api.settings.set({ path: 'app.language', value: 'zh' });
    await api.settings.set({ path: 'app.close_to_tray', value: false });
    await host.startDemo();
    const { app } = host.current().settings.current();
    expect(app).toMatchObject({ language: 'zh', close_to_tray: false });
  });

  it('shows terminals the real bot, also while a demo runs', async () => {
    const { host, simulator } = await openDesk();
    await host.startDemo();
    const call = callInstance({ socket: host.real.home.socket, clock: systemClock });
    expect(await call('status', {})).toMatchObject({
      value: { bot_id: simulator.bots[0]?.id, state: { name: 'online' } },
    });
    expect(existsSync(host.current().home.socket)).toBe(false);
  });

  it('gives the demo nothing of the real settings and secrets', async () => {
    const { host } = await openDesk({
      env: { PICOCLAW_CHANNELS_WECOM_ALLOW_FROM: 'lisi', WECOM_TRAY_AGENT_MODEL: 'mine' },
    });
    await host.startDemo();
    const { settings } = host.current();
    expect(settings.current().channels.wecom).toMatchObject({ bot_id: '', allow_from: [] });
    expect(settings.current().agent.model).toBe('mine');
    expect(await settings.secret('channels.wecom.secret')).toBeUndefined();
  });

  it('tells of every swap until nobody listens', async () => {
    const { host } = await openDesk({ bound: false });
    const seen: boolean[] = [];
    const stop = host.onSwap(() => seen.push(host.isDemo()));
    await host.startDemo();
    await host.leaveDemo();
    stop();
    await host.startDemo();
    expect(seen).toEqual([true, false]);
    expect(host.phoneUrl()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/phone/);
  });

  it('ends both bots, and the simulated WeCom, and leaves nothing of it', async () => {
    const { host, simulator } = await openDesk();
    await host.startDemo();
    const { dir } = host.current().home;
    const phone = new URL(host.phoneUrl() ?? '');
    const asked = performance.now();
    await Promise.all([host.close(), host.close()]);
    expect(performance.now() - asked).toBeLessThan(5_000);
    expect(existsSync(dir)).toBe(false);
    expect(simulator.online).toBe(false);
    expect(readdirSync(host.real.home.dir)).not.toContain('control.sock');
    await expect(fetch(phone.origin)).rejects.toThrow('fetch failed');
  });

  it('that ends while a demo starts leaves nothing of that either', async () => {
    const { host } = await openDesk({ bound: false });
    const started = host.startDemo();
    await host.close();
    await started;
    expect(host.isDemo()).toBe(false);
  });
});
