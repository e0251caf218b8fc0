import type { Bot } from '../bot.ts';
import type { OutboundBody } from '../channel/channel.ts';
import { type Call, ControlError, type Output, type Procedures } from './protocol.ts';

/** What a bot can be asked from outside. */
export function createProcedures(bot: Bot): Procedures {
  const status = (): Output<'status'> => ({ pid: process.pid, ...bot.status() });
  return {
    status,
    async connect() {
      const asked = await bot.connect();
      if (!asked.ok) throw new ControlError(asked.message);
      return status();
    },
    async disconnect() {
      await bot.disconnect();
      return status();
    },
    send({ chat, type = bot.journal.chat('wecom', chat)?.type, text = '', files = [] }) {
      const off = whyOff(bot);
      if (off) throw new ControlError(off);
      const bodies: OutboundBody[] = [
        ...(text.trim() === '' ? [] : [{ type: 'markdown', text } as const]),
        ...files.map((path) => ({ type: 'media', path }) as const),
      ];
      if (bodies.length === 0) throw new ControlError('There is nothing to send.');
      return { seq: bot.send({ id: chat, type }, bodies) };
    },
    delivery({ seq }) {
      const message = bot.journal.message(seq);
      switch (message?.state) {
        case 'queued':
        case 'sending':
        case 'delivered':
        case 'unconfirmed':
        case 'failed':
          return { state: message.state, note: message.note };
        default:
          throw new ControlError(`There is no outbound message ${seq}.`);
      }
    },
  };
}

/** Why nothing would leave before a person does something. */
function whyOff(bot: Bot): string | undefined {
  switch (bot.status().state.name) {
    case 'stopped':
      return 'The bot is disconnected. Run `wecom-tray connect` first.';
    case 'displaced':
      return 'Another device took the bot over. Run `wecom-tray connect` to use it here.';
    case 'refused':
      return 'WeCom refuses the bot. Run `wecom-tray auth wecom` to bind it again.';
    default:
      return undefined;
  }
}

/** Asks the bot of this very process. */
export function callHere(procedures: Procedures): Call {
  return async (procedure, input) => {
    try {
      return { ok: true, value: await procedures[procedure](input) };
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      return { ok: false, reason: 'declined', message: error.message };
    }
  };
}
