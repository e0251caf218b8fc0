import { type BrowserWindow, dialog, type MessageBoxOptions } from 'electron';
import type { Language } from '../../shared/language.ts';
import { dialogWords } from '../../words/dialogs.ts';
import type { LinkAnswer } from './links.ts';

const LONGEST_LINK = 300;

/** Asks whether a link is to be opened in the browser. */
export async function askAboutLink(
  parent: BrowserWindow | undefined,
  language: Language,
  { href, host }: { href: string; host: string },
): Promise<LinkAnswer> {
  const { cancel, link } = dialogWords[language];
  const { response, checkboxChecked } = await ask(parent, {
    type: 'question',
    message: link.question(host),
    detail: href.length > LONGEST_LINK ? `${href.slice(0, LONGEST_LINK)}…` : href,
    buttons: [link.open, cancel],
    defaultId: 0,
    cancelId: 1,
    checkboxLabel: link.dontAsk,
  });
  return { open: response === 0, dontAskAgain: checkboxChecked };
}

/** Asks what to do where closing the window would leave nothing to come back by. */
export async function askBeforeLeaving(
  parent: BrowserWindow,
  language: Language,
): Promise<'quit' | 'minimize' | 'stay'> {
  const { cancel, quit, noTray } = dialogWords[language];
  const { response } = await ask(parent, {
    type: 'question',
    message: noTray.message,
    detail: noTray.detail,
    buttons: [noTray.minimize, quit, cancel],
    defaultId: 0,
    cancelId: 2,
  });
  return (['minimize', 'quit'] as const)[response] ?? 'stay';
}

/** Asks what to do with a window whose page died again. */
export async function askAfterCrash(
  parent: BrowserWindow,
  language: Language,
): Promise<'reload' | 'close'> {
  const { crashed } = dialogWords[language];
  const { response } = await ask(parent, {
    type: 'error',
    message: crashed.message,
    detail: crashed.detail,
    buttons: [crashed.reload, crashed.close],
    defaultId: 0,
    cancelId: 1,
  });
  return response === 0 ? 'reload' : 'close';
}

/** Says why the program cannot start. */
export async function tellCannotStart(language: Language, why: string): Promise<void> {
  const { cannotStart, quit } = dialogWords[language];
  await ask(undefined, { type: 'error', message: cannotStart, detail: why, buttons: [quit] });
}

/** On Windows buttons would else become links of their own. */
function ask(parent: BrowserWindow | undefined, options: MessageBoxOptions) {
  const all = { title: 'WeCom Tray', noLink: true, ...options };
  return parent && !parent.isDestroyed()
    ? dialog.showMessageBox(parent, all)
    : dialog.showMessageBox(all);
}
