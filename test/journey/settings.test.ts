import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agentsWords } from '../../src/words/agents.ts';
import { conversationsWords } from '../../src/words/conversations.ts';
import { settingsWords } from '../../src/words/settings.ts';
import { trayWords } from '../../src/words/tray.ts';
import { button, goTo } from '../fixtures/browser.ts';
import { canStartDesktop, DESKTOP_TEST, eventually, startDesktop } from '../fixtures/electron.ts';
import { createStandIn } from './stand-in.ts';
import { trayIcon, trayLines } from './tray.ts';

const words = settingsWords.en;
const agents = agentsWords.en;
const conversations = conversationsWords.en;

describe.skipIf(!canStartDesktop)(
  'what is set in the window (needs Electron)',
  DESKTOP_TEST,
  () => {
    it('is in force at once, in the file, and in the tray', async () => {
      const agent = await createStandIn();
      const desktop = await startDesktop();
      const { simulator } = desktop;
      const saved = () => JSON.parse(readFileSync(join(desktop.data, 'config.json'), 'utf8'));
      const window = await desktop.window();
      await simulator.waitFor(() => simulator.online);
      simulator.say({ from: 'lisi', text: 'Who is there?' });
      await simulator.waitFor(() => simulator.chat('lisi').length === 2);

      await goTo(window, 'Settings');
      await button(window, words.chooseAgent).click();
      await window.getByRole('radio', { name: agents.command }).check();
      await window.getByLabel(agents.commandLine, { exact: true }).fill(agent.command.join(' '));
      await button(window, agents.use).click();
      await eventually(() => saved().agent).toMatchObject({
        kind: 'command',
        command: agent.command,
      });

      await goTo(window, 'Settings');
      const people = window.getByLabel(words.fields['channels.wecom.allow_from']?.label ?? '', {
        exact: true,
      });
      await people.fill('lisi');
      await people.press('Enter');
      await eventually(() => saved().channels?.wecom?.allow_from).toEqual(['lisi']);
      simulator.say({ from: 'zhangsan', text: 'May I ask?' });
      simulator.say({ from: 'lisi', text: 'And may I?' });
      const question = await agent.asked('And may I?');

      await goTo(window, 'Conversations');
      await window.getByRole('option', { name: 'lisi' }).click();
      const growing = window.getByRole('article', { name: conversations.answering });
      question.say('You ');
      await growing.getByText('You').waitFor();
      question.say('may.');
      await growing.getByText('You may.').waitFor();
      question.end();
      await growing.waitFor({ state: 'detached' });
      await window.getByRole('article').getByText('You may.').waitFor();
      expect(agent.questions).toHaveLength(1);
      expect(simulator.chat('zhangsan')).toHaveLength(1);

      await goTo(window, 'Settings');
      const language = words.fields['app.language']?.label ?? '';
      await window.getByLabel(language, { exact: true }).selectOption('zh');
      await eventually(() => window.locator('html').getAttribute('lang')).toBe('zh-CN');
      await eventually(() => trayLines(desktop)).toEqual(
        expect.arrayContaining([
          '在线：aibSIMULATOR',
          '断开',
          trayWords.zh.open,
          trayWords.zh.quit,
        ]),
      );
      expect(await trayIcon(desktop).tooltip()).toBe('WeCom Tray — 在线：aibSIMULATOR');
      expect(saved().app).toMatchObject({ language: 'zh' });
      // Nothing of this needed a new connection.
      expect(simulator.subscribes).toBe(1);
    });
  },
);
