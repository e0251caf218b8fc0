import type { BindingEvent } from '../binding/binding.ts';
import { drawQr } from '../binding/qr.ts';
import { type Bound, bindBot } from '../control/bind.ts';
import { callInstance } from '../control/client.ts';
import type { Call } from '../control/questions.ts';
import { parseDuration } from '../settings/duration.ts';
import { plainLine } from './plain.ts';
import { withSettings } from './settings.ts';
import { type ExitCode, type Terminal, UsageError } from './terminal.ts';

/** `wecom-tray auth wecom`: makes a bot by QR code and keeps it. */
export async function authWecom(
  terminal: Terminal,
  { timeout }: { timeout: string },
): Promise<ExitCode> {
  const timeoutMs = parseDuration(timeout);
  if (timeoutMs === undefined) {
    throw new UsageError(`--timeout is ${timeout}; allowed is a duration such as 90s, 5m or 1h.`);
  }
  const { env, clock } = terminal;
  return withSettings(terminal, async ({ home, keychain, settings }) => {
    const answer = await keychain.status();
    if (!answer.available) {
      terminal.note(`${answer.reason} ${answer.remedy}\n${WITHOUT_KEYCHAIN}`);
      return 1;
    }
    const bound = await bindBot({
      settings,
      keychain,
      clock,
      signal: terminal.catchStop(),
      timeoutMs,
      ...(env['WECOM_TRAY_QR_URL'] ? { baseUrl: env['WECOM_TRAY_QR_URL'] } : {}),
      onEvent: progress(terminal),
    });
    if (bound.state !== 'saved') {
      terminal.note(whyNot(bound, timeout));
      return 1;
    }
    terminal.say(`Bound to ${plainLine(bound.botId)}. The secret is in the keychain.`);
    if (bound.note) terminal.note(bound.note);
    const isRunning = await renew(bound.botId, callInstance({ socket: home.socket, clock }));
    terminal.say(isRunning ? 'The running instance uses it.' : 'Start it: `wecom-tray gateway`.');
    return 0;
  });
}

/**
 * An instance that runs sees a new bot in the settings file, but not a new secret of the same bot:
 * connecting anew reads it. False where none runs.
 */
async function renew(botId: string, call: Call): Promise<boolean> {
  const running = await call('status', {});
  if (running.ok && running.value.bot_id === botId) {
    await call('disconnect', {});
    await call('connect', {});
  }
  return running.ok;
}

const WITHOUT_KEYCHAIN = [
  'Nothing was bound: a bot secret is kept in a keychain or not at all. To run without one, take',
  'the bot id and secret from the AI Bot page of WeCom and give them to `wecom-tray gateway` as',
  'PICOCLAW_CHANNELS_WECOM_ENABLED=true, PICOCLAW_CHANNELS_WECOM_BOT_ID and',
  'PICOCLAW_CHANNELS_WECOM_SECRET; or leave the secret out and type it when the gateway asks: it',
  'then stays in memory for that run.',
].join('\n');

function progress(terminal: Terminal): (event: BindingEvent) => void {
  return (event) => {
    switch (event.state) {
      case 'requesting':
        return terminal.say('Asking WeCom for a QR code…');
      case 'waiting':
        return void showLink(terminal, event.link);
      case 'scanned':
        return terminal.say('Scanned. Now tap Confirm in WeCom: scanning alone is not enough.');
      case 'verifying':
        return terminal.say('Confirmed. Trying the new bot…');
      default:
    }
  };
}

async function showLink(terminal: Terminal, link: string): Promise<void> {
  const code = await drawQr(link, terminal.stdout.isTTY === true).catch(() => '');
  terminal.stdout.write(`${code}\n`);
  terminal.say(`QR Code Link: ${link}`);
  terminal.say('Scan it with WeCom on your phone, then tap Confirm there. Waiting…');
}

function whyNot(bound: Exclude<Bound, { state: 'saved' }>, timeout: string): string {
  switch (bound.state) {
    case 'expired':
      return 'The QR code expired. Run `wecom-tray auth wecom` again for a fresh one.';
    case 'timeout':
      return (
        `Nobody confirmed within ${timeout}. After scanning, tap Confirm in WeCom. ` +
        'Run it again, with a longer --timeout if you need one.'
      );
    case 'cancelled':
      return 'Cancelled. Nothing was saved.';
    case 'failed':
    case 'unsaved':
      return `${plainLine(bound.message)} Nothing was saved.`;
  }
}
