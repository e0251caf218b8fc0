import { z } from 'zod';
import type { BotView } from '../../../shared/api.ts';
import type { BindingStep } from '../../../shared/binding.ts';
import type { BindingEvent } from '../../binding/binding.ts';
import type { Clock } from '../../clock.ts';
import { startDeadline } from '../../deadline.ts';
import type { SecretStore } from '../../settings/keychain.ts';
import { messageOf } from '../../settings/problem.ts';
import { type Bound, bindBot, saveBot, subscribeOnce } from '../bind.ts';
import { declined } from '../declined.ts';
import type { Host } from '../host.ts';
import { openStream } from '../stream.ts';
import { type Base, idInput, keepInput } from './base.ts';
import { viewOf } from './bot.ts';
import { checkSecret, checkSettings } from './settings.ts';

/** Milliseconds between two looks whether somebody confirmed; the simulated WeCom is near. */
const DEMO_POLL = 500;
/** Milliseconds in which a bot that was typed in has to subscribe. */
const VERIFY_MS = 30_000;
const SECRET_LENGTH = 4096;

/** Making a bot, or entering one. */
export function createBindingProcedures(base: Base, host: Host, clock: Clock) {
  return {
    start: base.input(z.strictObject({ keep: keepInput })).handler(async ({ input, signal }) => {
      const { settings, keychain, env, log } = host.current();
      // A bot that is confirmed in WeCom and then cannot be kept would be lost.
      await checkKeychain(keychain, input.keep);
      return openStream<BindingStep>({
        signal,
        listen({ push, end }) {
          const left = new AbortController();
          const stopSwap = host.onSwap(end);
          const bound = bindBot({
            settings,
            keychain,
            keep: input.keep,
            clock,
            signal: left.signal,
            baseUrl: env['WECOM_TRAY_QR_URL'] || undefined,
            ...(host.isDemo() ? { pollMs: DEMO_POLL } : {}),
            onEvent(event) {
              if (isUnderway(event)) push(event);
            },
          });
          const ended = bound.then(lastStep, (error: unknown): BindingStep => {
            log.error({ error: messageOf(error) }, 'a binding failed');
            return { state: 'failed', reason: 'unsaved', message: 'Something went wrong.' };
          });
          void ended.then((step) => {
            push(step);
            end();
          });
          return () => {
            stopSwap();
            left.abort();
          };
        },
      });
    }),

    enter: base
      .input(
        z.strictObject({
          botId: idInput,
          secret: z.string().min(1).max(SECRET_LENGTH),
          keep: keepInput,
        }),
      )
      .handler(async ({ input, signal }): Promise<BotView> => {
        const instance = host.current();
        const { settings, keychain } = instance;
        const credentials = { botId: input.botId.trim(), secret: input.secret.trim() };
        checkSettings({ 'channels.wecom.bot_id': credentials.botId });
        checkSecret('channels.wecom.secret', credentials.secret);
        await checkKeychain(keychain, input.keep);
        const deadline = startDeadline(clock, VERIFY_MS, signal ?? new AbortController().signal);
        const url = settings.current().channels.wecom.websocket_url;
        const verdict = await subscribeOnce({ ...credentials, url }, clock, deadline.signal);
        deadline.end();
        if (!verdict.ok) {
          throw declined('unverified', `The bot could not connect: ${verdict.message}`);
        }
        const saved = await saveBot({ settings, keychain, keep: input.keep }, credentials);
        if (!saved.ok) throw declined('failed', saved.message);
        return viewOf(instance);
      }),
  };
}

/** Declines where the secret is to go into a keychain that does not answer. */
async function checkKeychain(keychain: SecretStore, keep: 'keychain' | 'memory'): Promise<void> {
  const answer = keep === 'keychain' ? await keychain.status() : undefined;
  if (answer?.available === false) {
    throw declined('no-keychain', `${answer.reason} ${answer.remedy}`);
  }
}

function isUnderway(event: BindingEvent): event is Extract<BindingStep, BindingEvent> {
  return ['requesting', 'waiting', 'scanned', 'verifying'].includes(event.state);
}

function lastStep(bound: Bound): BindingStep {
  switch (bound.state) {
    case 'saved':
      return { state: 'saved', botId: bound.botId };
    case 'unsaved':
      return { state: 'failed', reason: 'unsaved', message: bound.message };
    default:
      return bound;
  }
}
