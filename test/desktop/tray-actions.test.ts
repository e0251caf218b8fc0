import { describe, expect, it } from 'vitest';
import { createTrayActions } from '../../src/main/desktop/tray-actions.ts';
import type { TrayAction } from '../../src/main/desktop/tray-model.ts';
import type { Api } from '../../src/shared/api.ts';

/** What is done in answer to `action`, in order; `declined` is what the API says to all of it. */
async function doneBy(action: TrayAction, declined?: Error): Promise<unknown[]> {
  const done: unknown[] = [];
  const call = (name: string) => async (input?: unknown) => {
    done.push(input === undefined ? name : [name, input]);
    if (declined) throw declined;
  };
  const api = {
    app: { leaveDemo: call('leaveDemo'), setStartAtLogin: call('setStartAtLogin') },
    bot: { connect: call('connect'), disconnect: call('disconnect'), pause: call('pause') },
  } as unknown as Pick<Api, 'app' | 'bot'>;
  createTrayActions({
    api,
    tell: (news) => void done.push(news),
    showWindow: () => void done.push('window'),
    quit: () => void done.push('quit'),
    onFailure: (error) => void done.push(error),
  })(action);
  await new Promise((resolve) => setImmediate(resolve));
  return done;
}

const CHAT = { channel: 'wecom', id: 'zhangsan' } as const;

describe("a line of the tray's menu", () => {
  it.each<[TrayAction, unknown]>([
    [{ type: 'connect' }, 'connect'],
    [{ type: 'disconnect' }, 'disconnect'],
    [{ type: 'pause', paused: true }, ['pause', { paused: true }]],
    [{ type: 'start-at-login', on: true }, ['setStartAtLogin', { on: true }]],
    [{ type: 'leave-demo' }, 'leaveDemo'],
    [
      { type: 'chat', chat: CHAT },
      { type: 'show', view: 'conversations', chat: CHAT },
    ],
    [{ type: 'bind' }, { type: 'bind' }],
    [{ type: 'open' }, 'window'],
    [{ type: 'quit' }, 'quit'],
  ])('%o does that and nothing else', async (action, done) => {
    expect(await doneBy(action)).toEqual([done]);
  });

  it('that was declined leads to where it is said why', async () => {
    const declined = new Error('The keychain is locked.');
    expect(await doneBy({ type: 'connect' }, declined)).toEqual([
      'connect',
      declined,
      { type: 'show', view: 'status' },
    ]);
  });
});
