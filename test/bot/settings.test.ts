import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answers, online, simulate, startOnline } from '../fixtures/bot.ts';

describe('a changed setting', () => {
  it('is in force for the next message without a restart', async () => {
    const simulator = await simulate();
    const { settings, asked } = await startOnline({ simulator });
    await settings.set('channels.wecom.allow_from', ['lisi']);
    simulator.say({ from: 'zhangsan', text: 'hi' });
    simulator.say({ from: 'lisi', text: 'hi' });
    await simulator.waitFor(() => answers(simulator, 'lisi').length === 1);
    expect(asked.map(({ sender }) => sender)).toEqual(['lisi']);
  });

  it('in the file itself is in force too', async () => {
    const simulator = await simulate();
    const { settings, dir } = await startOnline({ simulator });
    await settings.set('agent.history', 7);
    const path = join(dir, 'config.json');
    const file = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...file, agent: { history: 3 } }));
    await simulator.waitFor(() => settings.current().agent.history === 3);
  });

  it('that is wrong leaves the good ones in force', async () => {
    const simulator = await simulate();
    const { settings, dir, bot } = await startOnline({ simulator });
    writeFileSync(join(dir, 'config.json'), '{"agent": {"history": "many"}}');
    await simulator.waitFor(() => settings.problems().length > 0);
    expect(settings.problems()[0]?.message).toMatch(/agent\.history.*many/);
    expect(bot.status().state.name).toBe('online');
  });

  it('of the gateway closes the old connection before it dials the new one', async () => {
    const simulator = await simulate();
    const other = await simulate({ bots: simulator.bots });
    const running = await startOnline({ simulator, fileUrl: true });
    await running.settings.set('channels.wecom.websocket_url', other.gatewayUrl);
    await other.waitFor(() => other.online && simulator.connections === 0);
    await online(running, other);
  });
});
