import { describe, expect, it } from 'vitest';
import { createDesktopShell, type DesktopShell } from '../../src/main/desktop/shell.ts';
import type { AppNews } from '../../src/shared/api.ts';

const shellOf = () =>
  createDesktopShell({
    locale: () => 'en',
    hasTray: () => true,
    openLink: async () => ({ result: 'opened' }),
    openPhone: () => {},
    showFolder: async () => {},
    loginItem: {
      get: () => ({ supported: true, on: false }),
      set: (on) => ({ supported: true, on }),
    },
    quit: () => {},
  });

const BIND: AppNews = { type: 'bind' };
const STATUS: AppNews = { type: 'show', view: 'status' };

describe('what a window is asked to show', () => {
  it('reaches it at once', () => {
    const shell = shellOf();
    const heard: AppNews[] = [];
    shell.onNews((news) => heard.push(news));
    shell.tell(BIND);
    expect(heard).toEqual([BIND]);
  });

  it('waits for a window that is only being opened; the last wish counts', () => {
    const shell = shellOf();
    shell.tell(BIND);
    shell.tell(STATUS);
    const heard: AppNews[] = [];
    shell.onNews((news) => heard.push(news));
    expect(heard).toEqual([STATUS]);
  });

  it.each([
    [
      'was told while it was opened',
      (shell: DesktopShell) => {
        shell.tell(BIND);
        shell.onNews(() => {})();
      },
    ],
    [
      'was told while it was there',
      (shell: DesktopShell) => {
        const leave = shell.onNews(() => {});
        shell.tell(BIND);
        leave();
      },
    ],
  ])('is not said again to the next window, where the last one %s', (_how, tellFirst) => {
    const shell = shellOf();
    tellFirst(shell);
    const heard: AppNews[] = [];
    shell.onNews((news) => heard.push(news));
    expect(heard).toEqual([]);
  });

  it('does not reach a window that is gone', () => {
    const shell = shellOf();
    const heard: AppNews[] = [];
    shell.onNews((news) => heard.push(news))();
    shell.tell(BIND);
    expect(heard).toEqual([]);
  });
});

it('the phone is opened by the program, not by the page', async () => {
  expect(await shellOf().openPhone('http://127.0.0.1:1/phone/#token=x')).toEqual({ url: null });
});
