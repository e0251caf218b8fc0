import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { applicationMenu, type MenuSubject } from '../../src/main/desktop/menu.ts';
import { menuTemplate } from '../../src/main/desktop/tray-menu.ts';
import type { TrayAction } from '../../src/main/desktop/tray-model.ts';

const SUBJECT: MenuSubject = { platform: 'linux', language: 'en', devTools: false };

/** Every role in a menu. */
function roles(items: readonly MenuItemConstructorOptions[]): string[] {
  return items.flatMap(({ role, submenu }) => [
    ...(role ? [role] : []),
    ...(Array.isArray(submenu) ? roles(submenu) : []),
  ]);
}

describe('the keys of the application', () => {
  it.each(['linux', 'win32', 'darwin'] as const)(
    'edit, zoom, reload and quit on %s',
    (platform) => {
      expect(roles(applicationMenu({ ...SUBJECT, platform }))).toEqual(
        expect.arrayContaining([
          'undo',
          'cut',
          'copy',
          'paste',
          'selectAll',
          'reload',
          'resetZoom',
          'zoomIn',
          'zoomOut',
          'close',
          'minimize',
          'quit',
        ]),
      );
    },
  );

  it('open the developer tools only while developing', () => {
    expect(roles(applicationMenu(SUBJECT))).not.toContain('toggleDevTools');
    expect(roles(applicationMenu({ ...SUBJECT, devTools: true }))).toContain('toggleDevTools');
  });

  it('quit once', () => {
    for (const platform of ['linux', 'darwin'] as const) {
      const all = roles(applicationMenu({ ...SUBJECT, platform }));
      expect(all.filter((role) => role === 'quit')).toHaveLength(1);
    }
  });
});

describe("the tray's menu", () => {
  it('does what its lines say', () => {
    const done: TrayAction[] = [];
    const [line] = menuTemplate(
      [{ type: 'line', label: 'Quit', action: { type: 'quit' } }],
      (action) => done.push(action),
    );
    line?.click?.(undefined as never, undefined as never, undefined as never);
    expect(done).toEqual([{ type: 'quit' }]);
  });

  it('shows as it is what else would mark a key', () => {
    const [line] = menuTemplate([{ type: 'line', label: 'R&D & more' }], () => {});
    expect(line).toEqual({ label: 'R&&D && more', enabled: false });
  });

  it('tells what is on', () => {
    const [line] = menuTemplate([{ type: 'check', label: 'Pause', checked: true }], () => {});
    expect(line).toEqual({ label: 'Pause', enabled: false, type: 'checkbox', checked: true });
  });
});
