import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createConversations } from '../../src/main/journal/conversations.ts';
import { openForReading } from '../../src/main/journal/open.ts';
import type { Message } from '../../src/shared/message.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { conversationsWords } from '../../src/words/conversations.ts';
import { trayWords } from '../../src/words/tray.ts';
import {
  canStartDesktop,
  DESKTOP_TEST,
  type Desktop,
  eventually,
  openDesktop,
  startDesktop,
} from '../fixtures/electron.ts';
import { createStandIn } from './stand-in.ts';
import { clickTray } from './tray.ts';

const words = conversationsWords.en;

/** What the bot said to a person, as the phone shows it. */
const answersTo = (simulator: Simulator, person: string): string[] =>
  simulator.chat(person).flatMap((entry) => (entry.who === 'bot' ? [entry.content] : []));

/** The bubble on a phone that changed last. */
const bubbleOf = (simulator: Simulator, person: string) =>
  simulator
    .chat(person)
    .findLast((entry) => entry.who === 'bot' && entry.kind === 'bubble' && entry);

const timesSaid = (simulator: Simulator, person: string, text: string): number =>
  answersTo(simulator, person).filter((answer) => answer.includes(text)).length;

/** Ends the application without any warning, and waits until WeCom has noticed. */
async function kill(desktop: Desktop): Promise<void> {
  desktop.app.process().kill('SIGKILL');
  await desktop.exit;
  await desktop.simulator.waitFor(() => !desktop.simulator.online);
}

/** All that the journal has of a person's chat, oldest first. */
function journalOf({ data }: Desktop, person: string): Message[] {
  const database = openForReading(join(data, 'journal.db'));
  const messages = createConversations(database).messages({ chatId: person, limit: 100 });
  database.close();
  return messages.map((message) => ({ ...message, cut: 0 }));
}

describe.skipIf(!canStartDesktop)(
  'an application that is killed (needs Electron)',

  () => {
    it('answers after its next start what it owed, once, and nothing twice', async () => {
      const agent = await createStandIn();
      const desktop = await startDesktop({ env: agent.env });
      const { simulator } = desktop;
      const window = await desktop.window();
      await simulator.waitFor(() => simulator.online);
      const openChat = (person: string) => window.getByRole('option', { name: person }).click();

      simulator.say({ from: 'done', text: 'Who is finished?' });
      const finished = await agent.asked('Who is finished?');
      finished.say('I am.');
      finished.end();
      await openChat('done');
      await window.getByRole('img', { name: words.state.delivered }).waitFor();

      // WeCom takes the end of this answer, and the program never hears of it.
      simulator.misbehave({ when: { finish: true }, do: 'lose-ack' });
      simulator.say({ from: 'unsure', text: 'Did you get it?' });
      const unsure = await agent.asked('Did you get it?');
      unsure.say('Here it is.');
      unsure.end();
      await simulator.waitFor(() => timesSaid(simulator, 'unsure', 'Here it is.') === 1);

      simulator.say({ from: 'growing', text: 'Tell me more' });
      const growing = await agent.asked('Tell me more');
      growing.say('The first half');
      await simulator.waitFor(() => timesSaid(simulator, 'growing', 'The first half') === 1);
      simulator.say({ from: 'growing', text: 'And then?' });
      await openChat('growing');
      await window.getByRole('article').getByText('And then?').waitFor();
      await window.getByRole('article', { name: words.answering }).waitFor();
      await kill(desktop);

      const again = await openDesktop(desktop);
      const more = await agent.asked('Tell me more');
      more.say('The first half and the second.');
      more.end();
      const then = await agent.asked('And then?');
      then.say('Then it was over.');
      then.end();
      const view = await again.window();
      await view.getByRole('option', { name: 'growing' }).click();
      const log = view.getByRole('log', { name: words.messages });
      await eventually(() => log.getByRole('article').allTextContents()).toEqual(
        ['Tell me more', 'And then?', 'The first half and the second.', 'Then it was over.'].map(
          (text) => expect.stringContaining(text),
        ),
      );
      await eventually(() => log.getByRole('img', { name: words.state.delivered }).count()).toBe(2);
      expect(timesSaid(simulator, 'growing', 'and the second.')).toBe(1);
      expect(timesSaid(simulator, 'growing', 'Then it was over.')).toBe(1);
      expect(bubbleOf(simulator, 'growing')).toMatchObject({ finished: true, spinning: false });

      await view.getByRole('option', { name: 'unsure' }).click();
      await eventually(() => log.getByRole('article').allTextContents()).toEqual([
        expect.stringContaining('Did you get it?'),
        expect.stringContaining('Here it is.'),
      ]);
      await view.getByRole('option', { name: 'done' }).click();
      await eventually(() => log.getByRole('article').allTextContents()).toEqual([
        expect.stringContaining('Who is finished?'),
        expect.stringContaining('I am.'),
      ]);
      expect(timesSaid(simulator, 'unsure', 'Here it is.')).toBe(1);
      expect(timesSaid(simulator, 'done', 'I am.')).toBe(1);
      expect(agent.questions.map(({ text }) => text)).toEqual([
        'Who is finished?',
        'Did you get it?',
        'Tell me more',
        'Tell me more',
        'And then?',
      ]);
    });

    it('loses nothing that had arrived, wherever it was at that moment', async () => {
      const desktop = await startDesktop({ args: ['--hidden'] });
      const { simulator } = desktop;
      await simulator.waitFor(() => simulator.online);
      const people = Array.from({ length: 12 }, (_, index) => `person${index}`);
      for (const person of people) simulator.say({ from: person, text: `of ${person}` });
      // Some are answered, some are being answered, some have only just come.
      await simulator.waitFor(() => people.some((one) => simulator.chat(one).length > 1));
      await kill(desktop);
      const arrived = people.filter((person) => journalOf(desktop, person).length > 0);
      expect(arrived).not.toEqual([]);

      const again = await openDesktop(desktop, ['--hidden']);
      const isSettled = (person: string) => {
        const [message, answer] = journalOf(again, person);
        return message?.state === 'answered' && /delivered|unconfirmed/.test(answer?.state ?? '');
      };
      await eventually(() => arrived.filter((person) => !isSettled(person))).toEqual([]);
      for (const person of people) {
        const journal = journalOf(again, person);
        const isKnown = journal.some(({ state }) => state === 'delivered');
        const said = timesSaid(simulator, person, `of ${person}`);
        expect([person, said]).toEqual([person, isKnown ? 1 : expect.toBeOneOf([0, 1])]);
        expect(journal).toHaveLength(arrived.includes(person) ? 2 : 0);
      }
    });
  },
);

describe.skipIf(!canStartDesktop)('quitting (needs Electron)', DESKTOP_TEST, () => {
  const WAYS: readonly [string, (desktop: Desktop) => Promise<unknown>][] = [
    ['the tray', (desktop) => clickTray(desktop, trayWords.en.quit)],
    ['SIGTERM', async ({ app }) => app.process().kill('SIGTERM')],
  ];

  it.each(WAYS)(
    'by %s ends a growing bubble at once, and answers at the next start',
    async (...[, quit]) => {
      const agent = await createStandIn();
      const desktop = await startDesktop({ env: agent.env });
      const { simulator } = desktop;
      await simulator.waitFor(() => simulator.online);
      simulator.say({ from: 'zhangsan', text: 'A long story' });
      const story = await agent.asked('A long story');
      story.say('Once upon a time');
      await simulator.waitFor(() => timesSaid(simulator, 'zhangsan', 'Once upon a time') === 1);

      const asked = performance.now();
      await quit(desktop);
      expect(await desktop.exit).toBe(0);
      expect(performance.now() - asked).toBeLessThan(8000);
      expect(bubbleOf(simulator, 'zhangsan')).toMatchObject({
        finished: true,
        content: expect.stringMatching(/^Once upon a time\n\nI was interrupted/),
      });
      await simulator.waitFor(() => simulator.connections === 0);
      await eventually(() => story.isOver).toBe(true);

      const again = await openDesktop(desktop);
      const rest = await agent.asked('A long story');
      rest.say('All of the story.');
      rest.end();
      await simulator.waitFor(() => timesSaid(simulator, 'zhangsan', 'All of the story.') === 1);
      const window = await again.window();
      await window.getByRole('option', { name: 'zhangsan' }).click();
      await window.getByRole('img', { name: words.state.delivered }).waitFor();
      expect(agent.questions).toHaveLength(2);
      expect(answersTo(simulator, 'zhangsan')).toHaveLength(2);
    },
  );
});
