import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDesk, type Desk } from '../fixtures/terminal.ts';

const PUSH = { cmd: 'aibot_send_msg' };

/** What the bot said in a chat, unasked. */
const pushesIn = ({ simulator }: Desk, chat: string) =>
  simulator
    .chat(chat)
    .flatMap((entry) => (entry.who === 'bot' && entry.kind === 'push' ? [entry] : []));

describe.each([
  ['through the running instance', true],
  ['by connecting once', false],
])('send, %s,', (_how, running) => {
  async function desk() {
    const made = await createDesk();
    if (running) await made.gateway();
    made.simulator.knowChat('zhangsan');
    return made;
  }

  it('delivers a text', async () => {
    const made = await desk();
    expect(await made.run(['send', 'zhangsan', 'Lunch?'])).toEqual({
      code: 0,
      stdout: 'Sent to zhangsan.\n',
      stderr: '',
    });
    expect(pushesIn(made, 'zhangsan')).toMatchObject([{ content: 'Lunch?' }]);
    expect(made.simulator.online).toBe(running);
  });

  it('delivers stdin, and then files', async () => {
    const made = await desk();
    const report = join(made.dir, 'report.txt');
    const picture = join(made.dir, 'picture.png');
    writeFileSync(report, 'all is well');
    const image = Buffer.concat([Buffer.from('\x89PNG', 'latin1'), Buffer.alloc(700_000, 1)]);
    writeFileSync(picture, image);
    const args = ['send', 'zhangsan', '-', '--file', report, '--file', picture];
    expect((await made.run(args, 'two\nlines')).stderr).toBe('');
    expect(pushesIn(made, 'zhangsan')).toMatchObject([
      { content: 'two\nlines' },
      { media: { type: 'file', name: 'report.txt', bytes: Buffer.from('all is well') } },
      { media: { type: 'image', name: 'picture.png', bytes: image } },
    ]);
  });

  it('says why WeCom refused it', async () => {
    const made = await desk();
    const { code, stderr } = await made.run(['send', 'nobody', 'hi']);
    expect(code).toBe(1);
    expect(stderr).toBe(
      'Failed: WeCom does not know this chat (93006). Ids are case-sensitive; ' +
        '`wecom-tray chats` lists them.\n',
    );
  });

  it('says that it is unconfirmed, and does not send it again', async () => {
    const made = await desk();
    made.simulator.misbehave({ when: PUSH, do: 'close-after' });
    const { code, stderr } = await made.run(['send', 'zhangsan', 'once']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Unconfirmed: .* It may have arrived; look before you send it again\./);
    expect(pushesIn(made, 'zhangsan')).toHaveLength(1);
  });

  it('tells it as JSON', async () => {
    const made = await desk();
    const good = await made.run(['send', 'zhangsan', 'hi', '--json']);
    expect(JSON.parse(good.stdout)).toMatchObject({ chat: 'zhangsan', state: 'delivered' });
    const bad = await made.run(['send', 'nobody', 'hi', '--json']);
    expect(JSON.parse(bad.stdout)).toMatchObject({
      chat: 'nobody',
      state: 'failed',
      note: expect.stringContaining('93006'),
    });
    expect(bad.code).toBe(1);
  });
});

/** A message that WeCom does not take yet, and a gateway that ends before it does. */
async function sendInterrupted(end: NodeJS.Signals, ...options: string[]) {
  const made = await createDesk();
  const running = await made.gateway();
  made.simulator.knowChat('zhangsan');
  made.simulator.misbehave({ when: PUSH, do: { refuse: 45009, errmsg: 'too much' } });
  const ended = made.start('send', 'zhangsan', 'hi', ...options);
  while (!(await made.run(['log', '--json'])).stdout.includes('too much'));
  running.child.kill(end);
  expect(await ended.exit).toBe(1);
  return { ...made, ended };
}

describe('send', () => {
  it('knows from the address book whether a chat is a group', async () => {
    const made = await createDesk();
    const running = await made.gateway();
    made.simulator.say({ from: 'lisi', chat: 'wrGROUP', text: 'hi' });
    await running.shows('answered group wrGROUP');
    await made.run(['send', 'wrGROUP', 'news']);
    const sent = made.simulator.frames.findLast(({ frame }) => frame.cmd === PUSH.cmd);
    expect(sent?.frame.body).toMatchObject({ chatid: 'wrGROUP', chat_type: 2 });
  });

  it('sends nothing where a file is missing', async () => {
    const made = await createDesk();
    const missing = join(made.dir, 'missing.txt');
    const folder = join(made.dir, 'folder');
    mkdirSync(folder);
    for (const [file, why] of [
      [missing, 'it does not exist'],
      [folder, 'it is not a file'],
    ] as const) {
      const { code, stderr } = await made.run(['send', 'zhangsan', 'see', '--file', file]);
      expect(code).toBe(1);
      expect(stderr).toBe(`${file} cannot be sent: ${why}.\n`);
    }
    expect(made.simulator.subscribes).toBe(0);
  });

  it('says that no bot is bound', async () => {
    const { run } = await createDesk({ bound: false });
    const { code, stderr } = await run(['send', 'zhangsan', 'hi']);
    expect(code).toBe(1);
    expect(stderr).toContain('No bot is bound yet.');
  });

  it('says that WeCom cannot be reached, and leaves nothing to be sent later', async () => {
    const made = await createDesk();
    made.simulator.knowChat('zhangsan');
    made.simulator.handshakes('reject');
    const { code, stderr } = await made.run(['send', 'zhangsan', 'hi']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Not sent: not connected: /);
    made.simulator.handshakes('accept');
    expect((await made.run(['send', 'zhangsan', 'again'])).code).toBe(0);
    expect(pushesIn(made, 'zhangsan')).toMatchObject([{ content: 'again' }]);
  });

  it('says what to do where the running bot is off', async () => {
    const made = await createDesk();
    await made.gateway();
    await made.run(['disconnect']);
    expect(await made.run(['send', 'zhangsan', 'hi'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Not sent: The bot is disconnected. Run `wecom-tray connect` first.\n',
    });
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'whose instance ends by %s meanwhile says that it waits to be sent',
    async (end) => {
      const { ended } = await sendInterrupted(end);
      expect(ended.stderr()).toMatch(
        /^Not sent yet: too much\. It waits in the outbox and is sent when WeCom Tray is/,
      );
    },
  );

  it('whose instance ends meanwhile tells it as JSON, with its place in the journal', async () => {
    const { run, ended } = await sendInterrupted('SIGTERM', '--json');
    const [logged] = (await run(['log', '--json'])).stdout.split('\n');
    expect(JSON.parse(ended.stdout())).toEqual({
      chat: 'zhangsan',
      state: 'queued',
      note: 'too much',
      seq: JSON.parse(logged ?? '').seq,
    });
  });

  it('takes its turn where several are sent at once without a running instance', async () => {
    const made = await createDesk();
    made.simulator.knowChat('zhangsan');
    const texts = ['one', 'two', 'three'];
    const ended = await Promise.all(texts.map((text) => made.run(['send', 'zhangsan', text])));
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(
      pushesIn(made, 'zhangsan')
        .map(({ content }) => content)
        .sort(),
    ).toEqual(texts.sort());
  });

  it('that Ctrl-C ends is not sent later', async () => {
    const made = await createDesk();
    made.simulator.knowChat('zhangsan');
    made.simulator.misbehave({ when: PUSH, do: { refuse: 45009, errmsg: 'too much' } });
    const sending = made.start('send', 'zhangsan', 'hi');
    await made.simulator.waitFor(() =>
      made.simulator.frames.some(({ frame }) => frame.errcode === 45009),
    );
    sending.child.kill('SIGINT');
    expect(await sending.exit).toBe(1);
    expect(sending.stderr()).toMatch(/^Failed: .*too much.*; given up\n$/);
    const { stdout } = await made.run(['log', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ text: 'hi', state: 'failed' });
  });

  it('is given up by Ctrl-C', async () => {
    const made = await createDesk();
    made.simulator.misbehave({ when: { cmd: 'aibot_subscribe' }, do: 'ignore' });
    const sending = made.start('send', 'zhangsan', 'hi');
    await made.simulator.waitFor(() => made.simulator.frames.length > 0);
    sending.child.kill('SIGINT');
    expect(await sending.exit).toBe(1);
    expect(sending.stderr()).toBe('Not sent: cancelled\n');
  });
});
