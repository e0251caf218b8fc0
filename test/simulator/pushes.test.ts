import { expect, it } from 'vitest';
import { emitted, startSimulator, stream, subscribedRaw, subscribedSdk } from './clients.ts';

const send = 'aibot_send_msg';
const markdown = (content: string) => ({ msgtype: 'markdown', markdown: { content } }) as const;

it("shows the Markdown that Tencent's client pushes into a chat it was spoken to in", async () => {
  const simulator = await startSimulator();
  const client = await subscribedSdk(simulator);
  simulator.say({ text: 'hi', from: 'Bob' });
  await client.sendMessage('Bob', markdown('**news**'));
  expect(simulator.chat('Bob')[1]).toEqual({
    who: 'bot',
    kind: 'push',
    msgtype: 'markdown',
    content: '**news**',
  });
});

it('refuses a chat in which nobody spoke, and a lower-cased id, with 93006', async () => {
  const simulator = await startSimulator();
  const client = await subscribedRaw(simulator);
  simulator.say({ text: 'hi', from: 'Bob' });
  simulator.enterChat('carol');
  for (const chatid of ['nobody', 'bob', 'carol']) {
    const answer = await client.request(send, { chatid, ...markdown('hi') });
    expect(answer).toMatchObject({ errcode: 93006 });
  }
  simulator.knowChat('carol');
  const answer = await client.request(send, { chatid: 'carol', ...markdown('hi') });
  expect(answer).toMatchObject({ errcode: 0 });
});

it('takes an id without a chat type for a group first', async () => {
  const simulator = await startSimulator();
  const client = await subscribedRaw(simulator);
  simulator.knowChat('same', 'single');
  simulator.knowChat('same', 'group');
  await client.request(send, { chatid: 'same', ...markdown('a guess') });
  await client.request(send, { chatid: 'same', chat_type: 1, ...markdown('to the person') });
  await client.request(send, { chatid: 'same', chat_type: 2, ...markdown('to the group') });
  expect(simulator.chat('same', 'single')).toMatchObject([{ content: 'to the person' }]);
  expect(simulator.chat('same', 'group')).toMatchObject([
    { content: 'a guess' },
    { content: 'to the group' },
  ]);
});

it('refuses the wrong chat type with 93006', async () => {
  const simulator = await startSimulator();
  const client = await subscribedRaw(simulator);
  simulator.knowChat('wrGROUP', 'group');
  const answer = await client.request(send, { chatid: 'wrGROUP', chat_type: 1, ...markdown('x') });
  expect(answer).toMatchObject({ errcode: 93006 });
});

it('refuses a group that the bot left with 93001, until somebody there speaks to it', async () => {
  const simulator = await startSimulator();
  const client = await subscribedRaw(simulator);
  const push = () => client.request(send, { chatid: 'wrGROUP', ...markdown('hi') });
  simulator.say({ text: 'hi', chat: 'wrGROUP' });
  simulator.leaveGroup('wrGROUP');
  expect(await push()).toMatchObject({ errcode: 93001 });
  simulator.say({ text: 'welcome back', chat: 'wrGROUP' });
  expect(await push()).toMatchObject({ errcode: 0 });
});

it.each(['text', 'markdown_v2', 'stream'])('refuses to push a %s with 40008', async (msgtype) => {
  const simulator = await startSimulator();
  const client = await subscribedRaw(simulator);
  simulator.knowChat('alice');
  const body = { chatid: 'alice', msgtype, [msgtype]: { content: 'hi' } };
  expect(await client.request(send, body)).toMatchObject({ errcode: 40008 });
});

it('refuses empty and oversized Markdown with 40058', async () => {
  const simulator = await startSimulator();
  const client = await subscribedRaw(simulator);
  simulator.knowChat('alice');
  for (const content of ['', 'x'.repeat(20_481)]) {
    const answer = await client.request(send, { chatid: 'alice', ...markdown(content) });
    expect(answer).toMatchObject({ errcode: 40058 });
  }
});

it('counts bubbles and pushes of a conversation together, and not the updates', async () => {
  let now = 1_000_000;
  const simulator = await startSimulator({ enforceRate: true, now: () => now });
  const client = await subscribedRaw(simulator);
  const { reqId } = simulator.say({ text: 'hi' });
  const push = () => client.request(send, { chatid: 'alice', ...markdown('hi') });
  for (let update = 0; update < 40; update += 1) {
    await client.request('aibot_respond_msg', stream('s1', `text ${update}`), reqId);
  }
  for (let count = 1; count < 30; count += 1) {
    expect(await push()).toMatchObject({ errcode: 0 });
  }
  expect(await push()).toMatchObject({ errcode: 45009 });
  const second = await client.request('aibot_respond_msg', stream('s2', 'hi'), reqId);
  expect(second).toMatchObject({ errcode: 45009 });
  const finish = await client.request('aibot_respond_msg', stream('s1', 'end', true), reqId);
  expect(finish).toMatchObject({ errcode: 0 });
  now += 60_000;
  expect(await push()).toMatchObject({ errcode: 0 });
});

it('refuses more than 1000 messages an hour in a conversation', async () => {
  let now = 1_000_000;
  const simulator = await startSimulator({ enforceRate: true, now: () => now });
  const client = await subscribedRaw(simulator);
  simulator.knowChat('alice');
  simulator.knowChat('bob');
  const push = (chatid: string) => client.request(send, { chatid, ...markdown('hi') });
  for (let count = 0; count < 1000; count += 1) {
    await push('alice');
    now += 3_000;
  }
  expect(await push('alice')).toMatchObject({ errcode: 45009 });
  expect(await push('bob')).toMatchObject({ errcode: 0 });
});

it("shows the welcome of Tencent's client", async () => {
  const simulator = await startSimulator();
  const client = await subscribedSdk(simulator);
  const entered = emitted(client, 'event.enter_chat');
  const { reqId } = simulator.enterChat('bob');
  const frame = await entered;
  await client.replyWelcome(frame, { msgtype: 'text', text: { content: 'Good morning' } });
  expect(simulator.chat('bob')).toEqual([
    { who: 'bot', kind: 'welcome', reqId, msgtype: 'text', content: 'Good morning' },
  ]);
  const again = client.replyWelcome(frame, { msgtype: 'text', text: { content: 'Again' } });
  await expect(again).rejects.toMatchObject({ errcode: 846605 });
});

it('refuses a welcome after 5 seconds, and one that answers a message, with 846605', async () => {
  let now = 1_000_000;
  const simulator = await startSimulator({ now: () => now });
  const client = await subscribedRaw(simulator);
  const welcome = (reqId: string) =>
    client.request(
      'aibot_respond_welcome_msg',
      { msgtype: 'text', text: { content: 'hello' } },
      reqId,
    );
  expect(await welcome(simulator.say({ text: 'hi' }).reqId)).toMatchObject({ errcode: 846605 });
  const { reqId } = simulator.enterChat();
  now += 5_001;
  expect(await welcome(reqId)).toMatchObject({ errcode: 846605 });
});

it("replaces a card when Tencent's client updates it, once, within 5 seconds", async () => {
  let now = 1_000_000;
  const simulator = await startSimulator({ now: () => now });
  const client = await subscribedSdk(simulator);
  simulator.say({ text: 'hi' });
  const card = (title: string) => ({
    card_type: 'button_interaction',
    main_title: { title },
    button_list: [{ text: 'Yes', key: 'yes' }],
    task_id: 'task-1',
  });
  await client.sendMessage('alice', { msgtype: 'template_card', template_card: card('Sure?') });
  const press = async () => {
    const pressed = emitted(client, 'event.template_card_event');
    simulator.cardEvent({ taskId: 'task-1', eventKey: 'yes' });
    return pressed;
  };
  const frame = await press();
  await client.updateTemplateCard(frame, card('Done'));
  expect(simulator.chat('alice')[1]).toMatchObject({ kind: 'push', card: card('Done') });
  const again = client.updateTemplateCard(frame, card('Again'));
  await expect(again).rejects.toMatchObject({ errcode: 846605 });
  const other = client.updateTemplateCard(await press(), { ...card('Other'), task_id: 'task-2' });
  await expect(other).rejects.toMatchObject({ errcode: 40058 });
  const late = await press();
  now += 5_001;
  await expect(client.updateTemplateCard(late, card('Late'))).rejects.toMatchObject({
    errcode: 846605,
  });
  expect(simulator.chat('alice')[1]).toMatchObject({ card: card('Done') });
});

it('refuses cards that WeCom would not show with 40058', async () => {
  const simulator = await startSimulator();
  const client = await subscribedRaw(simulator);
  simulator.knowChat('alice');
  const cards = [
    {},
    { card_type: 'poster' },
    { card_type: 'text_notice' },
    { card_type: 'vote_interaction' },
    { card_type: 'button_interaction', task_id: 'no spaces' },
  ];
  for (const card of cards) {
    const body = { chatid: 'alice', msgtype: 'template_card', template_card: card };
    expect(await client.request(send, body)).toMatchObject({ errcode: 40058 });
  }
});
