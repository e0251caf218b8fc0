import { describe, expect, it } from 'vitest';
import { trayWords } from '../../src/words/tray.ts';
import { goTo } from '../fixtures/browser.ts';
import { canStartDesktop, DESKTOP_TEST, eventually, startDesktop } from '../fixtures/electron.ts';
import { clickTray, trayIcon, trayLines } from './tray.ts';

describe.skipIf(!canStartDesktop)('the connection (needs Electron)', DESKTOP_TEST, () => {
  it('is left to another device that takes the bot over, until the tray takes it back', async () => {
    const desktop = await startDesktop({ args: ['--hidden'] });
    const { simulator, notifications } = desktop;
    await eventually(() => trayLines(desktop)).toContain('Online as aibSIMULATOR');
    const online = await trayIcon(desktop).icon();
    simulator.displace();
    await eventually(() => trayLines(desktop)).toContain('Taken over by another device');
    expect(await trayIcon(desktop).icon()).not.toBe(online);
    expect(await trayIcon(desktop).tooltip()).toBe('WeCom Tray — Taken over by another device');
    await eventually(() => notifications.map(({ title }) => title)).toEqual([
      'Another device has taken your bot over',
    ]);
    await clickTray(desktop, trayWords.en.open);
    const window = await desktop.window();
    await goTo(window, 'Status');
    await window.getByText('Another device has taken this bot over.').waitFor();
    await simulator.waitFor(() => simulator.connections === 0);

    await clickTray(desktop, 'Use it here');
    await simulator.waitFor(() => simulator.online);
    await window.getByText('Online. Messages to your bot are answered.').waitFor();
    await eventually(() => trayIcon(desktop).icon()).toBe(online);
    // Once at the start and once because somebody wanted it: it never fought.
    expect(simulator.subscribes).toBe(2);
    expect(notifications).toHaveLength(1);
  });

  it('is made anew at once when the computer wakes up from sleep', async () => {
    const desktop = await startDesktop({ args: ['--hidden'] });
    const { app, simulator } = desktop;
    await simulator.waitFor(() => simulator.online);
    await app.evaluate(({ powerMonitor }) => powerMonitor.emit('suspend'));
    // What was open before is dead, and nobody said so.
    simulator.halfOpen();
    const wokenUp = performance.now();
    await app.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'));
    await simulator.waitFor(() => simulator.subscribes === 2 && simulator.online, 20_000);
    // A dead connection is noticed by itself only after half a minute.
    expect(performance.now() - wokenUp).toBeLessThan(15_000);
  });
});
