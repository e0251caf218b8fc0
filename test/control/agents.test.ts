import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { locked, openDesk, reasonOf, rest, until } from './windows.ts';

const say = (program: string) => [process.execPath, '-e', program];

describe('who answers, asked from a window,', () => {
  it('is looked for on this computer', async () => {
    const { api } = await openDesk({ bound: false });
    expect(await api.agents.find()).toBeInstanceOf(Array);
  });

  it('is tried without being taken', async () => {
    const { api } = await openDesk({ bound: false });
    const command = say("process.stdout.write('42')");
    const question = 'What is it?';
    const parts = await rest(
      await api.agents.test({ agent: { kind: 'command', command }, question }),
    );
    expect(parts).toEqual([
      { type: 'text', delta: '42' },
      { type: 'done', ms: expect.any(Number) },
    ]);
    expect(await api.bot.status()).toMatchObject({ agent: 'echo' });
  });

  it('ends when nobody waits for its answer any more', async () => {
    const { api } = await openDesk({ bound: false });
    const command = say('process.stdout.write(String(process.pid)); setTimeout(() => {}, 60_000)');
    const parts = await api.agents.test({ agent: { kind: 'command', command }, question: 'hi' });
    const part = await until(parts, ({ type }) => type === 'text');
    const pid = part.type === 'text' ? Number(part.delta) : 0;
    expect(isAlive(pid)).toBe(true);
    await parts.return?.();
    while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
  });

  it('is taken, its key in the keychain', async () => {
    const { api, host, keychain } = await openDesk({ bound: false });
    const agent = {
      kind: 'model',
      base_url: 'https://models.example.com/v1',
      model: 'qwen3',
      api_key: 'sk-1',
    } as const;
    expect(await api.agents.take({ agent })).toEqual({ hidden: false });
    expect(host.real.settings.current().agent).toMatchObject({
      kind: 'model',
      base_url: agent.base_url,
      model: 'qwen3',
    });
    expect(await keychain.get('agent.api_key')).toMatchObject({ value: 'sk-1' });
    await api.agents.take({ agent: { kind: 'command', command: ['claude', '-p'] } });
    expect(await api.bot.status()).toMatchObject({ agent: 'command claude' });
    await api.agents.take({ agent: { kind: 'echo' } });
    expect(await api.bot.status()).toMatchObject({ agent: 'echo' });
  });

  it('gets a kept key only at the endpoint that the key was kept for', async () => {
    const { api, host, keychain } = await openDesk({ bound: false });
    const agent = { kind: 'model', base_url: 'https://a.example.com/v1', model: 'm' } as const;
    await api.agents.take({ agent: { ...agent, api_key: 'sk-1' } });
    await api.agents.take({ agent: { ...agent, base_url: 'https://a.example.com/v2' } });
    expect(await keychain.get('agent.api_key')).toMatchObject({ value: 'sk-1' });

    const elsewhere = createServer((request, response) => {
      response.writeHead(401).end(JSON.stringify({ key: request.headers.authorization ?? 'none' }));
    });
    onTestFinished(() => void elsewhere.close());
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    const asked = once(elsewhere, 'request');
    const base_url = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/v1`;
    await rest(await api.agents.test({ agent: { ...agent, base_url }, question: 'hi' }));
    const [request]: IncomingMessage[] = await asked;
    expect(request?.headers.authorization).toBeUndefined();

    await api.agents.take({ agent: { ...agent, base_url } });
    expect(host.real.settings.current().agent.base_url).toBe(base_url);
    expect(await keychain.get('agent.api_key')).toMatchObject({ value: undefined });
  });

  it('is taken without a keychain too, its key kept for this run', async () => {
    const { api, host } = await openDesk({ bound: false, keychain: locked });
    const agent = { kind: 'model', base_url: 'https://a.example.com/v1', model: 'm' } as const;
    const withKey = { ...agent, api_key: 'sk-1' };
    expect(await reasonOf(api.agents.take({ agent: withKey }))).toBe('no-keychain');
    expect(await api.agents.take({ agent: withKey, keep: 'memory' })).toEqual({ hidden: false });
    expect(await host.real.settings.secret('agent.api_key')).toBe('sk-1');
  });

  it('leaves a key alone where the environment says which endpoint is asked', async () => {
    const { api, keychain } = await openDesk({
      bound: false,
      env: { WECOM_TRAY_AGENT_BASE_URL: 'https://a.example.com/v1' },
    });
    await keychain.set('agent.api_key', 'sk-a');
    const agent = { kind: 'model', base_url: 'https://b.example.com/v1', model: 'm' } as const;
    expect(await api.agents.take({ agent: { ...agent, api_key: 'sk-b' } })).toEqual({
      hidden: true,
    });
    expect(await keychain.get('agent.api_key')).toMatchObject({ value: 'sk-a' });
  });

  it('loses its key when another endpoint is set by hand', async () => {
    const { api, keychain } = await openDesk({ bound: false });
    await keychain.set('agent.api_key', 'sk-1');
    await api.settings.set({ path: 'agent.base_url', value: 'http://127.0.0.1:11434/v2' });
    expect(await keychain.get('agent.api_key')).toMatchObject({ value: 'sk-1' });
    await api.settings.set({ path: 'agent.base_url', value: 'https://b.example.com/v1' });
    expect(await keychain.get('agent.api_key')).toMatchObject({ value: undefined });
  });

  it('is declined with a wrong value, and nothing of it is kept', async () => {
    const { api, host, keychain } = await openDesk({ bound: false });
    const agent = { kind: 'model', base_url: 'no address', model: 'm', api_key: 'sk-1' } as const;
    expect(await reasonOf(api.agents.take({ agent }))).toBe('wrong-value');
    expect(host.real.settings.current().agent.kind).toBe('echo');
    expect(await keychain.get('agent.api_key')).toMatchObject({ value: undefined });
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
