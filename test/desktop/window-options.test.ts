import { describe, expect, it } from 'vitest';
import { mainWindowOptions, phoneWindowOptions } from '../../src/main/desktop/window-options.ts';

const LOOK = {
  placement: { x: 10, y: 20, width: 960, height: 660, maximized: false },
  dark: false,
  icon: undefined,
  devTools: false,
};

/** Everything a page could be given is listed: what is added has to be added here, too. */
const CONFINED = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
  devTools: false,
};

describe("the application's window", () => {
  it('is confined', () => {
    const { webPreferences } = mainWindowOptions(LOOK, '/dist/preload.cjs');
    expect(webPreferences).toEqual({
      ...CONFINED,
      partition: 'main',
      preload: '/dist/preload.cjs',
    });
  });

  it('is where and how it was, and shown only when there is something to see', () => {
    expect(mainWindowOptions(LOOK, '')).toMatchObject({
      x: 10,
      y: 20,
      width: 960,
      height: 660,
      minWidth: 720,
      minHeight: 480,
      show: false,
    });
  });

  it('has the ground of its scheme before its page has', () => {
    expect(mainWindowOptions(LOOK, '').backgroundColor).toBe('#f5f6f8');
    expect(mainWindowOptions({ ...LOOK, dark: true }, '').backgroundColor).toBe('#1a1c20');
  });

  it('is put by the system where no place is known', () => {
    const options = mainWindowOptions(
      { ...LOOK, placement: { width: 960, height: 660, maximized: false } },
      '',
    );
    expect(options).not.toHaveProperty('x');
    expect(options).not.toHaveProperty('y');
  });
});

it('the phone is confined, and gets nothing of ours', () => {
  const { webPreferences } = phoneWindowOptions(LOOK);
  expect(webPreferences).toEqual({ ...CONFINED, partition: 'phone' });
});

it('no window keeps anything on disk', () => {
  const windows = [mainWindowOptions(LOOK, ''), phoneWindowOptions(LOOK)];
  for (const { webPreferences } of windows) {
    expect(webPreferences?.partition).not.toMatch(/^persist:/);
    expect(webPreferences?.partition).not.toBe('');
  }
});
