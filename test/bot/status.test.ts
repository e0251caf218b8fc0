import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createBot } from '../../src/main/bot.ts';
import { systemClock } from '../../src/main/clock.ts';
import { openHome } from '../../src/main/settings/home.ts';
import type { SecretStore } from '../../src/main/settings/keychain.ts';
import { openSettings } from '../../src/main/settings/store.ts';
import { answers, simulate, startOnline, temporaryFolder } from '../fixtures/bot.ts';
import { createTestClock } from '../fixtures/clock.ts';

const ID = 'PICOCLAW_CHANNELS_WECOM_BOT_ID';
const ENABLED = 'PICOCLAW_CHANNELS_WECOM_ENABLED';
const BOUND = { [ID]: 'aib1', [ENABLED]: 'true' };

/** What stands for a keychain that does not answer. */
const LOCKED = 'locked';

/** A keychain that has what it is given, or does not answer; counts how often it was asked. */
function keychain(secret: string | undefined) {
  const locked = { ok: false, reason: 'Locked.', remedy: 'Unlock it.' } as const;
  const state = { asked: 0, secret };
  const store: SecretStore = {
    async get() {
      state.asked += 1;
      return state.secret === LOCKED ? locked : { ok: true, value: state.secret };
    },
    set: async () => locked,
    delete: async () => locked,
    status: async () => ({ available: true }),
  };
  return { state, store };
}

/** A bot that has not been started, on an address where nobody is. */
async function idleBot(env: Record<string, string>, keys = keychain(undefined)) {
  const home = openHome({ env: { WECOM_TRAY_HOME: temporaryFolder() } });
  const settings = await openSettings({
    home,
    env: { PICOCLAW_CHANNELS_WECOM_WEBSOCKET_URL: 'ws://127.0.0.1:1', ...env },
    keychain: keys.store,
  });
  const bot = createBot({
    settings,
    journal: home.journal,
    clock: systemClock,
    log: pino({ level: 'silent' }),
    agentFor: () => ({ answer: async function* () {} }),
  });
  onTestFinished(async () => {
    await bot.stop();
    await settings.close();
  });
  return { bot, settings, keys };
}

describe('the obstacle of a bot that is off', () => {
  it('is none before anybody tried to connect one that is bound and enabled', async () => {
    const { bot, keys } = await idleBot(BOUND);
    expect(bot.status()).toMatchObject({ state: { name: 'stopped' }, obstacle: null });
    expect(keys.state.asked).toBe(0);
  });

  it('is that none is bound, whatever else is missing', async () => {
    const { bot } = await idleBot({ [ENABLED]: 'true' });
    expect(bot.status().obstacle).toBe('not-bound');
    expect(await bot.start()).toMatchObject({ ok: false, reason: 'not-bound' });
  });

  it('is that it is switched off, and connecting by hand goes all the same', async () => {
    const { bot } = await idleBot({ [ID]: 'aib1' }, keychain('sesame'));
    expect(bot.status().obstacle).toBe('switched-off');
    expect(await bot.start()).toMatchObject({ ok: false, reason: 'switched-off' });
    expect(await bot.connect()).toEqual({ ok: true });
    expect(bot.status().obstacle).toBeNull();
    await bot.disconnect();
    expect(bot.status().obstacle).toBe('switched-off');
  });

  it('is the secret that the keychain does not have, known from the last try', async () => {
    const { bot, keys } = await idleBot(BOUND);
    expect(await bot.start()).toMatchObject({ ok: false, reason: 'no-secret' });
    const { asked } = keys.state;
    expect(bot.status().obstacle).toBe('no-secret');
    expect(keys.state.asked).toBe(asked);
  });

  it('is the keychain that does not answer, until it does', async () => {
    const { bot, keys } = await idleBot(BOUND, keychain(LOCKED));
    expect(await bot.connect()).toMatchObject({ ok: false, reason: 'no-keychain' });
    expect(bot.status().obstacle).toBe('no-keychain');
    keys.state.secret = 'sesame';
    expect(await bot.connect()).toEqual({ ok: true });
    await bot.disconnect();
    expect(bot.status().obstacle).toBeNull();
  });

  it('is forgotten with a new secret', async () => {
    const { bot, settings } = await idleBot(BOUND);
    await bot.start();
    await settings.setSecret('channels.wecom.secret', 'sesame', 'memory');
    await bot.connect();
    await bot.disconnect();
    expect(bot.status().obstacle).toBeNull();
  });
});

describe('a bot that is being stopped', () => {
  it('connects no more, and says why', async () => {
    const { bot } = await idleBot(BOUND, keychain('sesame'));
    const stopped = bot.stop();
    expect(await bot.connect()).toMatchObject({ ok: false, reason: 'ending' });
    await stopped;
  });
});

describe('the figures of a status', () => {
  it('are of the last 24 hours, and up to date at once', async () => {
    const simulator = await simulate();
    const clock = createTestClock();
    const { bot } = await startOnline({
      simulator,
      clock,
      async *answer() {
        clock.advance(2_500);
        yield { type: 'text', delta: 'done' };
      },
    });
    expect(bot.status()).toMatchObject({
      waiting: 0,
      paused: false,
      today: { received: 0, failed: 0, median_ms: null },
    });
    simulator.say({ from: 'lisi', text: 'hi' });
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
    await simulator.waitFor(() => bot.journal.message(2)?.state === 'delivered');
    expect(bot.status().today).toEqual({ received: 1, failed: 0, median_ms: 2_500 });
    await bot.disconnect();
    bot.send({ id: 'lisi', type: 'single' }, [{ type: 'markdown', text: 'hello' }]);
    expect(bot.status().waiting).toBe(1);
    clock.jumpWall(86_410_000);
    expect(bot.status().today).toMatchObject({ received: 0, median_ms: null });
  });

  it('are counted only when something changed', async () => {
    const simulator = await simulate();
    const clock = createTestClock();
    const { bot } = await startOnline({ simulator, clock });
    const { today } = bot.status();
    expect(bot.status().today).toBe(today);
    bot.send({ id: 'lisi', type: 'single' }, [{ type: 'markdown', text: 'hello' }]);
    expect(bot.status().today).not.toBe(today);
  });
});

describe('the log of the connection', () => {
  it('has what the bot went through', async () => {
    const simulator = await simulate();
    const { bot } = await startOnline({ simulator });
    await bot.disconnect();
    const names = bot.journal.connections(0).map(({ name }) => name);
    expect(names).toContain('online');
    expect(names.at(-1)).toBe('stopped');
  });
});
