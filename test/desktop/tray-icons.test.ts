import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { panelGround, trayIconFile } from '../../src/main/desktop/tray-icons.ts';

const TRAY = join(import.meta.dirname, '../../assets/tray');
const PLATFORMS = ['linux', 'win32', 'darwin'] as const;
const ICONS = ['online', 'trying', 'off', 'attention', 'paused'] as const;
const GROUNDS = ['light', 'dark'] as const;

describe.each(PLATFORMS)('on %s', (platform) => {
  it('every icon that is asked for is there', () => {
    const files = ICONS.flatMap((icon) =>
      GROUNDS.map((ground) => trayIconFile(platform, icon, ground)),
    );
    expect(files.filter((file) => !existsSync(join(TRAY, file)))).toEqual([]);
  });

  it('no two states share one', () => {
    const files = ICONS.map((icon) => trayIconFile(platform, icon, 'light'));
    expect(new Set(files).size).toBe(ICONS.length);
  });
});

it('macOS colours the icons by itself, told by their name', () => {
  for (const icon of ICONS) expect(trayIconFile('darwin', icon, 'dark')).toMatch(/Template\.png$/);
});

describe('the icons lie on', () => {
  it.each([
    ['dark in GNOME, whose panel is always dark', 'ubuntu:GNOME', false, 'dark'],
    ['light on a light desktop', 'KDE', false, 'light'],
    ['dark on a dark desktop', 'KDE', true, 'dark'],
    ['light on a desktop that does not say', undefined, false, 'light'],
  ] as const)('%s', (_what, desktops, dark, ground) => {
    expect(panelGround(desktops, dark)).toBe(ground);
  });
});
