import { describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../src/main/clock.ts';
import type { BindingStep } from '../../src/shared/binding.ts';
import {
  createMemory,
  type Desk,
  eventually,
  locked,
  openDesk,
  reasonOf,
  rest,
  until,
} from './windows.ts';

const SECRET = 'channels.wecom.secret';
/** WeCom wants three seconds between two looks at a code. */
const LOOK = 3_000;

/** A clock by which these take `ms`, and how many are waited for. */
function pacedBy(ms: number) {
  const looks = new Set<() => void>();
  const clock: Clock = {
    ...systemClock,
    after(wanted, run) {
      if (wanted !== LOOK) return systemClock.after(wanted, run);
      const cancel = systemClock.after(ms, () => {
        looks.delete(cancel);
        run();
      });
      looks.add(cancel);
      return () => {
        looks.delete(cancel);
        cancel();
      };
    },
  };
  return { clock, looks };
}

const { clock } = pacedBy(50);

/** A keychain that nobody can open. */
/** The bot of the simulator, to be typed in. */
function credentials({ simulator }: Desk) {
  const [bot] = simulator.bots;
  return { botId: bot?.id ?? '', secret: bot?.secret ?? '' };
}

/** Scans and confirms as soon as there is a code; answers all steps. */
async function bindBy({ simulator, api }: Desk, keep: 'keychain' | 'memory') {
  const seen: BindingStep[] = [];
  for await (const step of await api.binding.start({ keep })) {
    seen.push(step);
    const code = simulator.qr.latest() ?? '';
    if (step.state === 'waiting') {
      simulator.qr.scan(code);
      simulator.qr.confirm(code);
    }
  }
  return seen;
}

describe('binding by QR code from a window', () => {
  it('goes step by step until the bot is saved and online', async () => {
    const desk = await openDesk({ bound: false, clock });
    const seen = await bindBy(desk, 'keychain');
    expect(seen.map(({ state }) => state)).toEqual(['requesting', 'waiting', 'verifying', 'saved']);
    expect(seen.at(-1)).toEqual({ state: 'saved', botId: credentials(desk).botId });
    await desk.simulator.waitFor(() => desk.host.real.bot.status().state.name === 'online');
    expect(await desk.keychain.get(SECRET)).toMatchObject({ value: credentials(desk).secret });
  });

  it('keeps the secret in memory where a person chose so', async () => {
    const desk = await openDesk({ bound: false, keychain: locked, clock });
    const seen = await bindBy(desk, 'memory');
    expect(seen.at(-1)).toMatchObject({ state: 'saved' });
    await desk.simulator.waitFor(() => desk.host.real.bot.status().state.name === 'online');
  });

  it('is declined at once where its secret could not be kept', async () => {
    const desk = await openDesk({ bound: false, keychain: locked, clock });
    expect(await reasonOf(bindBy(desk, 'keychain'))).toBe('no-keychain');
    expect(desk.simulator.qr.latest()).toBeUndefined();
  });

  it('says that a bot works but cannot be saved, and leaves all as it was', async () => {
    const keychain = { ...locked, status: createMemory().status };
    const desk = await openDesk({ bound: false, keychain, clock });
    const seen = await bindBy(desk, 'keychain');
    expect(seen.at(-1)).toEqual({
      state: 'failed',
      reason: 'unsaved',
      message: 'It is locked. Unlock it.',
    });
    expect(await desk.api.bot.status()).toMatchObject({ obstacle: 'not-bound' });
  });

  it('is cancelled when the window leaves', async () => {
    const slow = pacedBy(60_000);
    const desk = await openDesk({ bound: false, clock: slow.clock });
    const steps = await desk.api.binding.start({ keep: 'keychain' });
    await until(steps, ({ state }) => state === 'waiting');
    await eventually(() => slow.looks.size === 1);
    await steps.return?.();
    await eventually(() => slow.looks.size === 0);
    expect(desk.simulator.subscribes).toBe(0);
  });

  it('is cancelled when another bot takes the place of the last', async () => {
    const desk = await openDesk({ bound: false, clock });
    const steps = await desk.api.binding.start({ keep: 'keychain' });
    await until(steps, ({ state }) => state === 'waiting');
    await desk.api.app.startDemo();
    expect(await rest(steps)).toEqual([]);
  });
});

describe('a bot that is typed in', () => {
  it('is tried out, saved and connected', async () => {
    const desk = await openDesk({ bound: false, clock });
    const view = await desk.api.binding.enter({ ...credentials(desk), keep: 'keychain' });
    expect(view).toMatchObject({ bot_id: credentials(desk).botId });
    await desk.simulator.waitFor(() => desk.host.real.bot.status().state.name === 'online');
    expect(await desk.keychain.get(SECRET)).toMatchObject({ value: credentials(desk).secret });
    expect(desk.host.real.settings.current().channels.wecom.enabled).toBe(true);
  });

  it('with a secret that does not work is not saved', async () => {
    const desk = await openDesk({ bound: false, clock });
    const wrong = { ...credentials(desk), secret: 'wrong-secret', keep: 'keychain' } as const;
    expect(await reasonOf(desk.api.binding.enter(wrong))).toBe('unverified');
    expect(await desk.keychain.get(SECRET)).toMatchObject({ value: undefined });
    expect(await desk.api.bot.status()).toMatchObject({ obstacle: 'not-bound' });
  });

  it('is declined at once where there is no keychain, and kept in memory where a person says so', async () => {
    const desk = await openDesk({ bound: false, keychain: locked, clock });
    const entered = credentials(desk);
    const declined = desk.api.binding.enter({ ...entered, keep: 'keychain' });
    expect(await reasonOf(declined)).toBe('no-keychain');
    expect(desk.simulator.subscribes).toBe(0);
    await desk.api.binding.enter({ ...entered, keep: 'memory' });
    await desk.simulator.waitFor(() => desk.host.real.bot.status().state.name === 'online');
  });

  it.each([
    ['bot id', { botId: 'a b' }],
    ['secret', { secret: '有 空格' }],
  ])('with a %s that cannot be one is declined before anything leaves', async (_what, change) => {
    const desk = await openDesk({ bound: false, clock });
    const entered = { ...credentials(desk), ...change, keep: 'keychain' } as const;
    expect(await reasonOf(desk.api.binding.enter(entered))).toBe('wrong-value');
    expect(desk.simulator.connections).toBe(0);
  });

  it('again, with a new secret, goes on being online', async () => {
    const desk = await openDesk();
    await desk.api.binding.enter({ ...credentials(desk), keep: 'keychain' });
    await desk.simulator.waitFor(() => desk.host.real.bot.status().state.name === 'online');
    await eventually(() => desk.simulator.online);
  });
});
