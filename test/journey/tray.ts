import { eventually, type Surroundings } from '../fixtures/electron.ts';
import type { TrayItem } from '../fixtures/session-bus.ts';

type WithTray = Pick<Surroundings, 'tray'>;

/** The icon that was put into the tray last: a program that was killed leaves its own behind. */
export function trayIcon({ tray }: WithTray): TrayItem {
  const item = tray?.items.at(-1);
  if (!item) throw new Error('There is nothing in the tray.');
  return item;
}

/** What the lines of the tray's menu say. */
export async function trayLines(desktop: WithTray): Promise<string[]> {
  const menu = await trayIcon(desktop).menu();
  return menu.filter(({ type }) => type === 'standard').map(({ label }) => label);
}

/** Clicks a line of the tray's menu as soon as it is there. */
export async function clickTray(desktop: WithTray, label: string): Promise<void> {
  await eventually(() => trayLines(desktop)).toContain(label);
  await trayIcon(desktop).click(label);
}
