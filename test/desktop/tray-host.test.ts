import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/main/clock.ts';
import { createTrayHost, type TrayHostOptions } from '../../src/main/desktop/tray-host.ts';
import { createTestClock } from '../fixtures/clock.ts';
import { hasBuses, startSessionBus, startTrayWatcher } from '../fixtures/session-bus.ts';
import { temporaryFolder } from '../settings/folder.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));

function hostOn(options: Partial<TrayHostOptions>) {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const changes: boolean[] = [];
  const host = createTrayHost({
    platform: 'linux',
    env: {},
    clock: systemClock,
    signal: stop.signal,
    onChange: () => changes.push(host.present),
    ...options,
  });
  return { host, changes, stop };
}

describe('a tray', () => {
  it.each(['win32', 'darwin'] as const)('is always there on %s', async (platform) => {
    const { host, changes } = hostOn({ platform });
    expect(host.present).toBe(true);
    expect(await host.wait()).toBe(true);
    expect(changes).toEqual([]);
  });

  it('is waited for as long as a session takes to begin', async () => {
    const clock = createTestClock();
    const { host, changes } = hostOn({ clock });
    let found: boolean | undefined;
    void host.wait().then((is) => {
      found = is;
    });
    for (let second = 0; second < 20; second += 1) {
      await settle();
      expect(found).toBeUndefined();
      clock.advance(1000);
    }
    await settle();
    expect(found).toBe(false);
    expect(changes).toEqual([]);
  });

  it('is not waited for any longer when the program ends', async () => {
    const { host, stop } = hostOn({ clock: createTestClock() });
    const found = host.wait();
    await settle();
    stop.abort();
    expect(await found).toBe(false);
  });

  it.skipIf(!hasBuses)('comes and goes with what shows it (needs D-Bus)', async () => {
    const bus = await startSessionBus(temporaryFolder());
    onTestFinished(() => bus.close());
    const { host, changes } = hostOn({ env: { DBUS_SESSION_BUS_ADDRESS: bus.address } });
    expect(host.present).toBe(false);
    expect(await host.look()).toBe(false);
    await startTrayWatcher(bus);
    expect(await host.look()).toBe(true);
    expect(host.present).toBe(true);
    await bus.connection.releaseName('org.kde.StatusNotifierWatcher');
    expect(await host.look()).toBe(false);
    expect(changes).toEqual([true, false]);
  });
});
