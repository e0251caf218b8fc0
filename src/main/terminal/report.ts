import type { ConnectionState } from '../../shared/connection.ts';
import type { Bot } from '../bot.ts';
import type { Terminal } from './terminal.ts';
import { createTurnReport } from './turns.ts';
import { describeBot, timeOfDay } from './words.ts';

/**
 * From now on prints one line a change of state and one a turn, never what was said; the function
 * returned ends that.
 */
export function reportEvents(terminal: Terminal, bot: Bot): () => void {
  const { clock } = terminal;
  const line = (text: string) => terminal.say(`${timeOfDay(clock.wall())} ${text}`);
  const reportTurn = createTurnReport(bot.journal, clock);
  return bot.onEvent((event) => {
    if (event.type === 'state' && isNews(event.state)) {
      line(describeBot({ ...bot.status(), state: event.state }, clock.wall()));
    }
    if (event.type === 'settled') {
      const text = reportTurn(event.row);
      if (text !== undefined) line(text);
    }
  });
}

/** The second and later tries were announced by the line before. */
function isNews(state: ConnectionState): boolean {
  return state.name !== 'subscribing' && !(state.name === 'connecting' && state.attempt > 1);
}
