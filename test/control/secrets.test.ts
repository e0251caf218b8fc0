import { writeFileSync } from 'node:fs';
import { ORPCError } from '@orpc/client';
import { expect, it } from 'vitest';
import { fields, isSecretPath } from '../../src/main/settings/fields.ts';
import { createMemory, type Desk, openDesk, until } from './windows.ts';

/** Secrets that nothing else could spell by chance. */
const SECRETS = {
  'channels.wecom.secret': 'S3cretOfTheBotItself0123456789',
  'channels.wecom_app.corp_secret': 'S3cretOfTheCorp0123456789',
  'channels.wecom_app.token': 'S3cretToken0123456789',
  'channels.wecom_app.encoding_aes_key': 'S3cretAesKey0123456789abcdefghijklmnopqrstu',
  'agent.api_key': 'sk-S3cretApiKey0123456789',
};

const chat = { channel: 'wecom', id: 'zhangsan' } as const;
const keep = 'keychain';
const echo = { kind: 'echo' } as const;
const model = { kind: 'model', base_url: 'http://127.0.0.1:1/v1', model: 'm' } as const;
const program = [process.execPath, '-e', 'process.exit(1)'];

type Ask = (desk: Desk) => readonly (() => Promise<unknown>)[];

/** Every procedure, as windows ask it and as they should not. */
const ASKED: Record<string, Ask> = {
  'app.info': ({ api }) => [() => api.app.info()],
  'app.follow': ({ api }) => [() => api.app.follow()],
  'app.openLink': ({ api }) => [
    () => api.app.openLink({ url: 'https://example.com' }),
    () => api.app.openLink({ url: 'x'.repeat(10_000) }),
  ],
  'app.openPhone': ({ api }) => [() => api.app.openPhone()],
  'app.showFolder': ({ api }) => [() => api.app.showFolder()],
  'app.startAtLogin': ({ api }) => [() => api.app.startAtLogin()],
  'app.setStartAtLogin': ({ api }) => [() => api.app.setStartAtLogin({ on: true })],
  'app.quit': ({ api }) => [() => api.app.quit()],
  'bot.status': ({ api }) => [() => api.bot.status()],
  'bot.follow': ({ api }) => [() => api.bot.follow()],
  'bot.disconnect': ({ api }) => [() => api.bot.disconnect()],
  'bot.connect': ({ api }) => [() => api.bot.connect()],
  'bot.pause': ({ api }) => [() => api.bot.pause({ paused: false })],
  'bot.connections': ({ api }) => [() => api.bot.connections({ since: 0 })],
  'bot.outbox': ({ api }) => [() => api.bot.outbox()],
  'binding.start': ({ api }) => [() => api.binding.start({ keep })],
  'binding.enter': ({ api }) => [
    () => api.binding.enter({ botId: 'aibOTHER', secret: SECRETS['agent.api_key'], keep }),
    () => api.binding.enter({ botId: 'a b', secret: SECRETS['agent.api_key'], keep }),
    () => api.binding.enter({ botId: 'aib', secret: `${SECRETS['agent.api_key']} x`, keep }),
  ],
  'chats.list': ({ api }) => [() => api.chats.list()],
  'chats.follow': ({ api }) => [() => api.chats.follow()],
  'chats.messages': ({ api }) => [() => api.chats.messages({ chat, limit: 200 })],
  'chats.message': ({ api }) => [
    () => api.chats.message({ seq: 1 }),
    () => api.chats.message({ seq: 12_345 }),
  ],
  'chats.growing': ({ api }) => [() => api.chats.growing()],
  'chats.search': ({ api }) => [() => api.chats.search({ words: 'hello', limit: 10 })],
  'chats.read': ({ api }) => [() => api.chats.read({ chat, seq: 1 })],
  'chats.people': ({ api }) => [() => api.chats.people()],
  'chats.send': ({ api }) => [
    () => api.chats.send({ chat: 'nobody', text: 'hi' }),
    () => api.chats.send({ chat: 'nobody', text: '' }),
  ],
  'chats.delivery': ({ api }) => [() => api.chats.delivery({ seq: 2 })],
  'chats.retry': ({ api }) => [() => api.chats.retry({ seq: 2 })],
  'chats.drop': ({ api }) => [() => api.chats.drop({ seq: 2 })],
  'chats.export': ({ api }) => [
    () => api.chats.export({ chat, format: 'markdown' }),
    () => api.chats.export({ chat, format: 'json' }),
  ],
  'settings.get': ({ api }) => [() => api.settings.get()],
  'settings.follow': ({ api }) => [() => api.settings.follow()],
  'settings.set': ({ api }) =>
    fields.map(
      ({ path }) =>
        () =>
          api.settings.set({ path, value: { secret: 'no setting is that' } }),
    ),
  'settings.setSecret': ({ api }) => [
    ...Object.entries(SECRETS).map(
      ([path, value]) =>
        () =>
          api.settings.setSecret({ path, value, keep }),
    ),
    ...Object.entries(SECRETS).map(
      ([path, value]) =>
        () =>
          api.settings.setSecret({ path, value: `${value} with spaces`, keep }),
    ),
    () => api.settings.setSecret({ path: 'agent.model', value: SECRETS['agent.api_key'], keep }),
  ],
  'diagnostics.run': ({ api }) => [() => api.diagnostics.run()],
  'diagnostics.log': ({ api }) => [() => api.diagnostics.log()],
  'diagnostics.report': ({ api }) => [() => api.diagnostics.report()],
  'agents.find': ({ api }) => [() => api.agents.find()],
  'agents.test': ({ api }) => [
    () => api.agents.test({ agent: { kind: 'command', command: program }, question: 'hi' }),
    () => api.agents.test({ agent: model, question: 'hi' }),
    () =>
      api.agents.test({ agent: { ...model, api_key: SECRETS['agent.api_key'] }, question: 'hi' }),
  ],
  'agents.take': ({ api }) => [
    () => api.agents.take({ agent: { ...model, api_key: SECRETS['agent.api_key'] } }),
    () => api.agents.take({ agent: { ...model, api_key: `${SECRETS['agent.api_key']} x` } }),
    () => api.agents.take({ agent: echo }),
  ],
  'settings.clearSecret': ({ api }) => [
    () => api.settings.clearSecret({ path: 'channels.wecom_app.token' }),
    () => api.settings.clearSecret({ path: SECRETS['agent.api_key'] }),
  ],
  'chats.clear': ({ api }) => [() => api.chats.clear({ chat })],
  'app.startDemo': ({ api }) => [() => api.app.startDemo()],
  'app.leaveDemo': ({ api }) => [() => api.app.leaveDemo()],
};

/** All that a call answers: its value, the first items of its stream, or its error. */
async function answerOf(call: () => Promise<unknown>): Promise<string> {
  try {
    const value = await call();
    return isStream(value) ? JSON.stringify(await firstOf(value)) : (JSON.stringify(value) ?? '');
  } catch (error) {
    if (!(error instanceof ORPCError)) throw error;
    return JSON.stringify([error.toJSON(), error.message, error.stack, error.cause]);
  }
}

async function firstOf(stream: AsyncIterator<unknown>): Promise<unknown[]> {
  const items: unknown[] = [];
  const enough = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 500));
  for (;;) {
    const next = await Promise.race([stream.next(), enough]);
    if (!next || next.done) break;
    items.push(next.value);
  }
  await stream.return?.();
  return items;
}

function isStream(value: unknown): value is AsyncIterator<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

const proceduresOf = (router: object) =>
  Object.entries(router).flatMap(([area, procedures]) =>
    Object.keys(procedures as object).map((name) => `${area}.${name}`),
  );

it('the secrets here are all there are', () => {
  const secret = fields.filter((field) => field.secret).map(({ path }) => path);
  expect(Object.keys(SECRETS).sort()).toEqual(secret.sort());
  expect(Object.keys(SECRETS).every(isSecretPath)).toBe(true);
});

it('no answer and no error of any procedure holds a secret', async () => {
  const desk = await openDesk({
    keychain: createMemory(SECRETS),
    bots: [{ id: 'aibSIMULATOR', secret: SECRETS['channels.wecom.secret'] }],
  });
  const { host, simulator, api, router } = desk;
  expect(Object.keys(ASKED).sort()).toEqual(proceduresOf(router).sort());

  // Something to tell: a conversation, a log that was given secrets it knows, a file that holds one.
  const news = await api.chats.follow();
  simulator.say({ from: 'zhangsan', text: 'hello' });
  await until(news, (one) => one.type === 'message' && one.message.state === 'delivered');
  await news.return?.();
  await host.real.settings.origins();
  for (const secret of Object.values(SECRETS)) {
    host.real.log.warn({ secret, where: { deep: [secret] } }, `a secret: ${secret}`);
  }
  const seen = await api.settings.follow();
  writeFileSync(
    host.real.home.config,
    JSON.stringify({
      channels: {
        wecom: {
          enabled: true,
          bot_id: 'aibSIMULATOR',
          secret: SECRETS['channels.wecom.secret'],
        },
      },
      agent: { api_key: SECRETS['agent.api_key'], timeout: 'for ever' },
    }),
  );
  await until(seen, ({ problems }) => problems.length > 0);
  await seen.return?.();

  const told = new Map<string, string[]>();
  for (const [name, ask] of Object.entries(ASKED)) {
    const answers: string[] = [];
    for (const call of ask(desk)) answers.push(await answerOf(call));
    told.set(name, answers);
  }
  const leaks = [...told].flatMap(([name, answers]) =>
    Object.entries(SECRETS)
      .filter(([, secret]) => answers.some((answer) => answer.includes(secret)))
      .map(([path]) => `${name} tells ${path}`),
  );
  expect(leaks).toEqual([]);
  // That they were asked while there was something to leak.
  expect(told.get('diagnostics.log')?.join()).toContain('a secret: [secret]');
  expect(told.get('settings.get')?.join()).toContain('"origin":"keychain"');
});
