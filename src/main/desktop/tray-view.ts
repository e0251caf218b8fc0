import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Menu, nativeImage, Tray } from 'electron';
import type { Ground } from './tray-icons.ts';
import { trayIconFile } from './tray-icons.ts';
import { menuTemplate } from './tray-menu.ts';
import type { TrayAction, TrayModel } from './tray-model.ts';

/** Told by Windows apart from other icons, so that a person's choice to show it lasts. */
const GUID = '6f0a3c1e-9f0d-4a5e-8f7a-2c1b4d5e6f70';

/** The icon in the tray. */
export interface TrayView {
  /** Shows a model; what is as before is left alone, so that an open menu stays open. */
  show(model: TrayModel, ground: Ground): void;
  destroy(): void;
}

/** What {@link createTrayView} needs. */
export interface TrayViewOptions {
  /** Folder of the icons. */
  readonly icons: string;
  readonly packaged: boolean;
  readonly onAction: (action: TrayAction) => void;
}

/** Puts an icon into the tray as soon as there is a model. */
export function createTrayView({ icons, packaged, onAction }: TrayViewOptions): TrayView {
  let tray: Tray | undefined;
  let shown: { readonly file: string; readonly model: TrayModel } | undefined;

  const put = (file: string): Tray => {
    const made =
      process.platform === 'win32' && packaged
        ? new Tray(imageOf(icons, file), GUID)
        : new Tray(imageOf(icons, file));
    // On macOS a click opens the menu.
    if (process.platform !== 'darwin') made.on('click', () => onAction({ type: 'open' }));
    return made;
  };

  return {
    show(model, ground) {
      const file = trayIconFile(process.platform, model.icon, ground);
      if (!tray) tray = put(file);
      else if (shown?.file !== file) tray.setImage(imageOf(icons, file));
      if (shown?.model.tooltip !== model.tooltip) tray.setToolTip(model.tooltip);
      if (!isDeepStrictEqual(shown?.model.menu, model.menu)) {
        tray.setContextMenu(Menu.buildFromTemplate(menuTemplate(model.menu, onAction)));
      }
      shown = { file, model };
    },
    destroy() {
      tray?.destroy();
      tray = undefined;
      shown = undefined;
    },
  };
}

function imageOf(icons: string, file: string) {
  return nativeImage.createFromPath(join(icons, file));
}
