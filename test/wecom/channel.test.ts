import { describe, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { newStreamId } from '../../src/main/wecom/channel.ts';
import type { Said } from '../../src/simulator/simulator.ts';
import { askedChannel, bareChannel, onlineChannel } from './channels.ts';
import {
  acknowledge,
  credentialsOf,
  namesOf,
  sent,
  startServer,
  startSimulator,
} from './clients.ts';

describe('a message', () => {
  it('is handed on with who said it, where, when, and how to answer', async () => {
    const simulator = await startSimulator();
    const { messages, clock } = await onlineChannel(simulator);
    const { msgid, reqId } = simulator.say({ text: 'hello', from: 'Bob', quote: 'what he meant' });
    await simulator.waitFor(() => messages.length === 1);
    expect(messages[0]).toEqual({
      channel: 'wecom',
      messageId: msgid,
      requestId: reqId,
      chat: { id: 'Bob', type: 'single' },
      sender: 'Bob',
      kind: 'text',
      text: 'hello',
      quote: 'what he meant',
      responseUrl: expect.stringMatching(/^http/),
      receivedAt: clock.wall(),
    });
  });

  it('in a group comes without the mention, and belongs to the group', async () => {
    const simulator = await startSimulator();
    const { messages } = await onlineChannel(simulator);
    simulator.say({ text: 'callerUri="x@H323"', from: 'bob', chat: 'wrGROUP' });
    await simulator.waitFor(() => messages.length === 1);
    expect(messages[0]).toMatchObject({
      chat: { id: 'wrGROUP', type: 'group' },
      sender: 'bob',
      text: 'callerUri="x@H323"',
    });
  });

  it.each<[Said, string, string]>([
    [{ kind: 'voice', text: 'spoken' }, 'voice', 'spoken'],
    [{ kind: 'image' }, 'image', ''],
    [{ kind: 'file' }, 'file', ''],
    [{ kind: 'video' }, 'video', ''],
    [{ kind: 'mixed', text: 'look' }, 'mixed', 'look'],
    [{ raw: { msgtype: 'location' } }, 'other', ''],
    [{ raw: { msgtype: 'appmsg', appmsg: { title: 'card' } } }, 'other', 'card'],
    [{ raw: { response_url: undefined } }, 'text', ''],
  ])('%j is of kind %s', async (said, kind, text) => {
    const simulator = await startSimulator();
    const { messages } = await onlineChannel(simulator);
    simulator.say(said);
    await simulator.waitFor(() => messages.length === 1);
    expect(messages[0]).toMatchObject({ kind, text });
    expect(messages[0]).not.toHaveProperty('quote');
  });

  it('that does not pass the gate costs nothing', async () => {
    const simulator = await startSimulator();
    const { messages } = await onlineChannel(simulator, {
      isDuplicate: (id) => id === 'seen',
      allowFrom: () => ['alice'],
    });
    simulator.say({ text: 'again', msgid: 'seen' });
    simulator.say({ text: 'let me in', from: 'mallory' });
    simulator.say({ text: 'not for the bot', chat: 'wr1', mention: false });
    simulator.say({ text: 'hello' });
    await simulator.waitFor(() => messages.length > 0);
    expect(messages).toMatchObject([{ text: 'hello' }]);
    expect(simulator.frames.flatMap(({ dir, frame }) => (dir === 'in' ? [frame.cmd] : []))).toEqual(
      ['aibot_subscribe'],
    );
  });

  it('is judged by the settings of the moment', async () => {
    const simulator = await startSimulator();
    let allowFrom = ['bob'];
    const { messages } = await onlineChannel(simulator, { allowFrom: () => allowFrom });
    simulator.say({ text: 'too early' });
    simulator.say({ text: 'hello', from: 'bob' });
    await simulator.waitFor(() => messages.length === 1);
    allowFrom = ['alice'];
    simulator.say({ text: 'now' });
    await simulator.waitFor(() => messages.length === 2);
    expect(messages.map(({ text }) => text)).toEqual(['hello', 'now']);
  });
});

describe('a welcome', () => {
  const welcomeText = () => 'Nice to meet you.';

  it('greets who enters the chat', async () => {
    const simulator = await startSimulator();
    await onlineChannel(simulator, { welcomeText, allowFrom: () => ['alice'] });
    simulator.enterChat();
    await simulator.waitFor(() => simulator.chat('alice').length > 0);
    expect(simulator.chat('alice')).toMatchObject([
      { kind: 'welcome', msgtype: 'text', content: 'Nice to meet you.' },
    ]);
  });

  it('is not sent where there is none, to strangers, or for other events', async () => {
    const simulator = await startSimulator();
    let text = '';
    const { messages } = await onlineChannel(simulator, {
      welcomeText: () => text,
      allowFrom: () => ['alice'],
    });
    const hello = async () => {
      const before = messages.length;
      simulator.say({ text: 'hello' });
      await simulator.waitFor(() => messages.length > before);
    };
    simulator.enterChat();
    await hello();
    text = welcomeText();
    simulator.enterChat('mallory');
    simulator.unknownEvent('auth_change_event', { auth_list: [1] });
    simulator.feedback({ id: 'f', type: 1 });
    await hello();
    expect(sent(simulator, 'aibot_respond_welcome_msg')).toEqual([]);
    expect(simulator.chat('mallory')).toEqual([]);
  });

  it('that is refused does no harm', async () => {
    const simulator = await startSimulator();
    const { messages } = await onlineChannel(simulator, { welcomeText });
    simulator.misbehave({ when: { cmd: 'aibot_respond_welcome_msg' }, do: { refuse: 846605 } });
    simulator.enterChat();
    simulator.say({ text: 'hello' });
    await simulator.waitFor(() => messages.length === 1);
  });
});

describe('a bubble', () => {
  it('grows on the phone and is finished there', async () => {
    const simulator = await startSimulator();
    const { channel, message, clock } = await askedChannel(simulator);
    const bubble = channel.openBubble(message, newStreamId());
    expect(await bubble.opened).toMatchObject({ kind: 'acked' });
    bubble.update(() => 'so far');
    clock.advance(500);
    await simulator.waitFor(() => simulator.chat('alice').length === 2 && history().length === 2);
    expect(await bubble.finish('so far, so good')).toMatchObject({ kind: 'acked' });
    expect(history()).toEqual(['Processing...', 'so far', 'so far, so good']);
    expect(simulator.chat('alice')[1]).toMatchObject({ finished: true, spinning: false });

    function history() {
      const shown = simulator.chat('alice')[1];
      return shown && 'history' in shown ? shown.history.map(({ content }) => content) : [];
    }
  });

  it("opens with WeCom's own animation where no message is wanted", async () => {
    const simulator = await startSimulator();
    const { channel, message } = await askedChannel(simulator, {
      sendThinkingMessage: () => false,
    });
    await channel.openBubble(message, 's1').opened;
    expect(simulator.chat('alice')[1]).toMatchObject({ content: '', thinking: '', spinning: true });
  });

  it('of an earlier process can be finished, or abandoned', async () => {
    const simulator = await startSimulator();
    const { channel, message } = await askedChannel(simulator);
    await channel.openBubble(message, 's1').opened;
    await channel.openBubble(message, 's2').opened;
    expect(await channel.finishBubble(message.requestId, 's1', 'the end')).toMatchObject({
      kind: 'acked',
    });
    expect(channel.abandonBubble(message.requestId, 's2', 'see below')).toBe(true);
    await simulator.waitFor(() => isFinished(2));
    expect(simulator.chat('alice').slice(1)).toMatchObject([
      { streamId: 's1', finished: true, content: 'the end' },
      { streamId: 's2', finished: true, content: 'see below' },
    ]);

    function isFinished(index: number) {
      const shown = simulator.chat('alice')[index];
      return shown !== undefined && 'finished' in shown && shown.finished;
    }
  });

  it('has a name of its own', () => {
    const names = Array.from({ length: 100 }, newStreamId);
    expect(new Set(names).size).toBe(100);
  });
});

describe('a channel without credentials', () => {
  it('is stopped, and what it should send is unsent', async () => {
    const { channel } = bareChannel();
    channel.start();
    channel.wake();
    expect(channel.state).toEqual({ name: 'stopped' });
    const signal = new AbortController().signal;
    const route = { id: 'alice', type: 'single' } as const;
    expect(await channel.push(route, { type: 'markdown', text: 'hi' }, signal)).toMatchObject({
      kind: 'unsent',
    });
    expect(await channel.finishBubble('r1', 's1', 'the end')).toMatchObject({ kind: 'unsent' });
    expect(channel.abandonBubble('r1', 's1', 'the end')).toBe(false);
    await channel.stop();
  });
});

describe('other credentials', () => {
  it('are not dialled before start, or after stop', async () => {
    const simulator = await startSimulator();
    const { channel } = bareChannel();
    await channel.configure(credentialsOf(simulator));
    expect(channel.state).toEqual({ name: 'stopped' });
    channel.start();
    await simulator.waitFor(() => channel.state.name === 'online');
    await channel.stop();
    await channel.configure(credentialsOf(simulator));
    expect(channel.state).toEqual({ name: 'stopped' });
    expect(simulator.subscribes).toBe(1);
  });

  it('are dialled at once where the old ones were in use, or were refused', async () => {
    const simulator = await startSimulator();
    const { channel, states } = bareChannel();
    await channel.configure({ ...credentialsOf(simulator), secret: 'wrong' });
    channel.start();
    await simulator.waitFor(() => channel.state.name === 'refused');
    await channel.configure(credentialsOf(simulator));
    await simulator.waitFor(() => channel.state.name === 'online');
    await channel.configure(credentialsOf(simulator));
    await simulator.waitFor(() => channel.state.name === 'online');
    // Had the old connection lived on, the new one would have displaced it.
    expect(namesOf(states)).not.toContain('displaced');
    expect(simulator.connections).toBe(1);
  });

  it('that are none end the connection', async () => {
    const simulator = await startSimulator();
    const { channel } = await onlineChannel(simulator);
    await channel.configure(undefined);
    expect(channel.state).toEqual({ name: 'stopped' });
    await simulator.waitFor(() => simulator.connections === 0);
    await channel.configure(credentialsOf(simulator));
    expect(channel.state).toEqual({ name: 'stopped' });
  });

  it('wait for the old socket although WeCom says nothing any more', async () => {
    const simulator = await startSimulator();
    const { channel } = await onlineChannel(simulator);
    simulator.halfOpen();
    await channel.configure(credentialsOf(simulator));
    await simulator.waitFor(() => channel.state.name === 'online');
    expect(simulator.connections).toBe(1);
  });

  it('never make a second connection beside the first, however fast they change', async () => {
    const { where, open, others } = await watchedServer();
    const { channel } = bareChannel();
    await channel.configure(where);
    channel.start();
    await vi.waitFor(() => expect(channel.state.name).toBe('online'));
    const changes = [channel.configure(where), channel.configure(where)];
    channel.start();
    changes.push(channel.configure(undefined), channel.configure(where));
    await Promise.all(changes);
    channel.start();
    await vi.waitFor(() => expect(channel.state.name).toBe('online'));
    expect(others()).toBe(0);
    expect(open()).toBe(1);
    await channel.stop();
    expect(open()).toBe(0);
  });

  it('leave the channel off where it is stopped while they are taken', async () => {
    const { where, open } = await watchedServer();
    const { channel, clock } = bareChannel();
    await channel.configure(where);
    channel.start();
    await vi.waitFor(() => expect(channel.state.name).toBe('online'));
    const changed = channel.configure(where);
    await channel.stop();
    await changed;
    expect(channel.state).toEqual({ name: 'stopped' });
    expect([open(), clock.pending]).toEqual([0, 0]);
  });

  it('are dialled where it is started while they are taken', async () => {
    const { where, open, others } = await watchedServer();
    const { channel } = bareChannel();
    await channel.configure(where);
    channel.start();
    await vi.waitFor(() => expect(channel.state.name).toBe('online'));
    const stopped = channel.stop();
    const changed = channel.configure(where);
    await Promise.resolve();
    channel.start();
    await Promise.all([stopped, changed]);
    await vi.waitFor(() => expect(channel.state.name).toBe('online'));
    expect([open(), others()]).toEqual([1, 0]);
  });
});

/** Milliseconds; enough for whoever does not wait to be caught. */
const SLOW = 50;

/** A server that takes every bot, counts its connections and is slow to close them. */
async function watchedServer() {
  const sockets: WebSocket[] = [];
  const open = () => sockets.filter(({ readyState, OPEN }) => readyState === OPEN).length;
  let others = 0;
  const where = await startServer((socket) => {
    others = Math.max(others, open());
    sockets.push(socket);
    const close = socket.close.bind(socket);
    socket.close = (...args) => void setTimeout(() => close(...args), SLOW);
    socket.on('message', (data) => acknowledge(socket, data));
  });
  return {
    where,
    open,
    /** The most that were open when another one came. */
    others: () => others,
  };
}
