import { join } from 'node:path';
import { app } from 'electron';
import { dialogWords } from '../words/dialogs.ts';
import { chooseLanguage } from '../words/language.ts';
import { systemClock } from './clock.ts';
import { openHost } from './control/host.ts';
import { HeldError } from './control/instance.ts';
import { readPage, rendererFolder } from './control/page.ts';
import { registerAppScheme } from './desktop/app-scheme.ts';
import { runApplication } from './desktop/application.ts';
import { tellCannotStart } from './desktop/dialogs.ts';
import { catchSignals } from './desktop/ending.ts';
import { type Home, openHome } from './settings/home.ts';
import { messageOf } from './settings/problem.ts';

const { env, argv } = process;
const root = join(import.meta.dirname, '..');
const clock = systemClock;
const locale = () => app.getPreferredSystemLanguages()[0] ?? app.getLocale();
const language = () => chooseLanguage(undefined, locale());

// All of this before Electron is ready, which waits for the end of this file.
app.setName('WeCom Tray');
app.setAppUserModelId('com.wecom-tray.desktop');
registerAppScheme();
// It would undo a `--no-sandbox` of whoever has to run this as root.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

try {
  start(openHome({ env }));
} catch (error) {
  fail(messageOf(error));
}

/** One application a data folder: a second one shows the first one's window and ends. */
function start({ dir }: Home): void {
  app.setPath('userData', join(dir, 'desktop'));
  const hidden = argv.includes('--hidden') || app.getLoginItemSettings().wasOpenedAtLogin;
  if (app.requestSingleInstanceLock({ hidden })) {
    void app.whenReady().then(() => open(hidden).catch((error: unknown) => fail(wordsOf(error))));
  } else {
    app.exit(0);
  }
}

async function open(hidden: boolean): Promise<void> {
  const page = readPage(rendererFolder());
  const host = await openHost({ env, clock });
  const { log } = host.real;
  const { ending, showWindow, startToTray } = runApplication({
    host,
    page,
    clock,
    env,
    root,
    locale,
  });
  process.on('uncaughtException', (error) => log.error({ error }, 'something went wrong'));
  process.on('unhandledRejection', (error) => log.error({ error }, 'something went wrong'));
  catchSignals({ clock, onFirst: ending.begin, exit: (code) => app.exit(code) });
  app.on('before-quit', (event) => {
    event.preventDefault();
    ending.begin();
  });
  // The bot needs no window.
  app.on('window-all-closed', () => {});
  app.on('activate', showWindow);
  app.on('second-instance', (_event, _argv, _folder, data) => {
    if (!isHidden(data)) showWindow();
  });
  if (hidden) void startToTray();
  else showWindow();
  const started = await host.start();
  if (!started.ok) log.info({ reason: started.reason }, 'the bot is not connected');
}

function isHidden(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'hidden' in data && data.hidden === true;
}

function wordsOf(error: unknown): string {
  return error instanceof HeldError
    ? dialogWords[language()].held(error.message)
    : messageOf(error);
}

/** Says why nothing runs here, to whoever started it, and ends. */
function fail(message: string): void {
  console.error(message);
  void app
    .whenReady()
    .then(() => tellCannotStart(language(), message))
    .finally(() => app.exit(1));
}
