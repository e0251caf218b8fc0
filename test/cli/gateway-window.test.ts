import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { RouterClient } from '@orpc/server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { rendererFolder } from '../../src/main/control/page.ts';
import type { Router } from '../../src/main/control/router.ts';
import { createDesk, hasTerminals, type Running } from '../fixtures/terminal.ts';

const isBuilt = existsSync(join(rendererFolder(), 'index.html'));

/** The address that a gateway printed. */
async function addressOf(running: Running): Promise<URL> {
  await running.shows(/The window is at http\S+\s/);
  return new URL(/The window is at (\S+)/.exec(running.stdout())?.[1] ?? '');
}

/** What the page at an address would talk to. */
function open({ host, origin, hash }: URL) {
  const protocols = ['wecom-tray', hash.replace('#token=', 'token.')];
  const socket = new WebSocket(`ws://${host}/control`, protocols, { headers: { origin } });
  onTestFinished(() => socket.terminate());
  const websocket = socket as unknown as globalThis.WebSocket;
  return createORPCClient<RouterClient<Router>>(new RPCLink({ websocket }));
}

describe.skipIf(!isBuilt)('gateway --ui (needs the built window)', () => {
  it('runs the bot and serves its window on this computer', async () => {
    const { gateway, simulator, run } = await createDesk();
    const running = await gateway('--ui');
    const address = await addressOf(running);
    expect(address.hostname).toBe('127.0.0.1');
    const page = await fetch(address);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(await page.text()).toContain('<!doctype html>');
    const api = open(address);
    expect(await api.bot.status()).toMatchObject({ state: { name: 'online' } });
    simulator.say({ from: 'zhangsan', text: 'hi' });
    await running.shows('answered zhangsan');
    expect((await run(['status'])).code).toBe(0);
    expect(running.stderr()).toBe('');
  });

  it('comes up without a bot, to bind one in the window', async () => {
    const { start, simulator } = await createDesk({ bound: false });
    const running = start('gateway', '--ui');
    const api = open(await addressOf(running));
    await running.shows('No bot is bound yet.');
    expect(await api.bot.status()).toMatchObject({ obstacle: 'not-bound' });
    const [bot = { id: '', secret: '' }] = simulator.bots;
    await api.binding.enter({ botId: bot.id, secret: bot.secret, keep: 'memory' });
    await running.shows(`online as ${bot.id}`);
    expect(running.child.exitCode).toBeNull();
  });

  it('tells of the demo as of any bot', async () => {
    const { start } = await createDesk({ bound: false });
    const running = start('gateway', '--ui');
    const api = open(await addressOf(running));
    await api.app.startDemo();
    expect(await api.app.openPhone()).toMatchObject({ url: expect.stringContaining('/phone') });
    await api.app.leaveDemo();
    expect(await api.app.info()).toMatchObject({ demo: false });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends with exit code 0 within 5 seconds of %s, with a window open and a demo running',
    async (signal) => {
      const { start } = await createDesk({ bound: false });
      const running = start('gateway', '--ui');
      const api = open(await addressOf(running));
      await api.app.startDemo();
      const { dataFolder } = await api.app.info();
      const seen = await api.bot.follow();
      await seen.next();
      const asked = performance.now();
      running.child.kill(signal);
      expect(await running.exit).toBe(0);
      expect(performance.now() - asked).toBeLessThan(5_000);
      expect(existsSync(dataFolder)).toBe(false);
      await seen.next().catch(() => {});
    },
  );

  it('is served at the port asked for, and says in one line that it is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = String(typeof address === 'object' && address ? address.port : 0);
    const { start, run } = await createDesk({ bound: false });
    expect(await run(['gateway', '--ui', '--port', port])).toEqual({
      code: 1,
      stdout: '',
      stderr: `Port ${port} cannot be used: another program uses it. Choose another with --port.\n`,
    });
    await new Promise((resolve) => other.close(resolve));
    expect((await addressOf(start('gateway', '--ui', '--port', port))).port).toBe(port);
  });

  it.skipIf(!hasTerminals)(
    'opens the browser of who sits at the terminal, with an address that is good once (needs script)',
    async () => {
      const { startInTerminal, dir, env, simulator } = await createDesk({ bound: false });
      const opened = join(dir, 'opened');
      writeFileSync(join(dir, 'xdg-open'), `#!/bin/sh\necho "$1" > '${opened}'\n`, { mode: 0o755 });
      env['PATH'] = `${dir}:${env['PATH']}`;
      const running = startInTerminal('gateway', '--ui');
      const { hash } = await addressOf(running);
      await simulator.waitFor(() => existsSync(opened) && readOf(opened).endsWith('\n'));
      const url = readOf(opened).trim();
      expect(url).not.toContain(hash.replace('#token=', ''));
      const answer = await fetch(url, { redirect: 'manual' });
      expect(answer.headers.get('location')).toBe(`/${hash}`);
    },
  );

  it.skipIf(!hasTerminals)(
    'opens no browser where WECOM_TRAY_NO_OPEN is set (needs script)',
    async () => {
      const { startInTerminal, dir, env } = await createDesk({ bound: false });
      const opened = join(dir, 'opened');
      writeFileSync(join(dir, 'xdg-open'), `#!/bin/sh\ntouch '${opened}'\n`, { mode: 0o755 });
      env['PATH'] = `${dir}:${env['PATH']}`;
      env['WECOM_TRAY_NO_OPEN'] = '1';
      const running = startInTerminal('gateway', '--ui');
      await running.shows('No bot is bound yet.');
      running.child.kill('SIGTERM');
      await running.exit;
      expect(existsSync(opened)).toBe(false);
    },
  );
});

it.skipIf(isBuilt)('gateway --ui without a built window says what to do', async () => {
  const { run } = await createDesk();
  const { code, stdout, stderr } = await run(['gateway', '--ui']);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^The window is not built yet: .* Run `npm run build`\.\n$/);
});

describe('gateway refuses', () => {
  it.each([
    ['a port without a window', ['--port', '8080'], '--port belongs to --ui.'],
    ['a port that is none', ['--ui', '--port', '0'], 'Allowed is a number from 1 to 65535.'],
    ['a port that is too high', ['--ui', '--port', '65536'], 'Allowed is a number'],
    ['a port that is a word', ['--ui', '--port', 'http'], 'Allowed is a number'],
  ])('%s', async (_what, args, words) => {
    const { run } = await createDesk();
    const { code, stderr } = await run(['gateway', ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});

function readOf(file: string): string {
  return readFileSync(file, 'utf8');
}
