import { describe, expect, it } from 'vitest';
import { createDesk } from '../fixtures/terminal.ts';

const TIME = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`;

/** A gateway that answered in a direct chat and in a group. */
async function talked() {
  const desk = await createDesk();
  const gateway = await desk.gateway();
  desk.simulator.say({ from: 'zhangsan', text: '今天的午饭吃什么' });
  await gateway.shows('answered zhangsan');
  desk.simulator.say({ from: 'lisi', chat: 'wrGROUP', text: 'two\nlines' });
  await gateway.shows('answered group wrGROUP');
  return { ...desk, running: gateway };
}

describe('chats', () => {
  it('lists everybody the bot talked with, the newest first', async () => {
    const { run } = await talked();
    const { code, stdout } = await run(['chats']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      new RegExp(`^${TIME}  wrGROUP  group, with lisi\n${TIME}  zhangsan  single\n$`),
    );
  });

  it('lists them as JSON', async () => {
    const { run } = await talked();
    const { stdout } = await run(['chats', '--json']);
    expect(JSON.parse(stdout)).toMatchObject([
      { id: 'wrGROUP', type: 'group', people: ['lisi'], unreachable: null },
      { id: 'zhangsan', type: 'single' },
    ]);
  });

  it('says that there are none yet, and makes no data folder for it', async () => {
    const { run, dir, env } = await createDesk();
    env['WECOM_TRAY_HOME'] = `${dir}/new`;
    expect(await run(['chats'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'No chats yet: they appear when people write to the bot.\n',
    });
    expect((await run(['chats', '--json'])).stdout).toBe('[]\n');
    expect((await run(['log'])).code).toBe(0);
  });
});

describe('log', () => {
  it('shows what was said, further lines set in', async () => {
    const { run } = await talked();
    const { code, stdout } = await run(['log']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      new RegExp(
        `^${TIME}  zhangsan: 今天的午饭吃什么\n` +
          `${TIME}  bot to zhangsan: .*今天的午饭吃什么\n` +
          `${TIME}  lisi in group wrGROUP: two\n    lines\n` +
          `${TIME}  bot to group wrGROUP: .*two\n    lines\n$`,
      ),
    );
  });

  it('shows one chat, and the newest of it', async () => {
    const { run } = await talked();
    const { stdout } = await run(['log', 'zhangsan', '--limit', '1']);
    expect(stdout).toMatch(/^\S+ \S+ {2}bot to zhangsan: .*\n$/);
  });

  it('finds messages with all the words given, Chinese without spaces too', async () => {
    const { run } = await talked();
    const searches = { 午饭: 2, '今天 吃什么': 2, 'LINES two': 2, 晚饭: 0, '100%_"': 0 };
    for (const [words, count] of Object.entries(searches)) {
      const { code, stdout } = await run(['log', '--search', words, '--json']);
      expect({ words, code, found: stdout.match(/^\{.*\}$/gm)?.length ?? 0 }).toEqual({
        words,
        code: 0,
        found: count,
      });
    }
  });

  it('is one JSON object a line, for scripts', async () => {
    const { run } = await talked();
    const { stdout } = await run(['log', 'zhangsan', '--json']);
    const messages = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(messages).toMatchObject([
      { direction: 'in', sender: 'zhangsan', text: '今天的午饭吃什么', state: 'answered' },
      { direction: 'out', chat_id: 'zhangsan', state: 'delivered' },
    ]);
  });

  it('follows what is said from now on, until Ctrl-C', async () => {
    const { start, simulator } = await talked();
    const following = start('log', 'zhangsan', '--follow');
    await following.shows('bot to zhangsan');
    simulator.say({ from: 'lisi', text: 'not in this chat' });
    simulator.say({ from: 'zhangsan', text: 'one more thing' });
    await following.shows(/bot to zhangsan: .*one more thing/);
    following.child.kill('SIGINT');
    expect(await following.exit).toBe(0);
    expect(following.stdout()).not.toContain('not in this chat');
    expect(following.stdout().match(/^\S+ \S+ {2}zhangsan: 今天的午饭吃什么$/gm)).toHaveLength(1);
  });

  it('can be followed before anything was said', async () => {
    const { start, simulator, gateway } = await createDesk();
    const following = start('log', '--follow');
    await gateway();
    simulator.say({ from: 'zhangsan', text: 'first words' });
    await following.shows(/zhangsan: first words\n/);
  });

  it('says what did not arrive, and why', async () => {
    const { simulator, run, running } = await talked();
    simulator.misbehave({ when: {}, times: Infinity, do: { refuse: 93006, errmsg: 'gone' } });
    simulator.say({ from: 'wangwu', text: 'hello?' });
    await running.shows('wangwu: failed');
    expect((await run(['log', 'wangwu'])).stdout).toMatch(
      /bot to wangwu: .* \[failed: gone \(93006\)\]\n$/,
    );
  });

  it('lets nothing that an agent said steer the terminal', async () => {
    const text = '\u001b[2Jcleared\u202e\n2026-01-01 00:00:00  bot to zhangsan: fake';
    const program = `process.stdout.write(${JSON.stringify(text)})`;
    const { simulator, gateway, run } = await createDesk({
      env: {
        WECOM_TRAY_AGENT_KIND: 'command',
        WECOM_TRAY_AGENT_COMMAND: JSON.stringify([process.execPath, '-e', program]),
      },
    });
    const running = await gateway();
    simulator.say({ from: 'zhangsan', text: 'hi' });
    await running.shows('answered zhangsan');
    const { stdout } = await run(['log']);
    expect(stdout).toContain('cleared\n    2026-01-01 00:00:00  bot to zhangsan: fake\n');
    const asJson = await run(['log', '--json']);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    for (const printed of [stdout, asJson.stdout]) expect(printed).not.toMatch(/[\u001b\u202e]/);
  });

  it('ends quietly where its reader has had enough', async () => {
    const { start, simulator } = await talked();
    const once = start('log');
    once.child.stdout?.destroy();
    const following = start('log', '--follow');
    await following.shows('zhangsan');
    following.child.stdout?.destroy();
    simulator.say({ from: 'zhangsan', text: 'anybody there?' });
    for (const { exit, stderr } of [once, following]) {
      expect(await exit).toBe(0);
      expect(stderr()).toBe('');
    }
  });
});
