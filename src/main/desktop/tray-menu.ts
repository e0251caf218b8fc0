import type { MenuItemConstructorOptions } from 'electron';
import type { TrayAction, TrayItem } from './tray-model.ts';

/** The menu as Electron takes it. A line without an action cannot be chosen. */
export function menuTemplate(
  items: readonly TrayItem[],
  onAction: (action: TrayAction) => void,
): MenuItemConstructorOptions[] {
  return items.map((item) => {
    if (item.type === 'separator') return { type: 'separator' };
    const { label, action } = item;
    return {
      // A single one would mark the key of the line.
      label: label.replaceAll('&', '&&'),
      enabled: action !== undefined,
      ...(item.type === 'check' ? { type: 'checkbox', checked: item.checked } : {}),
      ...(action ? { click: () => onAction(action) } : {}),
    };
  });
}
