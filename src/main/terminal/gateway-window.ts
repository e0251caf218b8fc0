import { serveBrowser } from '../control/browser.ts';
import { type Host, type HostOptions, openHost } from '../control/host.ts';
import { readPage, rendererFolder } from '../control/page.ts';
import { createRouter } from '../control/router.ts';
import { createBrowserShell } from '../control/shell-browser.ts';
import { openInBrowser } from './open-browser.ts';
import { reportEvents } from './report.ts';
import { stopped } from './stopped.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** How {@link serveWindow} is to serve. */
export interface ServeOptions {
  /** Port on 127.0.0.1; 0 for any that is free. */
  readonly port: number;
  readonly stop: AbortSignal;
}

/** `wecom-tray gateway --ui`: runs a bot, bound or not, with its window in a browser. */
export async function serveWindow(
  terminal: Terminal,
  options: HostOptions,
  { port, stop }: ServeOptions,
): Promise<ExitCode> {
  const { clock } = terminal;
  const page = readPage(rendererFolder());
  const host = await openHost(options);
  try {
    const router = createRouter({ host, shell: createBrowserShell(), clock });
    const server = await serveBrowser({ router, page, port, clock, log: host.real.log });
    try {
      terminal.say(`The window is at ${server.url}`);
      if (isWatched(terminal)) openInBrowser(server.urlOnce());
      await run(terminal, host, stop);
    } finally {
      await server.close();
    }
  } finally {
    await host.close();
  }
  return 0;
}

async function run(terminal: Terminal, host: Host, stop: AbortSignal): Promise<void> {
  const { notice } = host.real.bot.journal;
  if (notice) terminal.note(`warning: ${notice}`);
  let stopReport = reportEvents(terminal, host.current().bot);
  const stopSwaps = host.onSwap(() => {
    stopReport();
    stopReport = reportEvents(terminal, host.current().bot);
  });
  const started = await Promise.race([host.start(), stopped(stop)]);
  // The window goes on from here.
  if (started?.ok === false) terminal.note(started.message);
  await stopped(stop);
  stopSwaps();
  stopReport();
}

/** Whether somebody sits before this terminal who wants a browser to open. */
function isWatched({ env, stdout }: Terminal): boolean {
  return stdout.isTTY === true && !env['WECOM_TRAY_NO_OPEN'];
}
