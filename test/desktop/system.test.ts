import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  canStartDesktop,
  DESKTOP_TEST,
  type Desktop,
  eventually,
  onlineTray,
  prepareDesktop,
  startDesktop,
} from '../fixtures/electron.ts';

const CLI = join(import.meta.dirname, '../../dist/cli.js');

const closeWindow = ({ app }: Desktop) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());

const windows = ({ app }: Desktop) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

/** Answers the next dialogs of the system with the button at `response`, and counts them. */
const answerDialogs = ({ app }: Desktop, response: number) =>
  app.evaluate(({ dialog }, answer) => {
    dialog.showMessageBox = async () => {
      Object.assign(globalThis, { asked: (Reflect.get(globalThis, 'asked') ?? 0) + 1 });
      return { response: answer, checkboxChecked: false };
    };
  }, response);

const asked = ({ app }: Desktop) =>
  app.evaluate(() => Number(Reflect.get(globalThis, 'asked') ?? 0));

describe.skipIf(!canStartDesktop)('starting (needs Electron)', DESKTOP_TEST, () => {
  it('a second time shows the window of the first, and ends', async () => {
    const desktop = await startDesktop();
    const window = await desktop.window();
    const closed = window.waitForEvent('close');
    await closeWindow(desktop);
    await closed;

    const hidden = desktop.start('--hidden');
    expect(await hidden.exit).toBe(0);
    expect(await windows(desktop)).toBe(0);

    const again = desktop.start();
    expect(await again.exit).toBe(0);
    await desktop.window();
  });

  it('with --hidden begins in the tray', async () => {
    const desktop = await startDesktop({ args: ['--hidden'] });
    const item = await onlineTray(desktop);
    expect(await windows(desktop)).toBe(0);
    await item.click('Open WeCom Tray');
    await desktop.window();
  });

  it('says so where a terminal already runs the bot', async () => {
    const desktop = await prepareDesktop();
    const gateway = desktop.run(process.execPath, [CLI, 'gateway']);
    await desktop.simulator.waitFor(() => desktop.simulator.online);
    const application = desktop.start();
    await eventually(application.output).toMatch(/is already running on .*End that one first/);
    expect(desktop.simulator.subscribes).toBe(1);
    expect(gateway.child.exitCode).toBeNull();
  });
});

describe.skipIf(!canStartDesktop)('ending (needs Electron)', DESKTOP_TEST, () => {
  /** What an orderly end takes along. */
  const isRunning = (data: string) => existsSync(join(data, 'control.sock'));

  it.each(['SIGTERM', 'SIGINT'] as const)('by %s is orderly', async (signal) => {
    const desktop = await prepareDesktop();
    const application = desktop.start('--hidden');
    await desktop.simulator.waitFor(() => desktop.simulator.online, 20_000);
    expect(isRunning(desktop.data)).toBe(true);
    application.child.kill(signal);
    // A terminal and a parent may both pass it on.
    application.child.kill(signal);
    expect(await application.exit).toBe(0);
    expect(isRunning(desktop.data)).toBe(false);
  });

  it('is orderly where the system asks for it', async () => {
    const desktop = await startDesktop({ args: ['--hidden'] });
    await desktop.simulator.waitFor(() => desktop.simulator.online, 20_000);
    await desktop.app.evaluate(({ app }) => app.quit());
    expect(await desktop.exit).toBe(0);
    expect(isRunning(desktop.data)).toBe(false);
  });

  it('is asked about where closing the window would leave nothing to come back by', async () => {
    const desktop = await startDesktop({ tray: false });
    await desktop.window();
    await answerDialogs(desktop, 2);
    await desktop.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.close();
      window?.close();
    });
    await eventually(() => asked(desktop)).toBeGreaterThan(0);
    expect(await windows(desktop)).toBe(1);
    expect(await asked(desktop)).toBe(1);

    await answerDialogs(desktop, 1);
    await closeWindow(desktop);
    expect(await desktop.exit).toBe(0);
  });

  it('is what closing the window means, for those who set it so', async () => {
    const desktop = await prepareDesktop();
    writeFileSync(join(desktop.data, 'config.json'), '{"app":{"close_to_tray":false}}');
    const started = await startDesktop({ env: { WECOM_TRAY_HOME: desktop.data } });
    await started.window();
    await closeWindow(started);
    expect(await started.exit).toBe(0);
  });
});

describe.skipIf(!canStartDesktop)('the system around it (needs Electron)', DESKTOP_TEST, () => {
  it('notifies of a bot that was taken over; a click shows its status', async () => {
    const desktop = await startDesktop({ args: ['--hidden'] });
    const item = await onlineTray(desktop);
    desktop.simulator.displace();
    await eventually(() => desktop.notifications.map(({ title }) => title)).toEqual([
      'Another device has taken your bot over',
    ]);
    const labels = async () => (await item.menu()).map(({ label }) => label);
    await eventually(labels).toContain('Use it here');

    desktop.notifications[0]?.click();
    const window = await desktop.window();
    await window.getByRole('button', { name: 'Use it here' }).click();
    await desktop.simulator.waitFor(() => desktop.simulator.online);
  });

  it('wakes it: after sleep nothing is waited for', async () => {
    const desktop = await startDesktop({ args: ['--hidden'] });
    const item = await onlineTray(desktop);
    const status = async () => (await item.menu())[0]?.label;
    desktop.simulator.handshakes('reject');
    desktop.simulator.closeConnections();
    await eventually(status).toBe('Waiting, next try in 10 s');
    desktop.simulator.handshakes('accept');
    const dials = desktop.simulator.subscribes;
    await desktop.app.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'));
    await desktop.simulator.waitFor(() => desktop.simulator.subscribes > dials, 4000);
  });

  it('starts it with the session, where a person wants that', async () => {
    const desktop = await startDesktop({ args: ['--hidden'] });
    const file = join(desktop.home, 'config/autostart/wecom-tray.desktop');
    const item = await onlineTray(desktop);
    const isChecked = async () =>
      (await item.menu()).find(({ label }) => label === 'Start at login')?.checked;
    expect(await isChecked()).toBe(false);
    await item.click('Start at login');
    await eventually(isChecked).toBe(true);
    expect(readFileSync(file, 'utf8')).toContain('"--hidden"');
    await item.click('Start at login');
    await eventually(isChecked).toBe(false);
    expect(existsSync(file)).toBe(false);
  });

  it('is followed in its colours, unless the settings say which', async () => {
    const desktop = await startDesktop();
    await desktop.window();
    const source = () => desktop.app.evaluate(({ nativeTheme }) => nativeTheme.themeSource);
    expect(await source()).toBe('system');
    writeFileSync(join(desktop.data, 'config.json'), '{"app":{"appearance":"dark"}}');
    await eventually(source).toBe('dark');
  });

  it('finds the window where it was', async () => {
    const desktop = await startDesktop();
    const bounds = { x: 120, y: 80, width: 800, height: 560 };
    await (await desktop.window()).getByRole('navigation').waitFor();
    await desktop.app.evaluate(({ BrowserWindow }, to) => {
      BrowserWindow.getAllWindows()[0]?.setBounds(to);
    }, bounds);
    await closeWindow(desktop);
    await eventually(() => windows(desktop)).toBe(0);
    const item = await onlineTray(desktop);
    await item.activate();
    await desktop.window();
    const now = () =>
      desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
    await eventually(now).toEqual(bounds);
  });
});
