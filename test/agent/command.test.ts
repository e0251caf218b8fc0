import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createCommandAgent } from '../../src/main/agent/command.ts';
import type { Clock } from '../../src/main/clock.ts';
import { systemClock } from '../../src/main/clock.ts';
import { ask, isRunning, program, requestOf } from '../fixtures/agents/ask.ts';

const minute = 60_000;

interface Changes {
  readonly env?: NodeJS.ProcessEnv;
  readonly clock?: Clock;
}

function agentOf(command: readonly string[], changes: Changes = {}) {
  const usual = { timeoutMs: minute, clock: systemClock, env: process.env };
  return createCommandAgent({ command, ...usual, ...changes });
}

const never = () => new AbortController().signal;

/** The process ids that a program wrote, one a line. */
const pidsIn = (text: string) => text.trim().split('\n').map(Number);

describe('what a program is given', () => {
  const shown = z.object({
    input: z.unknown(),
    env: z.record(z.string(), z.string()),
    cwd: z.string(),
  });

  async function show(request = requestOf(), env: NodeJS.ProcessEnv = process.env) {
    const { text } = await ask(agentOf(program('show-input.mjs'), { env }), request);
    return shown.parse(JSON.parse(text));
  }

  test('its stdin is the whole request as one JSON object', async () => {
    const attachment = { path: '/media/1.png', name: '图.png', type: 'image/png', size: 7 };
    const { input } = await show(
      requestOf({
        text: '你好 "quoted"\n',
        chat: { id: 'wrAbC', type: 'group' },
        quote: 'before',
        attachments: [attachment],
        history: [{ role: 'assistant', text: 'hi' }],
      }),
    );
    expect(input).toEqual({
      text: '你好 "quoted"\n',
      chat: { id: 'wrAbC', type: 'group' },
      sender: 'zhangsan',
      message_id: 'm1',
      quote: 'before',
      attachments: [attachment],
      history: [{ role: 'assistant', text: 'hi' }],
    });
  });

  test('it runs in the home directory', async () => {
    expect((await show()).cwd).toBe(homedir());
  });

  test('its environment lacks the secrets of this application, and nothing else', async () => {
    const { env } = await show(requestOf(), {
      PATH: process.env.PATH,
      OPENAI_API_KEY: "the program's own",
      PICOCLAW_CHANNELS_WECOM_BOT_ID: 'bot',
      PICOCLAW_CHANNELS_WECOM_SECRET: 's',
      PICOCLAW_CHANNELS_WECOM_APP_CORP_SECRET: 's',
      PICOCLAW_CHANNELS_WECOM_APP_TOKEN: 's',
      PICOCLAW_CHANNELS_WECOM_APP_ENCODING_AES_KEY: 's',
      WECOM_TRAY_AGENT_API_KEY: 's',
      WECOM_TRAY_HOME: '/data',
    });
    expect(Object.keys(env).toSorted()).toEqual([
      'OPENAI_API_KEY',
      'PATH',
      'PICOCLAW_CHANNELS_WECOM_BOT_ID',
      'WECOM_TRAY_HOME',
    ]);
  });

  test('no shell reads the command', async () => {
    const { text } = await ask(agentOf(program('say.mjs', '$HOME; `id` > "*"')));
    expect(text).toBe('$HOME; `id` > "*"');
  });

  test('a program that does not read a long message may answer all the same', async () => {
    const request = requestOf({ text: 'x'.repeat(2_000_000) });
    const { text, failure } = await ask(agentOf(program('say.mjs', 'fine')), request);
    expect({ text, failure }).toEqual({ text: 'fine', failure: undefined });
  });
});

describe('what a program says', () => {
  test('plain text is the answer', async () => {
    const { text, failure } = await ask(agentOf(program('say.mjs', 'It is ', '晴天。')));
    expect({ text, failure }).toEqual({ text: 'It is 晴天。', failure: undefined });
  });

  test('a long answer arrives whole, also where it is read after the program ended', async () => {
    const { text } = await ask(agentOf(program('long.mjs')), requestOf(), never(), async (part) => {
      const pid = part.type === 'text' ? Number.parseInt(part.delta, 10) : Number.NaN;
      if (pid > 0) await vi.waitUntil(() => !isRunning(pid));
    });
    expect(text.replace(/^\d+\n/, '')).toBe('答'.repeat(300_000));
  });

  test('JSON lines are text, reasoning and files', async () => {
    const { parts } = await ask(
      agentOf(
        program(
          'say.mjs',
          '{"type":"reasoning","delta":"hm"}\n{"type":"text","delta":"Here."}\n',
          '{"type":"file","path":"plot.png","caption":"The plot"}\n',
        ),
      ),
    );
    expect(parts).toEqual([
      { type: 'reasoning', delta: 'hm' },
      { type: 'text', delta: 'Here.' },
      { type: 'file', path: join(homedir(), 'plot.png'), caption: 'The plot' },
    ]);
  });

  test('a file alone is an answer', async () => {
    const { failure } = await ask(agentOf(program('say.mjs', '{"type":"file","path":"a"}')));
    expect(failure).toBeUndefined();
  });

  test('"done" ends the turn, and the program that stays after it', async () => {
    const { text, failure } = await ask(agentOf(program('linger.mjs')));
    expect({ text, failure }).toEqual({ text: 'complete', failure: undefined });
  });
});

describe('what goes wrong', () => {
  test('a program that is not there is unavailable, and the detail names it', async () => {
    const { failure } = await ask(agentOf(['no-such-program-anywhere', '-p']));
    expect(failure?.reason).toBe('unavailable');
    expect(failure?.detail).toContain('no-such-program-anywhere');
  });

  test.each([[[]], [['']], [['a\0b']]])('the command %j is unavailable', async (command) => {
    expect((await ask(agentOf(command))).failure?.reason).toBe('unavailable');
  });

  test("a program that fails is broken, with its code and its stderr's end as detail", async () => {
    const { text, failure } = await ask(agentOf(program('fail.mjs')));
    expect(text).toBe('half an ');
    expect(failure?.reason).toBe('broken');
    expect(failure?.detail).toMatch(/exit code 3\. stderr: 啊+the end of it$/);
    expect(Buffer.byteLength(failure?.detail ?? '')).toBeLessThan(4096 + 100);
  });

  test.skipIf(process.platform === 'win32')(
    'a program that dies of a signal is broken',
    async () => {
      const { failure } = await ask(agentOf(program('kill-itself.mjs')));
      expect(failure?.reason).toBe('broken');
      expect(failure?.detail).toContain('SIGKILL');
    },
  );

  test('a program that says nothing visible is empty', async () => {
    expect((await ask(agentOf(program('say.mjs', ' \n')))).failure?.reason).toBe('empty');
  });

  test('a program that speaks another dialect of JSON lines is empty, and the detail says why', async () => {
    const { failure } = await ask(agentOf(program('say.mjs', '{"type":"system"}\n')));
    expect(failure?.reason).toBe('empty');
    expect(failure?.detail).toContain('unknown type: system');
  });

  test('a program that never stops talking is cut off', async () => {
    const { text, failure } = await ask(agentOf(program('flood.mjs')));
    expect(failure?.reason).toBe('broken');
    expect(text.length).toBeLessThanOrEqual(4 * 1024 * 1024);
  });
});

// Side by side, since a program that ignores being asked costs a second each.
describe.concurrent('how a turn ends', () => {
  /** A clock on which a minute passes when `timeIsUp` is called, however long that takes. */
  function minuteClock() {
    let run = () => {};
    const clock: Clock = {
      ...systemClock,
      after(ms, then) {
        if (ms !== minute) return systemClock.after(ms, then);
        run = then;
        return () => {};
      },
    };
    return { clock, timeIsUp: () => run() };
  }

  test('a turn that takes too long leaves no process behind', async () => {
    const { clock, timeIsUp } = minuteClock();
    let said = '';
    const { failure } = await ask(
      agentOf(program('family.mjs', 'hang'), { clock }),
      requestOf(),
      never(),
      (part) => {
        said += part.type === 'text' ? part.delta : '';
        if (pidsIn(said).length === 2) timeIsUp();
      },
    );
    expect(failure?.reason).toBe('timeout');
    expect(pidsIn(said).filter(isRunning)).toEqual([]);
  });

  test.skipIf(process.platform === 'win32')(
    'a program that takes too long has failed, however well it ends when it is asked to',
    async () => {
      const { clock, timeIsUp } = minuteClock();
      const agent = agentOf(program('polite.mjs'), { clock });
      const { text, failure } = await ask(agent, requestOf(), never(), timeIsUp);
      expect(text).toBe('ready');
      expect(failure?.reason).toBe('timeout');
    },
  );

  test('a cancelled turn ends without a failure and leaves no process behind', async () => {
    const cancel = new AbortController();
    let said = '';
    const { failure } = await ask(
      agentOf(program('family.mjs', 'hang')),
      requestOf(),
      cancel.signal,
      (part) => {
        said += part.type === 'text' ? part.delta : '';
        if (pidsIn(said).length === 2) cancel.abort();
      },
    );
    expect(failure).toBeUndefined();
    expect(pidsIn(said)).toHaveLength(2);
    expect(pidsIn(said).filter(isRunning)).toEqual([]);
  });

  test('a cancelled turn says no more, whatever was already written', async () => {
    const cancel = new AbortController();
    const lines = '{"type":"text","delta":"first"}\n{"type":"text","delta":"second"}\n';
    const agent = agentOf(program('say.mjs', lines));
    const { text } = await ask(agent, requestOf(), cancel.signal, () => cancel.abort());
    expect(text).toBe('first');
  });

  test('a turn that nobody listens to any more leaves no process behind', async () => {
    const agent = agentOf(program('stubborn.mjs'));
    let pid = 0;
    for await (const part of agent.answer(requestOf(), never())) {
      pid = Number(part.type === 'text' && part.delta);
      break;
    }
    expect(pid).toBeGreaterThan(0);
    expect(isRunning(pid)).toBe(false);
  });

  test('a turn that was cancelled before it began starts nothing', async ({ onTestFinished }) => {
    const folder = await mkdtemp(join(tmpdir(), 'command-agent-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const agent = agentOf(program('touch.mjs', join(folder, 'started')));
    const { failure } = await ask(agent, requestOf(), AbortSignal.abort());
    expect(failure).toBeUndefined();
    expect(await readdir(folder)).toEqual([]);
  });

  test.each([
    ['that just ends', 'yes'],
    ['that says "done" and ends', '{"type":"text","delta":"yes"}\n{"type":"done"}\n'],
  ])('a program %s is not waited for any longer', async (_name, output) => {
    // Looking every few milliseconds whether a process is gone is fine; longer waits never end.
    const clock: Clock = {
      ...systemClock,
      after: (ms, run) => (ms < 100 ? systemClock.after(ms, run) : () => {}),
    };
    const agent = agentOf(program('say.mjs', output), { clock });
    expect(await ask(agent)).toMatchObject({ text: 'yes', failure: undefined });
  });

  test('what a program leaves behind in its group is ended with the turn', async () => {
    const { text, failure } = await ask(agentOf(program('family.mjs', 'orphan')));
    expect(failure).toBeUndefined();
    expect(isRunning(Number(text))).toBe(false);
  });

  test('a process that left the group and holds stdout open does not hold up the turn', async ({
    onTestFinished,
  }) => {
    const { text, failure } = await ask(agentOf(program('family.mjs', 'escaped')));
    const pid = Number(text);
    onTestFinished(() => void process.kill(pid, 'SIGKILL'));
    expect(failure).toBeUndefined();
    expect(isRunning(pid)).toBe(true);
  });
});
