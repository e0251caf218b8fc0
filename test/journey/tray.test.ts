import { describe, expect, it } from 'vitest';
import { conversationsWords } from '../../src/words/conversations.ts';
import { dialogWords } from '../../src/words/dialogs.ts';
import {
  canStartDesktop,
  DESKTOP_TEST,
  type Desktop,
  eventually,
  startDesktop,
} from '../fixtures/electron.ts';
import { startTrayWatcher } from '../fixtures/session-bus.ts';
import { clickTray, trayLines } from './tray.ts';

const closeWindow = ({ app }: Desktop) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());

const windows = ({ app }: Desktop) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

/** Processes that a page lives in. */
const pages = ({ app }: Desktop) =>
  app.evaluate(({ app: one }) => one.getAppMetrics().filter(({ type }) => type === 'Tab').length);

describe.skipIf(!canStartDesktop)('the tray (needs Electron)', DESKTOP_TEST, () => {
  it('is all that is left of a closed window; it counts what is new, and leads there', async () => {
    const desktop = await startDesktop();
    const { simulator } = desktop;
    const first = await desktop.window();
    await first.getByText('Online').first().waitFor();
    await closeWindow(desktop);
    await eventually(() => windows(desktop)).toBe(0);
    await eventually(() => pages(desktop)).toBe(0);

    simulator.say({ from: 'zhangsan', text: 'Are you still there?' });
    await simulator.waitFor(() => simulator.chat('zhangsan').some(({ who }) => who === 'bot'));
    simulator.say({ from: 'lisi', text: 'And for me?' });
    await eventually(() => trayLines(desktop)).toEqual(
      expect.arrayContaining(['lisi (1 new)', 'zhangsan (1 new)']),
    );

    const clicked = performance.now();
    await clickTray(desktop, 'zhangsan (1 new)');
    const window = await desktop.window();
    const log = window.getByRole('log', { name: conversationsWords.en.messages });
    await log.getByText('Are you still there?').first().waitFor();
    const took = performance.now() - clicked;
    console.info(`A window that was closed shows its conversation after ${Math.round(took)} ms.`);
    expect(took).toBeLessThan(10_000);
    await eventually(() => trayLines(desktop)).toEqual(
      expect.arrayContaining(['lisi (1 new)', 'zhangsan']),
    );
    expect(simulator.subscribes).toBe(1);
  });

  it('is missed where there is none, and taken as soon as there is one', async () => {
    const desktop = await startDesktop({ tray: false });
    const window = await desktop.window();
    await window.getByText('Online').first().waitFor();
    await desktop.app.evaluate(({ dialog }) => {
      // As somebody who cancels it.
      dialog.showMessageBox = async (...args: unknown[]) => {
        Object.assign(globalThis, { question: args.at(-1) });
        return { response: 2, checkboxChecked: false };
      };
    });
    await closeWindow(desktop);
    const { noTray, quit, cancel } = dialogWords.en;
    await eventually(() =>
      desktop.app.evaluate(() => Reflect.get(globalThis, 'question') as unknown),
    ).toMatchObject({
      message: noTray.message,
      detail: noTray.detail,
      buttons: [noTray.minimize, quit, cancel],
    });
    expect(await windows(desktop)).toBe(1);

    const tray = await startTrayWatcher(desktop.bus);
    await eventually(() => tray.items.length).toBe(1);
    await eventually(() => trayLines({ tray })).toContain('Online as aibSIMULATOR');
    await closeWindow(desktop);
    await eventually(() => windows(desktop)).toBe(0);
    expect(desktop.simulator.online).toBe(true);
  });
});
