import { describe, expect, it } from 'vitest';
import { openDesk, rest, until } from './windows.ts';

describe('diagnostics, asked from a window,', () => {
  it('run every check, and end', async () => {
    const { api } = await openDesk();
    const checks = await rest(await api.diagnostics.run());
    const running = checks.filter(({ mark }) => mark === 'running').map(({ name }) => name);
    const done = checks.filter(({ mark }) => mark !== 'running').map(({ name }) => name);
    expect(running.length).toBeGreaterThan(5);
    expect(new Set(done)).toEqual(new Set(running));
    expect(checks).toContainEqual(expect.objectContaining({ name: 'connection', mark: 'ok' }));
  });

  it('show the log so far, and what comes', async () => {
    const { api, host } = await openDesk({ bound: false });
    host.real.log.info('before');
    const lines = await api.diagnostics.log();
    const has = (message: string) =>
      until(lines, (some) => some.some((line) => line.message === message));
    await has('before');
    host.real.log.warn('after');
    await has('after');
  });

  it('make a report', async () => {
    const { api, simulator } = await openDesk();
    const { text } = await api.diagnostics.report();
    expect(text).toContain('connection');
    expect(text).not.toContain(simulator.bots[0]?.id);
  });
});
