import { describe, expect, it } from 'vitest';
import { conversationsWords } from '../../src/words/conversations.ts';
import { trayWords } from '../../src/words/tray.ts';
import { canStartDesktop, DESKTOP_TEST, startDesktop } from '../fixtures/electron.ts';
import { filesWith } from './data-folder.ts';
import { clickTray } from './tray.ts';

/** What a page has that the bare browser does not give it. */
const SURFACE = `(() => {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  const bare = frame.contentWindow;
  const added = Object.getOwnPropertyNames(window).filter((name) => !(name in bare));
  frame.remove();
  return added.filter((name) => !/^\\d+$/.test(name));
})()`;

/** What else a page would use to tell somebody something. Each entry resolves with what became of it. */
const reachingOut = (http: string, ws: string) => `(async () => {
  const heard = (element, at) => new Promise((resolve) => {
    element.onload = element.onopen = element.onloadedmetadata = () => resolve('reached');
    element.onerror = () => resolve('refused');
    at?.append(element);
  });
  const tried = (work) => { try { return work(); } catch { return 'refused'; } };
  const made = (name, attributes) => Object.assign(document.createElement(name), attributes);
  const form = made('form', { action: '${http}/form', method: 'post' });
  document.body.append(form);
  form.submit();
  return {
    image: await heard(made('img', { src: '${http}/image' }), document.body),
    style: await heard(made('link', { rel: 'stylesheet', href: '${http}/style' }), document.head),
    sound: await heard(made('audio', { src: '${http}/sound' }), document.body),
    script: await tried(() => heard(made('script', { src: '${http}/script' }), document.head)),
    worker: await tried(() => heard(new Worker('${http}/worker'))),
    socket: await tried(() => heard(new WebSocket('${ws}'))),
    events: await tried(() => heard(new EventSource('${http}/events'))),
    markup: tried(() => { document.body.innerHTML += '<b>bold</b>'; return 'written'; }),
    written: tried(() => { document.write('<b>bold</b>'); return 'written'; }),
    code: tried(() => { eval('1'); return 'run'; }),
    made: tried(() => { new Function('')(); return 'run'; }),
    screen: await navigator.mediaDevices.getDisplayMedia().then(() => 'seen', () => 'refused'),
  };
})()`;

const GRANTED = `Promise.all(
  ['camera', 'microphone', 'geolocation', 'notifications', 'midi', 'clipboard-read', 'persistent-storage']
    .map((name) => navigator.permissions.query({ name }).then(({ state }) => [name, state])),
).then((all) => all.filter(([, state]) => state === 'granted'))`;

describe.skipIf(!canStartDesktop)('the page of the window (needs Electron)', DESKTOP_TEST, () => {
  it('has one thing of ours, may use nothing, and reaches nobody', async () => {
    const desktop = await startDesktop();
    const { simulator } = desktop;
    const window = await desktop.window();
    await window.getByText('Online').first().waitFor();
    expect(await window.evaluate(SURFACE)).toEqual(['requestControlPort']);
    expect(await window.evaluate(GRANTED)).toEqual([]);
    expect(await window.evaluate(reachingOut(simulator.httpUrl, simulator.gatewayUrl))).toEqual({
      image: 'refused',
      style: 'refused',
      sound: 'refused',
      script: 'refused',
      worker: 'refused',
      socket: 'refused',
      events: 'refused',
      markup: 'refused',
      written: 'refused',
      code: 'refused',
      made: 'refused',
      screen: 'refused',
    });
    expect(window.url()).toBe('app://main/');
    expect(simulator.httpRequests).toEqual([]);
    expect(simulator.connections).toBe(1);
  });

  it('is the only one that gets a port to the program', async () => {
    const desktop = await startDesktop();
    const window = await desktop.window();
    await window.getByText('Online').first().waitFor();
    const asks = `new Promise((resolve) => {
      addEventListener('message', ({ ports }) => resolve(ports.length));
      requestControlPort();
    })`;
    expect(await window.evaluate(asks)).toBe(1);
    // A page of somebody else's, and ours once more where nobody opened it, with the same preload.
    for (const url of [`${desktop.simulator.httpUrl}/phone/`, 'app://main/']) {
      const answered = await desktop.app.evaluate(async ({ app, BrowserWindow }, address) => {
        const preload = `${app.getAppPath()}/dist/preload.cjs`;
        const webPreferences = { preload, sandbox: true, partition: 'main' };
        const stranger = new BrowserWindow({ show: false, webPreferences });
        const { webContents } = stranger;
        await webContents.loadURL(address);
        const asked = new Promise((resolve) => webContents.once('ipc-message', resolve));
        await webContents.executeJavaScript(`
          addEventListener('message', () => { globalThis.answered = true; });
          requestControlPort();
        `);
        await asked;
        // What was sent to the page before this is there before its answer.
        const got: unknown = await webContents.executeJavaScript('globalThis.answered ?? false');
        stranger.destroy();
        return got;
      }, url);
      expect([url, answered]).toEqual([url, false]);
    }
    expect(
      await window.evaluate(`(() => {
        const frame = document.createElement('iframe');
        document.body.append(frame);
        return typeof frame.contentWindow.requestControlPort;
      })()`),
    ).toBe('undefined');
  });

  it('keeps nothing on the disk', async () => {
    const desktop = await startDesktop();
    const { simulator } = desktop;
    const window = await desktop.window();
    await simulator.waitFor(() => simulator.online);
    simulator.say({ from: 'zhangsan', text: 'Between you and me' });
    await window.getByRole('option', { name: 'zhangsan' }).click();
    await window.getByRole('log', { name: conversationsWords.en.messages }).waitFor();
    await window.evaluate(`(async () => {
      localStorage.setItem('kept', 'kept by the page');
      sessionStorage.setItem('kept', 'kept by the page');
      const cache = await caches.open('kept').catch(() => undefined);
      await cache?.put('/kept', new Response('kept by the page')).catch(() => {});
      await new Promise((resolve) => {
        const opening = indexedDB.open('kept', 1);
        opening.onupgradeneeded = () =>
          opening.result.createObjectStore('kept').put('kept by the page', 'kept');
        opening.onsuccess = opening.onerror = resolve;
      });
    })()`);
    await clickTray(desktop, trayWords.en.quit);
    expect(await desktop.exit).toBe(0);
    expect(filesWith('Between you and me', desktop.data)).not.toEqual([]);
    // What Chromium itself writes.
    expect(filesWith('Between you and me', `${desktop.data}/desktop`)).toEqual([]);
    expect(filesWith('kept by the page', desktop.home)).toEqual([]);
  });
});
