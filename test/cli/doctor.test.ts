import { writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { canLackKeychain, createDesk, type Desk, deadAddress } from '../fixtures/terminal.ts';
import { keychainWorks } from '../settings/folder.ts';

const hasKeychain = await keychainWorks();

/** What the checks found, by name: `ok`, or the mark and the words. */
async function checkup({ run }: Desk): Promise<Record<string, string>> {
  const { stdout } = await run(['doctor']);
  const lines = stdout.trim().split('\n');
  return Object.fromEntries(
    lines.map((line) => {
      const [, mark, name = line, words] = /^(ok|warn|fail) +([a-z ]+): (.*)$/.exec(line) ?? [];
      return [name, `${mark} ${words}`];
    }),
  );
}

/** An HTTP server on loopback; its address. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

describe('doctor', () => {
  it.skipIf(!hasKeychain)(
    'finds nothing wrong with a bot that runs (needs a keychain)',
    async () => {
      const desk = await createDesk({ keychain: true });
      const running = await desk.gateway();
      const { code, stdout } = await desk.run(['doctor']);
      expect(stdout.split('\n')).toEqual([
        `ok    folder: Everything is kept in ${desk.dir}.`,
        expect.stringMatching(/^(ok|warn) {2,4}disk: .*\d+(\.\d)? [MG]B are free/),
        `ok    settings: The settings in ${join(desk.dir, 'config.json')} are in order.`,
        'ok    keychain: The keychain of this system answers.',
        `ok    journal: ${join(desk.dir, 'journal.db')} can be read; it holds 0 chats.`,
        'ok    bot: aibSIMULATOR is bound.',
        'ok    dns: 127.0.0.1 is an address; there is no name to look up.',
        'ok    tls: 127.0.0.1 answers; it is this computer itself.',
        expect.stringMatching(/^ok {4}proxy: /),
        'ok    clock: The clock of this computer is right.',
        'ok    agent: An echo answers: it repeats what people write. ' +
          'Choose another with `wecom-tray config set agent.kind …`.',
        `ok    connection: Online as aibSIMULATOR. (process ${running.child.pid})`,
        '',
      ]);
      expect(code).toBe(0);
    },
  );

  it.skipIf(!canLackKeychain)(
    'names what is missing and what to do about it (needs Linux)',
    async () => {
      const desk = await createDesk({ bound: false });
      desk.env['PICOCLAW_CHANNELS_WECOM_WEBSOCKET_URL'] = 'wss://nowhere.invalid';
      desk.env['WECOM_TRAY_API_URL'] = await deadAddress();
      const found = await checkup(desk);
      expect(found['keychain']).toMatch(/^fail The keychain cannot be used.* Install and unlock/);
      expect(found['journal']).toBe('ok There is no journal yet; the first start makes it.');
      expect(found['bot']).toBe('fail No bot is bound. Run `wecom-tray auth wecom`.');
      expect(found['dns']).toMatch(/^fail nowhere\.invalid has no address\. .* Check the network/);
      expect(found['tls']).toMatch(/^warn nowhere\.invalid was not tried/);
      expect(found['clock']).toMatch(/^warn .* could not be compared/);
      expect(found['connection']).toBe('warn WeCom Tray is not running. Run `wecom-tray gateway`.');
      expect((await desk.run(['doctor'])).code).toBe(1);
    },
  );

  it.skipIf(!canLackKeychain)(
    'is content with a secret from the environment (needs Linux)',
    async () => {
      const desk = await createDesk();
      expect((await checkup(desk))['keychain']).toMatch(/^warn .*comes from the environment/);
      expect((await desk.run(['doctor'])).code).toBe(0);
    },
  );

  it('tells it as JSON', async () => {
    const { run } = await createDesk({ bound: false });
    const { code, stdout } = await run(['doctor', '--json']);
    expect(code).toBe(1);
    const report: unknown = JSON.parse(stdout);
    expect(report).toMatchObject({ ok: false });
    expect(report).toHaveProperty(
      'checks',
      expect.arrayContaining([
        {
          name: 'bot',
          mark: 'fail',
          detail: 'No bot is bound.',
          remedy: 'Run `wecom-tray auth wecom`.',
        },
      ]),
    );
  });

  it('does not go on without a data folder or with settings that cannot be', async () => {
    const desk = await createDesk();
    writeFileSync(join(desk.dir, 'config.json'), '{"agent":{"kind":"oracle"}}');
    expect(await checkup(desk)).toEqual({
      folder: `ok Everything is kept in ${desk.dir}.`,
      settings: expect.stringMatching(
        /^fail agent\.kind is "oracle"; .* The settings file is .*config\.json\.$/,
      ),
    });
    desk.env['WECOM_TRAY_HOME'] = join(desk.dir, 'config.json');
    expect(await checkup(desk)).toEqual({ folder: expect.stringMatching(/^fail /) });
  });

  it('knows a certificate that is not good from a server that is not there', async () => {
    const desk = await createDesk();
    const url = new URL(desk.simulator.httpUrl);
    desk.env['PICOCLAW_CHANNELS_WECOM_WEBSOCKET_URL'] = `wss://127.0.0.1:${url.port}`;
    expect((await checkup(desk))['tls']).toMatch(
      /^fail Something else answers in place of 127\.0\.0\.1\. .*SSL/,
    );
    desk.env['PICOCLAW_CHANNELS_WECOM_WEBSOCKET_URL'] = 'wss://127.0.0.1:1';
    expect((await checkup(desk))['tls']).toMatch(/ECONNREFUSED/);
  });

  it('finds a clock that is wrong', async () => {
    const desk = await createDesk();
    desk.env['WECOM_TRAY_API_URL'] = await serve((_request, response) => {
      response.setHeader('date', new Date(Date.now() - 600_000).toUTCString()).end();
    });
    expect((await checkup(desk))['clock']).toMatch(/^warn .* is (599|600|601) s fast\. /);
  });

  it('looks for the program of the command agent', async () => {
    const desk = await createDesk({ env: { WECOM_TRAY_AGENT_KIND: 'command' } });
    desk.env['WECOM_TRAY_AGENT_COMMAND'] = 'no-such-program';
    expect((await checkup(desk))['agent']).toBe(
      'fail The program no-such-program is not found. ' +
        'Install it, or name another with `wecom-tray config set agent.command …`.',
    );
    desk.env['WECOM_TRAY_AGENT_COMMAND'] = 'sh,-c,true';
    expect((await checkup(desk))['agent']).toMatch(/^ok The program sh answers\. \(\/.*\/sh\)$/);
  });

  it('looks for a program with a relative path where it runs, at home', async () => {
    const desk = await createDesk({ env: { WECOM_TRAY_AGENT_KIND: 'command' } });
    desk.env['HOME'] = desk.dir;
    desk.env['USERPROFILE'] = desk.dir;
    desk.env['WECOM_TRAY_AGENT_COMMAND'] = './mine.sh';
    writeFileSync(join(desk.dir, 'mine.sh'), '', { mode: 0o700 });
    expect((await checkup(desk))['agent']).toBe(
      `ok The program ./mine.sh answers. (${join(desk.dir, 'mine.sh')})`,
    );
  });

  it('names a remedy once', async () => {
    const desk = await createDesk();
    const running = await desk.gateway();
    desk.simulator.displace();
    await running.shows('taken over by another device');
    expect((await checkup(desk))['connection']).toBe(
      `warn Another device has taken this bot over. (process ${running.child.pid}) ` +
        'Run `wecom-tray connect` to use the bot here.',
    );
    await desk.run(['disconnect']);
    expect((await checkup(desk))['connection']).toBe(
      'warn Disconnected; messages to the bot are not answered. ' +
        `(process ${running.child.pid}) Run \`wecom-tray connect\` to use the bot here.`,
    );
  });

  it('asks the endpoint of the model agent, with its key', async () => {
    const desk = await createDesk({ env: { WECOM_TRAY_AGENT_KIND: 'model' } });
    desk.env['WECOM_TRAY_AGENT_BASE_URL'] = `${await serve(({ headers, url }, response) => {
      const known = headers.authorization === 'Bearer open-sesame' && url === '/v1/models';
      response.statusCode = known ? 200 : 401;
      response.end(JSON.stringify({ data: [{ id: 'qwen3:latest' }] }));
    })}/v1`;
    expect((await checkup(desk))['agent']).toMatch(/^fail .* refuses the key\. /);
    desk.env['WECOM_TRAY_AGENT_API_KEY'] = 'open-sesame';
    expect((await checkup(desk))['agent']).toMatch(/^ok .* has qwen3\.$/);
    desk.env['WECOM_TRAY_AGENT_MODEL'] = 'other';
    expect((await checkup(desk))['agent']).toMatch(/^warn .* does not list other\. /);
    desk.env['WECOM_TRAY_AGENT_BASE_URL'] = await deadAddress();
    expect((await checkup(desk))['agent']).toMatch(/^fail .*ECONNREFUSED/);
  });
});
