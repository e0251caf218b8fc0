import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/simulator/simulator.ts';
import {
  button,
  eventually,
  goTo,
  hasChromium,
  openOnline,
  openWindow,
  shareBrowser,
} from '../fixtures/browser.ts';

/** A state of the connection: how it comes about, what is said, and what one click does about it. */
interface Case {
  readonly state: string;
  /** Done before the program starts. */
  readonly before?: (simulator: Simulator) => unknown;
  /** Done once the bot is online. */
  readonly afterwards?: (page: Page, simulator: Simulator) => unknown;
  readonly en: Said;
  readonly zh: Said;
}

interface Said {
  readonly sentence: RegExp;
  readonly chip: string;
  /** The first one under the sentence. */
  readonly button: string;
}

const hang = (simulator: Simulator) => simulator.handshakes('hang');
const subscribe = { cmd: 'aibot_subscribe' };

/** The table of the states, as people read it. */
const CASES: readonly Case[] = [
  {
    state: 'online',
    en: {
      sentence: /^Online\. Messages to your bot are answered\.$/,
      chip: 'Online',
      button: 'Disconnect',
    },
    zh: { sentence: /^在线。发给机器人的消息会得到回复。$/, chip: '在线', button: '断开' },
  },
  {
    state: 'connecting',
    before: hang,
    en: { sentence: /^Connecting to WeCom…$/, chip: 'Connecting', button: 'Cancel' },
    zh: { sentence: /^正在连接企业微信…$/, chip: '正在连接', button: '取消' },
  },
  {
    state: 'waiting',
    before: (simulator) => simulator.handshakes('reject'),
    en: {
      sentence: /^Not connected: WeCom could not be reached\. Next try in \d+ s\.$/,
      chip: 'Connecting',
      button: 'Try now',
    },
    zh: {
      sentence: /^未连接：无法访问企业微信。\d+ 秒后重试。$/,
      chip: '正在连接',
      button: '立即重试',
    },
  },
  {
    state: 'throttled',
    before: (simulator) => simulator.misbehave({ when: subscribe, do: { refuse: 45009 } }),
    en: {
      sentence: /^WeCom asks us to wait\. Next try at \d\d:\d\d\.$/,
      chip: 'Connecting',
      button: 'Disconnect',
    },
    zh: {
      sentence: /^企业微信要求稍后再试，将于 \d\d:\d\d 重试。$/,
      chip: '正在连接',
      button: '断开',
    },
  },
  {
    state: 'refused',
    before: (simulator) => simulator.misbehave({ when: subscribe, do: { refuse: 853000 } }),
    en: {
      sentence: /^WeCom refused the bot's secret\. Bind again or renew the secret\. \(853000\)$/,
      chip: 'Needs you',
      button: 'Bind again',
    },
    zh: {
      sentence: /^企业微信拒绝了机器人密钥。请重新绑定或更新密钥。（853000）$/,
      chip: '需要处理',
      button: '重新绑定',
    },
  },
  {
    state: 'displaced',
    afterwards: (_, simulator) => simulator.displace(),
    en: {
      sentence: /^Another device has taken this bot over\.$/,
      chip: 'Needs you',
      button: 'Use it here',
    },
    zh: { sentence: /^机器人已在另一台设备上连接。$/, chip: '需要处理', button: '在本机使用' },
  },
  {
    state: 'off',
    afterwards: (page) => button(page, 'Disconnect').click(),
    en: {
      sentence: /^Disconnected\. Messages to your bot are not answered\.$/,
      chip: 'Disconnected',
      button: 'Connect',
    },
    zh: {
      sentence: /^已断开。发给机器人的消息不会得到回复。$/,
      chip: '已断开',
      button: '连接',
    },
  },
  {
    state: 'paused',
    afterwards: (page) => button(page, 'Pause answers').click(),
    en: {
      sentence: /^Online, answers paused\. Messages are kept and answered when you go on\.$/,
      chip: 'Online',
      button: 'Disconnect',
    },
    zh: {
      sentence: /^在线，已暂停回复。消息会保留，恢复后再回复。$/,
      chip: '在线',
      button: '断开',
    },
  },
];

describe.skipIf(!hasChromium)('how the connection is (needs Chromium)', () => {
  const browser = shareBrowser();
  const sentence = (page: Page) => page.locator('main [aria-live=polite] p').first().textContent();

  async function openStatus(before: (simulator: Simulator) => unknown = () => {}) {
    const window = await openWindow(browser(), { before: ({ simulator }) => before(simulator) });
    await goTo(window.page, 'Status');
    return window;
  }

  it.each(CASES)('is said in one sentence, with one button: $state', async (one) => {
    const { page, simulator, openAs } = await openStatus(one.before);
    if (!one.before) await simulator.waitFor(() => simulator.online);
    await one.afterwards?.(page, simulator);
    const chinese = await openAs({ locale: 'zh-CN' });
    await goTo(chinese, '状态');
    for (const [at, said] of [
      [page, one.en],
      [chinese, one.zh],
    ] as const) {
      await eventually(() => sentence(at)).toMatch(said.sentence);
      const [chip] = await at.getByRole('navigation').getByRole('button').last().allInnerTexts();
      expect(chip?.trim()).toBe(said.chip);
      const remedies = at.locator('main section').first().getByRole('button');
      expect(await remedies.first().innerText()).toBe(said.button);
    }
  });

  it('counts down to the next try, and tries at once where somebody asks for it', async () => {
    const { page, simulator } = await openStatus((simulator) => simulator.handshakes('reject'));
    const seconds = async () => Number(/(\d+) s\.$/.exec((await sentence(page)) ?? '')?.[1]);
    await eventually(seconds).toBeGreaterThan(3);
    const first = await seconds();
    await eventually(seconds).toBeLessThan(first);
    simulator.handshakes('accept');
    await button(page, 'Try now').click();
    await eventually(() => sentence(page)).toMatch(/^Online\./);
  });

  it('is changed by Disconnect and Connect', async () => {
    const { page, simulator } = await openStatus();
    await simulator.waitFor(() => simulator.online);
    await button(page, 'Disconnect').click();
    await simulator.waitFor(() => simulator.connections === 0);
    await button(page, 'Connect').click();
    await simulator.waitFor(() => simulator.online);
    await eventually(() => sentence(page)).toMatch(/^Online\./);
  });

  it('is taken back from another device by Use it here, and not before', async () => {
    const { page, simulator } = await openStatus();
    await simulator.waitFor(() => simulator.online);
    simulator.displace();
    await button(page, 'Use it here').waitFor();
    expect(simulator.subscribes).toBe(1);
    await button(page, 'Use it here').click();
    await simulator.waitFor(() => simulator.online);
    await eventually(() => sentence(page)).toMatch(/^Online\./);
  });

  it('leads from a refused secret to a new code', async () => {
    const { page } = await openStatus((simulator) =>
      simulator.misbehave({ when: subscribe, do: { refuse: 853000 } }),
    );
    await button(page, 'Bind again').click();
    await page.getByRole('heading', { name: 'Bind your WeCom bot' }).waitFor();
    await button(page, 'Cancel').click();
    await button(page, 'Bind again').waitFor();
  });

  it('keeps messages while answers are paused, and answers them afterwards', async () => {
    const { page, simulator } = await openOnline(browser());
    await goTo(page, 'Status');
    await button(page, 'Pause answers').click();
    await button(page, 'Answer again').waitFor();
    simulator.say({ from: 'zhangsan', text: 'Are you there?' });
    await eventually(() => page.locator('dl').first().textContent()).toContain('Messages1');
    expect(simulator.chat('zhangsan').filter(({ who }) => who === 'bot')).toEqual([]);
    await button(page, 'Answer again').click();
    await simulator.waitFor(() => simulator.chat('zhangsan').some(({ who }) => who === 'bot'));
  });
});
