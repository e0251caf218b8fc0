import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  canStartDesktop,
  DESKTOP_TEST,
  type Desktop,
  eventually,
  startDesktop,
} from '../fixtures/electron.ts';

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

/** What a page must not get away with, as a script for it. */
const trespassing = (url: string) => `(async () => {
  const failed = (work) => work.then(() => 'done', () => 'refused');
  const frame = document.createElement('iframe');
  frame.src = '${url}';
  document.body.append(frame);
  return {
    opened: window.open('${url}'),
    fetched: await failed(fetch('${url}', { mode: 'no-cors' })),
    notified: await Notification.requestPermission(),
    located: await failed(
      new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject)),
    ),
    heard: await failed(navigator.mediaDevices.getUserMedia({ audio: true })),
    read: await failed(navigator.clipboard.readText()),
  };
})()`;

describe.skipIf(!canStartDesktop)('the window (needs Electron)', DESKTOP_TEST, () => {
  it('goes nowhere, opens nothing and reaches nobody', async () => {
    const desktop = await startDesktop();
    const window = await desktop.window();
    await window.getByRole('navigation').waitFor();
    const tried = await window.evaluate(trespassing(desktop.simulator.httpUrl));
    expect(tried).toEqual({
      opened: null,
      fetched: 'refused',
      notified: 'denied',
      located: 'refused',
      heard: 'refused',
      read: 'refused',
    });
    await window.evaluate(`location.assign('${desktop.simulator.httpUrl}')`);
    await window.evaluate(`location.assign('app://main/index.html?x')`);
    expect(window.url()).toBe('app://main/');
    expect(await windows(desktop)).toBe(1);
    expect(desktop.simulator.httpRequests.map(({ path }) => path)).toEqual([]);
  });

  it('has one port to the API at a time', async () => {
    const desktop = await startDesktop();
    const window = await desktop.window();
    await window.getByRole('navigation').waitFor();
    const first = await window.evaluate(`new Promise((resolve) => {
      const ports = [];
      window.addEventListener('message', ({ data, ports: [port] }) => {
        if (data !== 'control-port' || ports.push(port) > 1) return;
        port.addEventListener('close', () => resolve('closed'));
        port.start();
        window.requestControlPort();
      });
      window.requestControlPort();
    })`);
    expect(first).toBe('closed');
  });

  it('is loaded again when its page dies, and closed when it does so again', async () => {
    const desktop = await startDesktop();
    const window = await desktop.window();
    await window.getByText('Online').first().waitFor();
    /** Resolves when the page was loaded again. */
    const crash = () =>
      desktop.app.evaluate(
        ({ BrowserWindow }) =>
          new Promise<boolean>((resolve) => {
            const contents = BrowserWindow.getAllWindows()[0]?.webContents;
            contents?.once('did-finish-load', () => resolve(true));
            contents?.once('destroyed', () => resolve(false));
            contents?.forcefullyCrashRenderer();
          }),
      );
    expect(await crash()).toBe(true);
    const pageText = () =>
      desktop.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('document.body.innerText'),
      );
    await eventually(pageText).toContain('Online');

    await answerDialogs(desktop, 1);
    expect(await crash()).toBe(false);
    expect(await windows(desktop)).toBe(0);
    expect(desktop.simulator.online).toBe(true);
  });

  it('opens a link in the browser only after asking, and once for a host that is trusted', async () => {
    const desktop = await startDesktop();
    const window = await desktop.window();
    await desktop.simulator.waitFor(() => desktop.simulator.online);
    await desktop.app.evaluate(({ dialog, shell }) => {
      const seen: string[] = [];
      Object.assign(globalThis, { seen });
      const answers = [
        { response: 1, checkboxChecked: false },
        { response: 0, checkboxChecked: true },
      ];
      dialog.showMessageBox = async (...args: unknown[]) => {
        seen.push(`asked: ${(args.at(-1) as { message: string }).message}`);
        return answers.shift() ?? { response: 1, checkboxChecked: false };
      };
      shell.openExternal = async (url) => void seen.push(`opened: ${url}`);
    });
    const seen = () => desktop.app.evaluate(() => Reflect.get(globalThis, 'seen') as string[]);

    desktop.simulator.say({ from: 'zhangsan', text: 'https://example.com/a?b' });
    const link = window.getByRole('link', { name: 'https://example.com/a?b' }).last();
    await window.getByRole('navigation').waitFor();
    await window.getByText('zhangsan').first().click();
    await link.click();
    const asking = 'asked: Open a link to example.com?';
    await eventually(seen).toEqual([asking]);
    await link.click();
    await eventually(seen).toEqual([asking, asking, 'opened: https://example.com/a?b']);
    await link.click();
    await eventually(seen).toHaveLength(4);
    expect((await seen())[3]).toBe('opened: https://example.com/a?b');
    expect(window.url()).toBe('app://main/');
  });

  it('hands out what its page made, where a person wants it, and nothing else', async () => {
    const desktop = await startDesktop();
    const window = await desktop.window();
    await window.getByRole('navigation').waitFor();
    const target = join(desktop.home, 'chat.md');
    await desktop.app.evaluate(({ session }, path) => {
      const seen: unknown[] = [];
      Object.assign(globalThis, { seen });
      session.fromPartition('main').on('will-download', (event, item) => {
        const { defaultPath } = item.getSaveDialogOptions();
        seen.push({ stopped: event.defaultPrevented, defaultPath });
        // In the place of the person in front of the dialog.
        if (!event.defaultPrevented) item.setSavePath(path);
      });
    }, target);
    const save = (address: string) =>
      window.evaluate(`{
        const link = document.createElement('a');
        link.href = ${address};
        link.download = 'chat.md';
        link.click();
      }`);
    await save("URL.createObjectURL(new Blob(['hello']))");
    await eventually(() => existsSync(target) && readFileSync(target, 'utf8')).toBe('hello');
    await save("'data:text/plain,evil'");
    await eventually(() => desktop.app.evaluate(() => Reflect.get(globalThis, 'seen'))).toEqual([
      { stopped: false, defaultPath: expect.stringMatching(/chat\.md$/) },
      { stopped: true, defaultPath: '' },
    ]);
  });
});
