import type { MenuItemConstructorOptions } from 'electron';
import type { Language } from '../../shared/language.ts';
import { menuWords } from '../../words/menu.ts';

/** What the application's menu depends on. */
export interface MenuSubject {
  readonly platform: NodeJS.Platform;
  readonly language: Language;
  readonly devTools: boolean;
}

/** The application's menu. Where it has no bar of its own, it is there for its keys. */
export function applicationMenu(subject: MenuSubject): MenuItemConstructorOptions[] {
  const { platform, language, devTools } = subject;
  const words = menuWords[language];
  const onMac = platform === 'darwin';
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const quit: MenuItemConstructorOptions = { role: 'quit', label: words.quit };
  const mac: MenuItemConstructorOptions = {
    role: 'appMenu',
    submenu: [
      { role: 'about', label: words.about },
      separator,
      { role: 'hide', label: words.hide },
      quit,
    ],
  };
  return [
    ...(onMac ? [mac] : []),
    {
      label: words.edit,
      submenu: [
        { role: 'undo', label: words.undo },
        { role: 'redo', label: words.redo },
        separator,
        { role: 'cut', label: words.cut },
        { role: 'copy', label: words.copy },
        { role: 'paste', label: words.paste },
        { role: 'selectAll', label: words.selectAll },
      ],
    },
    {
      label: words.view,
      submenu: [
        { role: 'reload', label: words.reload },
        ...(devTools ? [{ role: 'toggleDevTools', label: words.devTools } as const] : []),
        separator,
        { role: 'resetZoom', label: words.actualSize },
        { role: 'zoomIn', label: words.zoomIn },
        // Without Shift, as every browser takes it, too.
        {
          role: 'zoomIn',
          label: words.zoomIn,
          accelerator: 'CommandOrControl+=',
          visible: false,
          acceleratorWorksWhenHidden: true,
        },
        { role: 'zoomOut', label: words.zoomOut },
      ],
    },
    {
      label: words.window,
      submenu: [
        { role: 'minimize', label: words.minimize },
        { role: 'close', label: words.close },
        ...(onMac ? [] : [quit]),
      ],
    },
  ];
}
